"""How things stand in the demo, and the words for it that both views share."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cli.demoing.manager import Done
from cli.demoing.observed import Observed
from cli.demoing.outbox import Outbox
from cli.demoing.plan import Plan
from cli.story.teller import printable
from cli.texts import Words
from detector.instant import SECOND_US
from detector.outputs import Alert, Assessment

NO_TIME = -1.0


class Standing(NamedTuple):
    """One look at the running demo.

    `now`: the simulated time in microseconds; `elapsed_s`: since the days began; `rate`: events judged per second.
    """

    plan: Plan
    now: int
    elapsed_s: float
    rate: float
    outbox: Outbox
    observed: Observed
    done: list[Done]


class Sayer:
    """Puts ids, money and times of the demo into words of one language."""

    def __init__(self, words: Words, names: Mapping[str, str], zone: ZoneInfo, manager: str, console: str = "") -> None:
        """`names`: id → display name; `manager`: the id of who decides; `console`: where to look, in one line."""
        self.console = console
        self.words = words
        self._names = names
        self._zone = zone
        self._manager = manager

    def who(self, subject: str | None) -> str:
        """A name with its id, or the id alone."""
        if not subject:
            return self.words.say("nobody")
        name = self._names.get(subject)
        return printable(subject) if name is None else self.words.say("person", name=printable(name), id=subject)

    def short(self, subject: str | None) -> str:
        """The name, or the id of who has none."""
        return printable(self._names.get(subject or "") or subject or self.words.say("nobody"))

    def day(self, at: int) -> str:
        """A simulated day."""
        return datetime.fromtimestamp(at / SECOND_US, self._zone).date().isoformat()

    def money(self, sums: Mapping[str, Decimal]) -> str:
        """Sums by currency in one line."""
        parts = [f"{amount:,} {currency}" for currency, amount in sorted(sums.items()) if amount]
        return " · ".join(parts) or self.words.say("nothing")

    def alert(self, alert: Alert) -> str:
        """An alert as one line, with names."""
        params = {
            name: self.who(value) if isinstance(value, str) and value in self._names else value
            for name, value in alert.params.items()
        }
        return self.words.say(
            "alert",
            severity=self.words.code("severity", alert.severity),
            status=self.words.code("alert", alert.status),
            headline=printable(self.words.message(alert.message_id, params, alert.headline)),
        )

    def reasons(self, assessment: Assessment) -> list[str]:
        """The sentences of an assessment, the weightiest first; else its notes."""
        told = [self.words.message(hit.message_id, hit.params, hit.reason) for hit in assessment.hits]
        notes = [self.words.message(note.message_id, note.params, note.text) for note in assessment.notes]
        return [printable(text) for text in told or notes]

    def done(self, item: Done) -> str:
        """What the manager or a customer did."""
        day, who = self.day(item.at), self.short(self._manager)
        return self.words.say(f"done.{item.what}", day=day, who=who, order=printable(item.order_id))

    def worker(self, standing: Standing) -> str:
        """Whether the worker keeps up."""
        if not standing.observed.metas:
            return self.words.say("worker.starting")
        behind = standing.outbox.sent - standing.observed.judged()
        return self.words.say("worker.behind", events=f"{behind:,}") if behind > 0 else self.words.say("worker.even")

    def reviews(self, standing: Standing) -> int:
        """How many orders are in review."""
        return sum(outcome == "review" for outcome in standing.observed.outcomes.values())
