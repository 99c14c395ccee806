"""Who did how much of a deal, before and after the hop: sums over its weighed activities."""

from collections.abc import Sequence

from detector.deal import Deal
from detector.events import ACTIVITY_TYPES
from detector.facts import DIRECTION_INBOUND, DIRECTION_NONE, NOTE, ActivityFact
from detector.instant import DAY_US
from detector.pack import Judging
from detector.people import People
from detector.weight import Weighed, lag_s

_CLOSING = frozenset((ACTIVITY_TYPES.index("quote"), ACTIVITY_TYPES.index("contract")))

_ONLY_SAID_AGAIN = frozenset(("copied_text", "repeated_text", "capped_duration"))
PROMPT_S = 3 * 86_400
"""An entry recorded later than so many seconds is no prompt one."""


def _sentences_of_others(deal: Deal) -> frozenset[int]:
    """Texts in the deal that anybody but the payee has logged."""
    return frozenset(item.fact.text_digest for item in deal.entries if item.fact.actor != deal.receiver)


def _with_customer(fact: ActivityFact) -> bool:
    """A note is written for colleagues; one with a direction was a contact of a type unknown to us."""
    return fact.kind != NOTE or fact.direction != DIRECTION_NONE


class Tally:
    """Sums of one deal; work in thousandths, days as UTC days with a contact that weighs something.

    Two-element lists hold what came before and after the hop, which comes first in a tie. What the payee logged while
    away weighs nothing.
    """

    def __init__(self, deal: Deal, other: str, hop_at: int | None, judging: Judging, people: People) -> None:
        """`other`: the other worker; `hop_at`: when the customer left their hands, None for a proxy order or helper."""
        self._quiet, self._solid, self._people = judging.quiet_thousandths, judging.solid_thousandths, people
        self._hop_at = deal.window.at + 1 if hop_at is None else hop_at  # without a hop all comes before it
        self._grace_end = self._hop_at + judging.grace_days * DAY_US
        self.last_before: int | None = None
        self.last: int | None = None
        self.before = self.grace = self.after = self.entries = self.closing_after = 0
        self.days: set[int] = set()
        self.days_after: set[int] = set()
        self.payee_days: set[int] = set()
        self.payee = [0, 0]
        self.payee_entries = [0, 0]
        self.hollow = self.inbound = self.others = self.others_after = self.managers = 0
        self.pieces = self.solid = self.replies = self.closing = self.copied = self.crowded = self.backdated = 0
        self._template_days: set[int] = set()
        self._foreign = _sentences_of_others(deal)
        self.by_person: dict[str, int] = {}
        for person, items in deal.by_person.items():
            if person == deal.receiver:
                self._add_payee(person, items)
                self.by_person[person] = sum(self.payee)
                continue
            if person == other:
                self._add_other(items)
            else:
                self._add_bystander(person, items)
            self.by_person[person] = deal.work_of[person]

    @property
    def template_days(self) -> int:
        """Days of the payee with no other contact than timed ones under a stock sentence of their own."""
        return len(self._template_days - self.payee_days)

    def _add_payee(self, person: str, items: Sequence[Weighed]) -> None:
        for item in items:
            fact, weight = item.fact, item.thousandths
            at = fact.at
            if weight and self._people.at(person, at).status != "active":
                weight = 0
            after = at >= self._hop_at
            self.payee[after] += weight
            self.payee_entries[after] += 1
            self._add_doubts(item)
            inbound = fact.direction == DIRECTION_INBOUND
            self.inbound += inbound
            if weight < self._quiet:
                self.hollow += after
                if self._in_own_template(item):
                    self._template_days.add(at // DAY_US)
            elif _with_customer(fact):
                self.payee_days.add(at // DAY_US)
                self.pieces += 1
                self.solid += weight >= self._solid
                self.replies += inbound
                self.closing += fact.kind in _CLOSING

    def _in_own_template(self, item: Weighed) -> bool:
        """Whether nothing but a stock sentence speaks against a contact: it lasted, and was soon recorded."""
        fact = item.fact
        if fact.duration_s <= 0 or not item.why or not _ONLY_SAID_AGAIN.issuperset(item.why):
            return False
        return 0 <= lag_s(fact) <= PROMPT_S and fact.text_digest not in self._foreign and _with_customer(fact)

    def _add_doubts(self, item: Weighed) -> None:
        """Count what of the payee's log looks like padding."""
        why = item.why
        if why:
            self.copied += "copied_text" in why or "repeated_text" in why
            self.crowded += "burst" in why or "overlap" in why
            self.backdated += "backdated" in why

    def _add_other(self, items: Sequence[Weighed]) -> None:
        for item in items:
            at, weight = item.fact.at, item.thousandths
            after = at >= self._hop_at
            if weight >= self._quiet and _with_customer(item.fact):
                self.entries += 1
                self.days.add(at // DAY_US)
                self.last = at
                if after:
                    self.days_after.add(at // DAY_US)
                    self.closing_after += item.fact.kind in _CLOSING
                else:
                    self.last_before = at
            if not after:
                self.before += weight
            elif at <= self._grace_end:
                self.grace += weight
            else:
                self.after += weight

    def _add_bystander(self, person: str, items: Sequence[Weighed]) -> None:
        for item in items:
            if self._people.at(person, item.fact.at).role == "manager":
                self.managers += item.thousandths
            else:
                self.others += item.thousandths
                self.others_after += item.thousandths if item.fact.at >= self._hop_at else 0
