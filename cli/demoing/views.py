"""Where the demo is shown: lines for a pipe."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from cli.demoing.standing import Sayer, Standing
from detector.instant import parse_instant

LINE_S = 5.0
"""A line about the state comes so often."""


class View(Protocol):
    """Shows a running demo."""

    def say(self, text: str) -> None:
        """A sentence about what is being done."""

    def show(self, standing: Standing) -> None:
        """The state as it is now; called several times a second."""


class LinesView:
    """Prints a line now and then, and each alert of the played days and each decision when it comes."""

    def __init__(self, sayer: Sayer) -> None:
        self._sayer = sayer
        self._last = 0.0
        self._done = 0

    def say(self, text: str) -> None:
        """Print it at once."""
        print(text, flush=True)

    def show(self, standing: Standing) -> None:
        """Print what is new, and the state every few seconds."""
        observed = standing.observed
        for alert in observed.new_alerts:
            if parse_instant(alert.raised_at) >= standing.plan.since:
                self.say(f"  {self._sayer.alert(alert)}")
        observed.new_alerts.clear()
        for item in standing.done[self._done :]:
            self.say(f"  {self._sayer.done(item)}")
        self._done = len(standing.done)
        if time.monotonic() - self._last >= LINE_S:
            self._last = time.monotonic()
            self.say(self._line(standing))

    def _line(self, standing: Standing) -> str:
        sums = standing.observed.sums()
        return self._sayer.words.say(
            "line",
            day=self._sayer.day(standing.now),
            sent=f"{standing.outbox.sent:,}",
            judged=f"{standing.observed.judged():,}",
            rate=f"{standing.rate:.0f}",
            review=self._sayer.reviews(standing),
            held=self._sayer.money(sums["held"]),
            posted=self._sayer.money(sums["posted"]),
        )


@contextmanager
def view_for(sayer: Sayer) -> Iterator[View]:
    """The view that fits where the output goes."""
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        yield LinesView(sayer)
        return
    from cli.demoing.screen import ScreenView

    with ScreenView(sayer, console) as view:
        yield view
