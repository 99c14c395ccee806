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
_WIDE = 110  # columns of a terminal from which on two panels fit beside each other


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
        self._live.update(self.drawn(standing))

    def drawn(self, standing: Standing) -> RenderableType:
        """The whole screen."""
        layout = Layout()
        wide = self._console.width >= _WIDE
        layout.split_column(Layout(self._head(standing), size=6 if wide else 8), Layout(name="body"))
        flagged = Layout(self._flagged(standing))
        teams, credit = Layout(self._teams(standing), size=8), Layout(self._credit(standing), size=8)
        if wide:
            side = Layout()
            side.split_column(teams, credit, Layout(self._decisions(standing)))
            flagged.ratio, side.ratio = 3, 2
            layout["body"].split_row(flagged, side)
        else:
            below = Layout(size=8)
            below.split_row(Layout(teams.renderable), Layout(credit.renderable))
            layout["body"].split_column(flagged, below)
        return layout

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
        return Panel(Text(f"{self._sayer.console}\n{flow}\n{end}   {self._message}"), title=self._say("title"))

    def _flagged(self, standing: Standing) -> RenderableType:
        """The latest first, as many as there is room for."""
        latest = list(standing.observed.flagged)[: -self._console.height : -1]
        return Panel(Group(*map(self._judgement, latest)), title=self._say("title.flagged"))

    def _judgement(self, assessment: Assessment) -> Text:
        """Order, people and outcome in one line, the reasons below."""
        people = f"{self._sayer.short(assessment.compared_with)} → {self._sayer.short(assessment.beneficiary_id)}"
        outcome = f"{self._sayer.words.code('outcome', assessment.outcome)} {assessment.score}"
        text = Text(f"{assessment.order_id}  {people}  ", style="bold")
        text.append(outcome, style=_COLOURS.get(assessment.outcome, ""))
        for reason in self._sayer.reasons(assessment)[:_REASONS]:
            text.append(f"\n  {reason}", style="not bold")
        return text

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
