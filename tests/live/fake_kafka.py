"""A small Kafka in memory: offsets with gaps, transactions that a new owner fences, writers that fail.

What the workers' code asks of aiokafka is here under the same names, so that restoring, people and decisions are read
by the product's own code. Nothing waits, nothing is lost, and nothing looks at a clock.
"""

import asyncio
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import pytest
from aiokafka.errors import KafkaConnectionError, ProducerClosed, ProducerFenced
from aiokafka.structs import ConsumerRecord, TopicPartition

from streams.cluster.keys import partition_of
from streams.live.writer import Offsets, Record
from streams.topics import SPECS, Namespace

WRITTEN_MS = 1_800_000_000_000
"""The timestamp of records unless told otherwise: after all that happens in tests (2027-01-15)."""
OUTPUT_PARTITIONS = 3
FETCHED_AT_ONCE = 50

Moment = Literal["before", "after"]


class _Log:
    """One partition; the end of a transaction takes an offset of its own, as in Kafka."""

    def __init__(self) -> None:
        self.records: list[ConsumerRecord] = []
        self.end = 0


class FakeKafka:
    """The topics of one namespace, the group's committed offsets, and who owns which transactional id."""

    def __init__(self, partitions: int = 4, namespace: str = "") -> None:
        self.names = Namespace(namespace)
        self.partitions = {spec.name: OUTPUT_PARTITIONS if spec.role == "output" else partitions for spec in SPECS}
        self._logs = {
            TopicPartition(self.names.topic(name), number): _Log()
            for name, count in self.partitions.items()
            for number in range(count)
        }
        self.committed: dict[TopicPartition, int] = {}
        self.owners: dict[int, FakeWriter] = {}

    def place(self, name: str, number: int) -> TopicPartition:
        """A partition of a topic by its plain name."""
        return TopicPartition(self.names.topic(name), number)

    def append(
        self,
        name: str,
        key: bytes | None,
        value: bytes | None,
        *,
        partition: int | None = None,
        at_ms: int = WRITTEN_MS,
        headers: Iterable[tuple[str, bytes]] = (),
    ) -> ConsumerRecord:
        """Write one record; without `partition` where murmur2 puts its key."""
        number = partition_of(key or b"", self.partitions[name]) if partition is None else partition
        return self._append(self.place(name, number), key, value, at_ms, tuple(headers))

    def _append(
        self, place: TopicPartition, key: bytes | None, value: bytes | None, at_ms: int, headers: tuple[Any, ...] = ()
    ) -> ConsumerRecord:
        log = self._logs[place]
        record = ConsumerRecord(place.topic, place.partition, log.end, at_ms, 0, key, value, None, 0, 0, headers)
        log.records.append(record)
        log.end += 1
        return record

    def commit(self, records: Iterable[Record], offsets: Offsets) -> None:
        """One transaction: all of it, and then the marker that ends it in every partition."""
        touched = set()
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            self._append(place, record.key, record.value, WRITTEN_MS)
            touched.add(place)
        for place in touched:
            self._logs[place].end += 1
        for place, offset in offsets.items():
            assert offset >= self.committed.get(place, 0), f"{place}: committed {offset} after {self.committed[place]}"
            assert offset <= self._logs[place].end, f"{place}: committed {offset} beyond its end"
            self.committed[place] = offset

    def records(self, name: str) -> list[ConsumerRecord]:
        """Everything in a topic, partition by partition."""
        return [
            record for number in range(self.partitions[name]) for record in self._logs[self.place(name, number)].records
        ]

    def read(self, place: TopicPartition, offset: int, most: int) -> list[ConsumerRecord]:
        """Some records from an offset on."""
        records = self._logs[place].records
        first = bisect_left(records, offset, key=lambda record: int(record.offset))
        return records[first : first + most]

    def end(self, place: TopicPartition) -> int:
        """The offset that comes next."""
        return self._logs[place].end

    def last(self, place: TopicPartition) -> int:
        """The offset behind the last record, transaction markers apart."""
        records = self._logs[place].records
        return records[-1].offset + 1 if records else 0

    def compact(self, name: str) -> None:
        """Keep only the last record of each key."""
        for number in range(self.partitions[name]):
            log = self._logs[self.place(name, number)]
            log.records = list({record.key: record for record in log.records}.values())
            log.records.sort(key=lambda record: int(record.offset))

    def forget(self, name: str) -> None:
        """Let a topic's records expire."""
        for number in range(self.partitions[name]):
            self._logs[self.place(name, number)].records.clear()

    def create_anew(self, name: str) -> None:
        """Delete a topic and create it again."""
        self._logs |= {self.place(name, number): _Log() for number in range(self.partitions[name])}

    async def committed_of(self, number: int) -> dict[TopicPartition, int]:
        """What the group has committed of a partition number."""
        return {place: offset for place, offset in self.committed.items() if place.partition == number}

    async def ends_of(self, number: int) -> dict[TopicPartition, int]:
        """Where that number of each source and internal topic ends."""
        names = [spec.name for spec in SPECS if spec.role != "output"]
        return {place: self.end(place) for name in names for place in [self.place(name, number)]}


