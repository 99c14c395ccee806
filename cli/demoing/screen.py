"""The demo on a terminal: one screen that is drawn anew several times a second."""

from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.layout import Layout
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cli.demoing.standing import Sayer, Standing
from detector.outputs import Assessment

_COLOURS = {"watch": "yellow", "review": "red"}
_REASONS = 2
_DONE = 6


class ScreenView:
    """Draws head, latest judgements, teams, credit and decisions."""

    def __init__(self, sayer: Sayer, console: Console) -> None:
        self._sayer = sayer
        self._say = sayer.words.say
        self._console = console
        self._live = Live(console=console, refresh_per_second=4, screen=True)
        self._message = ""

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def say(self, text: str) -> None:
        """Show it in the head."""
        self._message = text
        self._live.update(Panel(Text(text), title=self._say("title")))

    def show(self, standing: Standing) -> None:
        """Draw the state."""
        standing.observed.new_alerts.clear()
        layout = Layout()
        layout.split_column(Layout(self._head(standing), size=4), Layout(name="body"))
        layout["body"].split_row(Layout(self._flagged(standing), ratio=3), Layout(name="side", ratio=2))
        layout["side"].split_column(
            Layout(self._teams(standing), size=9),
            Layout(self._credit(standing), size=9),
            Layout(self._decisions(standing)),
        )
        self._live.update(layout)

    def _head(self, standing: Standing) -> RenderableType:
        flow = self._say(
            "head.flow",
            day=self._sayer.day(standing.now),
            sent=f"{standing.outbox.sent:,}",
            late=standing.outbox.late,
            copies=standing.outbox.copies,
            judged=f"{standing.observed.judged():,}",
            rate=f"{standing.rate:.0f}",
            worker=self._sayer.worker(standing),
        )
        elapsed = min(standing.elapsed_s, standing.plan.seconds)
        end = self._say("head.end", elapsed=f"{elapsed:.0f}", seconds=f"{standing.plan.seconds:g}")
        return Panel(Text(f"{flow}\n{end}   {self._message}"), title=self._say("title"))

    def _flagged(self, standing: Standing) -> RenderableType:
        table = Table(expand=True, box=None, padding=(0, 1, 1, 0))
        for name in ("col.order", "col.people", "col.outcome"):
            table.add_column(self._say(name), overflow="fold")
        table.add_column(self._say("col.reasons"), ratio=1)
        room = max(2, (self._console.height - 7) // 4)
        for assessment in list(standing.observed.flagged)[-room:][::-1]:
            table.add_row(*self._judgement(assessment))
        return Panel(table, title=self._say("title.flagged"))

    def _judgement(self, assessment: Assessment) -> tuple[Text, Text, Text, Text]:
        people = f"{self._sayer.short(assessment.compared_with)} → {self._sayer.short(assessment.beneficiary_id)}"
        outcome = f"{self._sayer.words.code('outcome', assessment.outcome)} {assessment.score}"
        reasons = " ".join(self._sayer.reasons(assessment)[:_REASONS])
        colour = _COLOURS.get(assessment.outcome, "")
        return Text(assessment.order_id or ""), Text(people), Text(outcome, style=colour), Text(reasons)

    def _teams(self, standing: Standing) -> RenderableType:
        found = standing.observed.team_rates()
        table = Table(expand=True, box=None)
        table.add_column(self._say("col.team"))
        for name in ("col.orders", "col.transferred", "col.rate"):
            table.add_column(self._say(name), justify="right")
        for finding in found:
            params = finding.params or {}
            transferred, estimate = params.get("transferred", 0), float(finding.estimate or 0)
            table.add_row(finding.subject or "", str(finding.n), str(transferred), f"{100 * estimate:.0f} %")
        period = found[0].period if found else ""
        return Panel(table, title=self._say("title.teams", period=period or "…"))

    def _credit(self, standing: Standing) -> RenderableType:
        table = Table(expand=True, box=None)
        table.add_column("")
        table.add_column(self._sayer.words.code("status", "held"), justify="right", style="yellow")
        table.add_column(self._sayer.words.code("status", "posted"), justify="right")
        sums = standing.observed.sums()
        for currency in sorted(sums["held"].keys() | sums["posted"].keys()):
            held, posted = (sums[status].get(currency, 0) for status in ("held", "posted"))
            table.add_row(currency, f"{held:,}", f"{posted:,}")
        return Panel(table, title=self._say("title.credit"))

    def _decisions(self, standing: Standing) -> RenderableType:
        lines = [Text(self._sayer.done(item)) for item in standing.done[-_DONE:][::-1]]
        return Panel(Group(*lines), title=self._say("title.done"))
