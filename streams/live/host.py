"""The lanes of one worker: opened, kept and closed as the consumer group assigns partitions."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable

import structlog

from detector.errors import TransferwatchError
from streams.live.chunks import Chunk
from streams.live.ending import end_process
from streams.live.lane import Lane
from streams.live.restoring import restore
from streams.live.shared import Shared
from streams.live.state import PartitionState
from streams.live.writer import Offsets, Writer

ROOM_POLL_S = 0.01
_ANEW = "How to judge anew what the source topics hold: docs/worker.md, Rebuilding the state"

_log = structlog.get_logger("transferwatch.worker")


def owned_numbers(owned: Iterable[tuple[str, int]], topics: frozenset[str]) -> list[int]:
    """The partition numbers of an assignment. Raises TransferwatchError where one is not owned of every topic."""
    by_number: dict[int, set[str]] = defaultdict(set)
    for topic, number in owned:
        by_number[number].add(topic)
    for number, found in sorted(by_number.items()):
        if found != topics:
            missing = ", ".join(sorted(topics - found))
            message = (
                f"partition {number} was assigned without that of {missing}: source topics must all have the same "
                "number of partitions, and all workers must read the same topics (see `transferwatch topics check`)"
            )
            raise TransferwatchError(message)
    return sorted(by_number)


class LaneHost:
    """What Faust drives (`streams.live.faust_hooks.Host`)."""

    def __init__(
        self,
        shared: Shared,
        topics: frozenset[str],
        new_writer: Callable[[int], Writer],
        committed: Callable[[int], Awaitable[Offsets]],
        ends: Callable[[int], Awaitable[Offsets]],
        history_read: asyncio.Event,
    ) -> None:
        """`topics`: those read, as the cluster knows them. `committed`, `ends`: the group's and the topics' offsets.

        `history_read`: people were read to their end.
        """
        self._shared = shared
        self._topics = topics
        self._new_writer = new_writer
        self._committed = committed
        self._ends = ends
        self._history_read = history_read
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self.lanes: dict[int, Lane] = {}
        self.assigned = False

    @property
    def ready(self) -> bool:
        """Whether every partition that is ours is being judged."""
        return self.assigned and all(lane.accepting for lane in self.lanes.values())

    @property
    def idle(self) -> bool:
        """Whether nothing is held open between flushes."""
        return all(lane.idle for lane in self.lanes.values())

    async def wait_for_room(self) -> None:
        """Return when more records may be read ahead."""
        most = self._shared.settings.buffer_records
        while sum(lane.buffered for lane in self.lanes.values()) >= most:
            await asyncio.sleep(ROOM_POLL_S)

    def take(self, topic: str, partition: int, chunk: Chunk) -> None:
        """Take a chunk; what is not ours any more is forgotten, whoever owns it reads it again."""
        lane = self.lanes.get(partition)
        if lane is not None:
            lane.put(self._shared.settings.names.plain(topic), chunk)

    def people_changed(self, touched: set[str]) -> None:
        """Somebody's history changed."""
        for lane in self.lanes.values():
            lane.people_changed(touched)

    async def settle(self) -> None:
        """Flush all lanes; they take nothing until they are assigned again."""
        self.assigned = False
        await asyncio.gather(*(lane.settle() for lane in self.lanes.values()))

    async def assign(self, owned: set[tuple[str, int]], generation: int) -> None:
        """Own exactly these partitions: keep lanes that nobody else can have owned since, restore all others."""
        numbers = owned_numbers(owned, self._topics)
        await self._history_read.wait()
        for number, lane in list(self.lanes.items()):
            if number in numbers and lane.generation == generation - 1:
                lane.resume(generation)
            else:
                await self._close(number)
        await asyncio.gather(*(self._open(number, generation) for number in numbers if number not in self.lanes))
        self._shared.metrics.owning(len(self.lanes))
        self.assigned = True
        _log.info("partitions assigned", generation=generation, partitions=numbers)

    async def _open(self, number: int, generation: int) -> None:
        started = time.monotonic()
        writer = self._new_writer(number)
        settings = self._shared.settings
        try:
            async with asyncio.timeout(settings.restore_timeout_s):
                await writer.start()
                state = await restore(settings, number)
                await self._check_state(number, state)
                ends = await self._ends(number)
                if not settings.embedded:  # which knows only where its last batch begins
                    self._check_topics(state, ends)
        except TimeoutError:
            message = f"the state of partition {number} was not read back within {settings.restore_timeout_s:g} s"
            raise TimeoutError(message) from None
        seconds = time.monotonic() - started
        self._shared.metrics.restored(seconds)
        self._shared.metrics.counted(number, state.meta)
        _log.info(
            "partition restored", partition=number, customers=state.customers, bytes=state.state_bytes,
            seconds=round(seconds, 3),
        )  # fmt: skip
        plain, offsets = settings.names.plain, state.meta.offsets
        behind = {plain(place.topic): end - offsets.get(plain(place.topic), 0) for place, end in ends.items()}
        lane = Lane(number, self._shared, state, writer, generation, behind)
        self.lanes[number] = lane
        self._tasks[number] = asyncio.create_task(lane.run(), name=f"lane-{number}")
        self._tasks[number].add_done_callback(_end_if_failed)

    async def _check_state(self, number: int, state: PartitionState) -> None:
        """Committed offsets beyond the state mean that the state was lost: judging on would judge half a history."""
        names = self._shared.settings.names
        for place, offset in (await self._committed(number)).items():
            kept = state.meta.offsets.get(names.plain(place.topic), 0)
            if offset > kept:
                message = (
                    f"the state of partition {number} knows {place.topic} up to offset {kept}, but the group "
                    f"{names.group} has committed {offset}: the state topic lost records. {_ANEW}"
                )
                raise TransferwatchError(message)

    def _check_topics(self, state: PartitionState, ends: Offsets) -> None:
        """Offsets beyond a topic's end will be those of other records, which would be passed over as known."""
        names = self._shared.settings.names
        for place, end in ends.items():
            kept = state.meta.offsets.get(names.plain(place.topic), 0)
            if end < kept:
                message = (
                    f"{place.topic} partition {place.partition} ends at offset {end}, but was judged up to offset "
                    f"{kept}: the topic was created anew, or lost records. {_ANEW}"
                )
                raise TransferwatchError(message)

    async def _close(self, number: int) -> None:
        lane, task = self.lanes.pop(number), self._tasks.pop(number)
        await lane.close()
        await task
        self._shared.metrics.gave_up(number)

    async def close(self) -> None:
        """Close all lanes."""
        for number in list(self.lanes):
            await self._close(number)


def _end_if_failed(task: "asyncio.Task[None]") -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        end_process(error)
