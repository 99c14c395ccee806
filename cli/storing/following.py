"""Follows the topics: what was fetched together is written in one transaction, with how far that goes.

A database that does not answer is waited for until somebody says stop. What it had committed before is asked of it, and
reading goes on from there: nothing is lost, and nothing stands twice, also where only the answer to a commit was lost.
"""

import asyncio
from collections.abc import Iterable, Mapping
from time import perf_counter
from typing import Any

from cli.storing.metering import RecorderMeter
from cli.storing.patience import Log, Patience
from cli.storing.recorded import Recorded
from detector.errors import ClusterError
from detector.events import TOPICS
from store.engine import StoreDown
from store.recording.incoming import Incoming, Place
from store.recording.offsets import Move
from store.recording.recorder import Recorder
from streams.cluster.keys import partition_of
from streams.topics import Namespace

POLL_MS = 500

_EVENTS = frozenset(topic.name for topic in TOPICS)


class Follower:
    """One recorder over a consumer of aiokafka that reads what was committed, of all partitions of all topics."""

    def __init__(
        self,
        recorder: Recorder,
        consumer: Any,
        names: Namespace,
        partitions: Mapping[str, int],
        log: Log,
        *,
        exact_ends: bool = True,
        meter: RecorderMeter | None = None,
    ) -> None:
        """`partitions`: plain topic name → how many it has; `exact_ends`: False for the embedded broker, see below."""
        self._recorder = recorder
        self._consumer = consumer
        self._names = names
        self._partitions = partitions
        self._log = log
        self._exact_ends = exact_ends
        self._positions: dict[Place, int] = {}
        self._patience = Patience(log)
        self._meter = meter or RecorderMeter()
        self._meter.watch(lambda: self._patience.down_s)
        self.done = Recorded()

    @property
    def store_works(self) -> bool:
        """Whether the store did what it was last asked."""
        return not self._patience.down_s

    async def follow(self, stop: asyncio.Event, *, once: bool = False) -> None:
        """Read on until told to stop; `once`: to what are the ends now. Raises ClusterError, StoreError."""
        from aiokafka import TopicPartition

        parts = [
            TopicPartition(self._names.topic(topic), number)
            for topic, count in self._partitions.items()
            for number in range(count)
        ]
        self._consumer.assign(parts)
        await self._from_the_store(parts, stop)
        self._patience.answered()
        ends = await self._consumer.end_offsets(parts)
        while not stop.is_set():
            if once and await self._reached(ends):
                return
            fetched = await self._consumer.getmany(timeout_ms=POLL_MS)
            if fetched:
                await self._write(parts, fetched, stop)

    async def _reached(self, ends: Mapping[Any, int]) -> bool:
        for part, end in ends.items():
            if await self._consumer.position(part) < end:
                return False
        return True

    async def _from_the_store(self, parts: list[Any], stop: asyncio.Event) -> None:
        """Go to where the store stands, once it tells. Raises ClusterError where Kafka has not kept what comes next."""
        positions = await self._ask_positions(stop)
        if positions is None:
            return
        begins, ends = await self._consumer.beginning_offsets(parts), await self._consumer.end_offsets(parts)
        for part in parts:
            position = positions.get(self._place(part))
            # The embedded broker names as the end the first offset of the last batch, plus one.
            beyond = position is not None and position > ends[part] and self._exact_ends
            if beyond or (position is not None and position < begins[part]):
                message = (
                    f"recording {part.topic} partition {part.partition}: the store has read up to {position}, Kafka "
                    f"holds {begins[part]} to {ends[part]}: some are gone, or the topic is a new one; fill a new store"
                )
                raise ClusterError(message)
            self._consumer.seek(part, begins[part] if position is None else position)
        self._positions = positions

    async def _write(self, parts: list[Any], fetched: Mapping[Any, Iterable[Any]], stop: asyncio.Event) -> None:
        records = [self._incoming(part, record) for part, some in fetched.items() for record in some]
        moves = {}
        for part in fetched:
            place = self._place(part)
            moves[place] = Move(self._positions.get(place), await self._consumer.position(part))
        began = perf_counter()
        try:
            written = await asyncio.to_thread(self._recorder.write, records, moves)
        except StoreDown as error:
            await self._failed(error, stop)
            await self._from_the_store(parts, stop)
            return
        self._meter.wrote(written, perf_counter() - began)
        self._patience.answered()
        self._positions |= {place: move.end for place, move in moves.items()}
        self.done.add(written)
        if written.conflicts:
            self._log("order_customer_conflict", {"order_ids": ", ".join(written.conflicts)})
        if written.foreign:
            self._log("decisions_not_from_the_outbox", {"event_ids": ", ".join(written.foreign)})

    def _place(self, part: Any) -> Place:
        return Place(self._names.plain(part.topic), part.partition)

    def _incoming(self, part: Any, record: Any) -> Incoming:
        """A record; an event without a key, or in another partition than its key's, is a dead letter of the worker."""
        place, value, key = self._place(part), record.value, record.key or b""
        if place.topic in _EVENTS and partition_of(key, self._partitions[place.topic]) != place.partition:
            value = None
        at_us = None if record.timestamp < 0 else record.timestamp * 1000
        return Incoming(place, record.offset, value, key, at_us)

    async def _ask_positions(self, stop: asyncio.Event) -> dict[Place, int] | None:
        """Ask the store until it answers; None where it has not when told to stop."""
        while not stop.is_set():
            try:
                return await asyncio.to_thread(self._recorder.positions)
            except StoreDown as error:
                await self._failed(error, stop)
        return None

    async def _failed(self, error: StoreDown, stop: asyncio.Event) -> None:
        self._meter.failed()
        await self._patience.wait(error, stop)
