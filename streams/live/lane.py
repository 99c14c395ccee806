"""A lane: one partition number of all topics, judged and flushed by one task."""

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from streams.live.chunks import Chunk
from streams.live.flushing import flush_lane
from streams.live.shared import Shared
from streams.live.stages import Stages
from streams.live.state import PartitionState
from streams.live.writer import Writer

MOST_CHANGED = 20_000
"""So many changed customers are flushed at once, however young their changes."""
OWED_AT_ONCE = 2_000
BEHIND_RECORDS = 500
"""Further behind than this in any topic a lane gathers changes for longer: a customer is then judged once for many
events, and seldom by half of what its topics hold already."""
LONGEST_GATHERING_S = 15.0


class _Queued(NamedTuple):
    topic: str
    chunk: Chunk


class Lane:
    """Takes chunks in, flushes early at low load and late under load. Owns its writer and its state."""

    def __init__(
        self,
        number: int,
        shared: Shared,
        state: PartitionState,
        writer: Writer,
        generation: int,
        behind: Mapping[str, int],
    ) -> None:
        """`behind`: how many offsets each topic (its plain name) is ahead of the state."""
        self.number = number
        self.generation = generation
        self._shared = shared
        self._stages = Stages(shared, state)
        self._writer = writer
        self._queue: deque[_Queued] = deque()
        self._wake = asyncio.Event()
        self._busy = asyncio.Lock()
        self._touched: set[str] = set()
        self._first_change: float | None = None
        self._last_flush_s = 0.0
        self._behind = dict(behind)
        self._stopping = False
        self.buffered = 0
        self.accepting = True
        self._stages.owe_what_restoring_shows()

    @property
    def idle(self) -> bool:
        """Whether nothing waits for a flush."""
        return self._first_change is None and not self._busy.locked()

    def put(self, topic: str, chunk: Chunk) -> None:
        """Queue a chunk; after `settle` it is forgotten, Faust reads it again."""
        if self.accepting:
            self._queue.append(_Queued(topic, chunk))
            self.buffered += len(chunk.records)
            self._wake.set()

    def people_changed(self, touched: set[str]) -> None:
        """Somebody's history changed: whoever it touches is owed a new judgement."""
        self._touched |= touched
        self._wake.set()

    async def run(self) -> None:
        """Take in and flush, until stopped."""
        while not self._stopping:
            await self._wait()
            async with self._busy:
                await self._take_queued()
                if self.accepting and self._due(time.monotonic()):  # else another worker may own the partition by now
                    await self._flush()

    async def settle(self) -> None:
        """Forget what was only queued, flush what was taken in, take nothing until `resume`."""
        self.accepting = False
        async with self._busy:
            self._queue.clear()
            self.buffered = 0
            if self._first_change is not None:
                await self._flush()

    def resume(self, generation: int) -> None:
        """The partition is still ours."""
        self.generation = generation
        self._behind.clear()
        self.accepting = True
        self._wake.set()

    async def close(self) -> None:
        """End the task and the connection; what was not flushed is another worker's."""
        self.accepting = False
        self._stopping = True
        self._wake.set()
        async with self._busy:
            await self._writer.stop()

    async def _wait(self) -> None:
        """Until there is something to take in, or a flush is due."""
        timeout = None
        if self._first_change is not None:
            timeout = max(0.0, self._first_change + self._gather_s() - time.monotonic())
        if self._stages.customers.owed:
            timeout = 0.0
        if not self.accepting:
            timeout = None
        if not self._queue:
            try:
                async with asyncio.timeout(timeout):
                    await self._wake.wait()
            except TimeoutError:
                pass
        self._wake.clear()

    async def _take_queued(self) -> None:
        if self._touched:
            touched, self._touched = self._touched, set()
            self._stages.owe(touched)
        while self._queue and self._stages.customers.changed < MOST_CHANGED and not self._stopping:
            topic, chunk = self._queue.popleft()
            self.buffered -= len(chunk.records)
            self._behind[topic] = chunk.behind
            if self._stages.take(topic, chunk.records) and self._first_change is None:
                self._first_change = time.monotonic()
            await asyncio.sleep(0)

    def _gather_s(self) -> float:
        """How long changes are gathered before they are flushed."""
        settings = self._shared.settings
        if max(self._behind.values(), default=0) <= BEHIND_RECORDS:
            return settings.flush_early_ms / 1000
        return min(LONGEST_GATHERING_S, max(settings.flush_late_ms / 1000, 2 * self._last_flush_s))

    def _due(self, now: float) -> bool:
        if self._stages.customers.owed:
            return True
        if self._first_change is None:
            return False
        return now - self._first_change >= self._gather_s() or self._stages.customers.changed >= MOST_CHANGED

    async def _flush(self) -> None:
        started = time.monotonic()
        self._stages.customers.open_owed(max(OWED_AT_ONCE, self._stages.customers.changed))
        first, self._first_change = self._first_change, None
        flush = await flush_lane(self._shared, self._stages, self._writer, self.number)
        self._last_flush_s = time.monotonic() - started
        metrics = self._shared.metrics
        metrics.flushed(flush, self._last_flush_s, started - (started if first is None else first))
        metrics.counted(self.number, self._stages.state.meta)
