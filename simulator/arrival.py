"""Rows in the order in which they arrive, not customer by customer: an external merge sort in flat memory."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from random import Random

from simulator.settings import WorldSettings
from simulator.times import DAY
from simulator.wire import Line

Encoded = tuple[str, bytes]
_RUN_LINES = 200_000
_MOST_RUNS = 400
_LINES_EACH = 20
_COPY_DAYS = 2.0
_LATE = frozenset(("activities", "ownership-changes", "orders"))
_KEY = 20


class Arrivals:
    """Draws when each row arrives, and gives all rows back in that order.

    A row arrives when it was recorded, or else when it happened; then come the delays of the settings. With `shuffle`
    it arrives at any time. Copies come within two days. The runs lie in `folder`, whose files are removed as they
    are read. `copies` and `late` count rows by file.
    """

    def __init__(self, settings: WorldSettings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._rng = Random(f"arrivals:{settings.seed}")
        self._held: list[bytes] = []
        self._runs: list[Path] = []
        self._size = max(_RUN_LINES, settings.customers * _LINES_EACH // _MOST_RUNS)
        self.copies: Counter[str] = Counter()
        self.late: Counter[str] = Counter()

    def add(self, name: str, line: Line, encoded: bytes) -> None:
        """Take one row."""
        rng, settings = self._rng, self._settings
        time = self._time(name, line)
        self._put(time, name, encoded)
        if settings.duplicates and rng.random() < settings.duplicates:
            self.copies[name] += 1
            self._put(time + int(rng.random() * _COPY_DAYS * DAY), name, encoded)

    def _time(self, name: str, line: Line) -> int:
        rng, delivery = self._rng, self._settings.delivery
        if self._settings.shuffle:
            return int(rng.random() * 2**40)
        stamps = [text for text in (line.occurred_at, line.recorded_at) if text is not None]
        time = int(max(datetime.fromisoformat(text).timestamp() for text in stamps))
        if delivery.disorder_minutes:
            time += int(rng.random() * delivery.disorder_minutes * 60)
        if delivery.late and name in _LATE and rng.random() < delivery.late:
            self.late[name] += 1
            time += int(rng.random() * delivery.late_days * DAY)
        return time

    def _put(self, time: int, name: str, encoded: bytes) -> None:
        # Fixed width, so that bytes sort as numbers do; what arrives in one second is mixed.
        self._held.append(b"%012x%08x%s\t%s\n" % (max(0, time), self._rng.getrandbits(32), name.encode(), encoded))
        if len(self._held) >= self._size:
            self._spill()

    def _spill(self) -> None:
        run = self._folder / f".run-{len(self._runs)}"
        self._held.sort()
        run.write_bytes(b"".join(self._held))
        self._held.clear()
        self._runs.append(run)

    def rows(self) -> Iterator[Encoded]:
        """Yield (file name, line) in order of arrival; once."""
        self._held.sort()
        with ExitStack() as stack:
            files: list[Iterable[bytes]] = [stack.enter_context(run.open("rb")) for run in self._runs]
            for run in self._runs:
                stack.callback(run.unlink)
            for row in heapq.merge(self._held, *files):
                name, _, line = row[_KEY:-1].partition(b"\t")
                yield name.decode(), line
        self._held.clear()
