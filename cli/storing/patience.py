"""Waits for a store that does not answer, longer each time, and says so."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any

from store.engine import StoreDown

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
Log = Callable[[str, Mapping[str, Any]], None]
"""Told what happened, by a name, with figures."""


class Patience:
    """How often a store was asked in vain, and since when."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._tries = 0
        self._since = 0.0

    @property
    def down_s(self) -> float:
        """For how many seconds the store has not done what it was asked; 0 where it does."""
        return monotonic() - self._since if self._tries else 0.0

    async def wait(self, error: StoreDown, stop: asyncio.Event) -> None:
        """After a try in vain: say so, and wait for the next one, or until told to stop."""
        if not self._tries:
            self._since = monotonic()
        wait_s = min(FIRST_WAIT_S * 2**self._tries, LONGEST_WAIT_S)
        self._tries += 1
        self._log("store.down", {"error": str(error), "tries": self._tries, "wait_s": wait_s})
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait_s)

    def answered(self) -> None:
        """The store did what it was asked."""
        if self._tries:
            self._log("store.back", {"tries": self._tries, "down_s": round(self.down_s, 1)})
        self._tries = 0