class FakeWriter:
    """A writer as in `streams.live.writer`. `fail`: the next write fails before it is there, or after, unheard."""

    def __init__(self, kafka: FakeKafka, number: int) -> None:
        self._kafka = kafka
        self.number = number
        self.fail: Moment | None = None
        self.broken = False
        self.started = False
        self.stopped = False
        self.writes: list[tuple[list[Record], dict[TopicPartition, int]]] = []

    async def start(self) -> None:
        await asyncio.sleep(0)
        self.own()

    def own(self) -> None:
        """From now on nobody else can write for this partition."""
        self.started = True
        self._kafka.owners[self.number] = self

    async def write(self, records: Iterable[Record], offsets: Offsets) -> None:
        await asyncio.sleep(0)
        written, positions = [*records], dict(offsets)
        if self.stopped:
            self._break(ProducerClosed())
        if self._kafka.owners.get(self.number) is not self:
            self._break(ProducerFenced())
        if self.broken or self.fail == "before":
            self._break(KafkaConnectionError("nothing of it was written"))
        self._kafka.commit(written, positions)
        self.writes.append((written, positions))
        await asyncio.sleep(0)
        if self.broken or self.fail == "after":
            self._break(KafkaConnectionError("all of it was written, but who knows"))

    def _break(self, error: Exception) -> None:
        self.broken = True
        raise error

    async def stop(self) -> None:
        await asyncio.sleep(0)
        self.stopped = True


class FakeConsumer:
    """As much of AIOKafkaConsumer as the workers' own readers use."""

    def __init__(self, kafka: FakeKafka, *topics: str, **options: Any) -> None:
        assert options["isolation_level"] == "read_committed", "what a transaction left open must not be read"
        assert options["auto_offset_reset"] == "earliest"
        assert options["enable_auto_commit"] is False
        self._kafka = kafka
        self._topics = topics
        self._positions: dict[TopicPartition, int] = {}
        self.stopped = False

    async def start(self) -> None:
        names = {self._kafka.names.topic(name): count for name, count in self._kafka.partitions.items()}
        self._positions = {TopicPartition(topic, n): 0 for topic in self._topics for n in range(names[topic])}

    def assignment(self) -> set[TopicPartition]:
        return set(self._positions)

    def assign(self, places: Iterable[TopicPartition]) -> None:
        # A position that was never sought is at the end, as it was in 40 of 40 tries on a real Kafka.
        self._positions = {place: self._kafka.end(place) for place in places}

    def seek(self, place: TopicPartition, offset: int) -> None:
        self._positions[place] = offset

    async def position(self, place: TopicPartition) -> int:
        return self._positions[place]

    async def beginning_offsets(self, places: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, 0)

    async def end_offsets(self, places: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        return {place: self._kafka.end(place) for place in places}

    async def getmany(self, *places: TopicPartition, timeout_ms: int) -> Mapping[TopicPartition, list[ConsumerRecord]]:
        await asyncio.sleep(0)
        fetched = {}
        for place in places or self._positions:
            records = self._kafka.read(place, self._positions[place], FETCHED_AT_ONCE)
            if records:
                fetched[place] = records
            behind = len(records) < FETCHED_AT_ONCE  # then only markers are left
            self._positions[place] = self._kafka.end(place) if behind else records[-1].offset + 1
        return fetched

    async def getone(self, place: TopicPartition) -> ConsumerRecord:
        records = self._kafka.read(place, self._positions[place], 1)
        if not records:
            await asyncio.Event().wait()  # as a consumer waits for what does not come
        self._positions[place] = records[0].offset + 1
        return records[0]

    async def stop(self) -> None:
        self.stopped = True


def serve(kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> list[FakeConsumer]:
    """Let the workers' own readers read from this; the consumers that they will have opened."""
    opened: list[FakeConsumer] = []

    def open_one(*topics: str, **options: Any) -> FakeConsumer:
        opened.append(FakeConsumer(kafka, *topics, **options))
        return opened[-1]

    for module in ("restoring", "people_log", "decisions"):
        monkeypatch.setattr(f"streams.live.{module}.AIOKafkaConsumer", open_one)
    return opened
