"""Batches keep the order of each partition, lose nothing, and refuse only what a topic cannot take."""

import asyncio
from typing import Any

import pytest

from streams.cluster.batching import Batch, Batches, batch_bytes


class FakeBatch:
    """Holds 100 bytes, but always one record."""

    def __init__(self) -> None:
        self.records: list[tuple[bytes | None, bytes | None]] = []
        self.closed = False

    def append(self, *, timestamp: int | None, key: bytes | None, value: bytes | None) -> object | None:
        assert not self.closed
        if self.records and self.size() + len(value or b"") > 100:
            return None
        self.records.append((key, value))
        return self

    def size(self) -> int:
        return 10 + sum(len(key or b"") + len(value or b"") for key, value in self.records)

    def record_count(self) -> int:
        return len(self.records)

    def close(self) -> None:
        self.closed = True


class FakeProducer:
    """Delivers what it is told to deliver, after a moment; `fails`: from which batch on."""

    def __init__(self, fails: int | None = None) -> None:
        self.sent: list[tuple[str, int, list[tuple[bytes | None, bytes | None]]]] = []
        self.arrived = 0
        self._fails = fails

    def create_batch(self) -> FakeBatch:
        return FakeBatch()

    async def send_batch(self, batch: Batch, topic: str, *, partition: int) -> "asyncio.Future[Any]":
        assert isinstance(batch, FakeBatch) and batch.closed
        self.sent.append((topic, partition, batch.records))
        return asyncio.ensure_future(self._deliver(len(self.sent)))

    async def _deliver(self, number: int) -> None:
        await asyncio.sleep(0)
        if self._fails is not None and number >= self._fails:
            message = "broken"
            raise OSError(message)
        self.arrived += 1


def test_every_record_arrives_in_order() -> None:
    async def run() -> FakeProducer:
        producer = FakeProducer()
        batches = Batches(producer, {"a": 1000, "b": 1000})
        for number in range(50):
            for topic in ("a", "b"):
                assert await batches.add(topic, number % 3, b"k", b"%02d" % number * 10) is None
        await batches.flush()
        return producer

    producer = asyncio.run(run())
    assert producer.arrived == len(producer.sent)
    for topic in ("a", "b"):
        for partition in range(3):
            values = [
                value for name, part, records in producer.sent for _, value in records
                if (name, part) == (topic, partition)
            ]  # fmt: skip
            assert values == [b"%02d" % number * 10 for number in range(partition, 50, 3)]


def test_what_is_too_big_is_refused_and_the_rest_goes_on() -> None:
    async def run() -> FakeProducer:
        producer = FakeProducer()
        batches = Batches(producer, {"a": 500})
        assert await batches.add("a", 0, b"k", b"first") is None
        assert await batches.add("a", 0, b"k", b"x" * 489) is None, "10 + 1 + 489 is just what the topic takes"
        assert await batches.add("a", 0, b"k", b"x" * 490) == 501
        assert await batches.add("a", 0, b"k", b"last") is None
        await batches.flush()
        return producer

    records = [value for _, _, records in asyncio.run(run()).sent for _, value in records]
    assert [len(value or b"") for value in records] == [5, 489, 4]


def test_a_batch_that_fails_is_not_forgotten() -> None:
    async def run(flush: bool) -> None:
        batches = Batches(FakeProducer(fails=2), {"a": 1000})
        for _ in range(40):
            await batches.add("a", 0, b"k", b"x" * 40)
            await asyncio.sleep(0)
        if flush:
            await batches.flush()

    with pytest.raises(OSError, match="broken"):
        asyncio.run(run(flush=False))

    async def at_the_end() -> None:
        batches = Batches(FakeProducer(fails=1), {"a": 1000})
        await batches.add("a", 0, b"k", b"x")
        await batches.flush()

    with pytest.raises(OSError, match="broken"):
        asyncio.run(at_the_end())


def test_batches_fit_the_smallest_topic() -> None:
    assert batch_bytes({"a": 64, "b": 10_000_000}) == 64
