"""What a flush writes goes out in batches by partition, in order, and is waited for."""

import asyncio
from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaError, MessageSizeTooLargeError, RecordListTooLargeError
from aiokafka.structs import OffsetAndMetadata, TopicPartition

from detector.errors import TransferwatchError
from streams.live import writer as writing
from streams.live.writer import PlainWriter, Record, TransactionalWriter
from streams.settings import Settings


class FakeBatch:
    def __init__(self, room: int) -> None:
        self.records: list[tuple[bytes | None, bytes | None]] = []
        self._room = room

    def append(self, *, key: bytes | None, value: bytes | None, timestamp: int | None) -> object:
        size = len(key or b"") + len(value or b"")
        if self.records and size > self._room:
            return None
        self._room -= size
        self.records.append((key, value))
        return self

    def size(self) -> int:
        return sum(len(key or b"") + len(value or b"") for key, value in self.records)


class FakeProducer:
    """Notes what it is asked for; the acknowledgement of a batch comes later, and may be a refusal."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        self.log: list[str] = []
        self.sent: dict[tuple[str, int], list[FakeBatch]] = defaultdict(list)
        self.refuse: str | None = None
        self.refusal: type[KafkaError] = KafkaConnectionError
        self.client = SimpleNamespace(coordinator_lookup=None)

    async def start(self) -> None:
        self.log.append("start")

    async def stop(self) -> None:
        self.log.append("stop")

    def create_batch(self) -> FakeBatch:
        return FakeBatch(10)

    async def send_batch(self, batch: FakeBatch, topic: str, *, partition: int) -> "asyncio.Future[None]":
        self.sent[topic, partition].append(batch)
        return asyncio.ensure_future(self._acknowledge(topic))

    async def _acknowledge(self, topic: str) -> None:
        await asyncio.sleep(0)
        if topic == self.refuse:
            raise self.refusal("refused")
        self.log.append(f"acknowledged {topic}")

    async def begin_transaction(self) -> None:
        self.log.append("begin")

    async def send_offsets_to_transaction(self, offsets: dict[TopicPartition, OffsetAndMetadata], group: str) -> None:
        told = ", ".join(f"{place.topic}[{place.partition}] {kept.offset}" for place, kept in offsets.items())
        self.log.append(f"offsets of {group}: {told}")

    async def commit_transaction(self) -> None:
        self.log.append("commit")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[FakeProducer]:
    made: list[FakeProducer] = []

    def make(**options: Any) -> FakeProducer:
        made.append(FakeProducer(**options))
        return made[-1]

    monkeypatch.setattr(writing, "AIOKafkaProducer", make)
    return made


RECORDS = [Record("state", 1, b"k1", b"1234"), Record("out", 0, b"k", None), Record("state", 1, b"k2", b"1234567890")]
OFFSETS = {TopicPartition("in", 1): 7}


def test_all_in_one_transaction_with_the_offsets(made: list[FakeProducer]) -> None:
    async def run() -> None:
        writer = TransactionalWriter(Settings(namespace="acme"), 3)
        await writer.start()
        await writer.write(RECORDS, OFFSETS)
        await writer.stop()

    asyncio.run(run())
    (producer,) = made
    assert producer.log[:2] == ["start", "begin"]
    assert producer.log[-2:] == ["commit", "stop"]
    assert sorted(producer.log[2:-2]) == [
        "acknowledged out", "acknowledged state", "acknowledged state", "offsets of acme.transferwatch: in[1] 7",
    ]  # fmt: skip
    assert producer.options["transactional_id"] == "acme.transferwatch-3"
    assert producer.options["transaction_timeout_ms"] == 10_000
    assert (producer.options["acks"], producer.options["enable_idempotence"]) == ("all", True)


def test_batches_keep_the_order_of_a_partition(made: list[FakeProducer]) -> None:
    asyncio.run(TransactionalWriter(Settings(), 0).write(RECORDS, OFFSETS))
    assert {place: [batch.records for batch in batches] for place, batches in made[0].sent.items()} == {
        ("state", 1): [[(b"k1", b"1234")], [(b"k2", b"1234567890")]],
        ("out", 0): [[(b"k", None)]],
    }


def test_nothing_is_committed_where_one_batch_is_refused(made: list[FakeProducer]) -> None:
    writer = TransactionalWriter(Settings(), 0)
    made[0].refuse = "state"
    with pytest.raises(KafkaConnectionError):
        asyncio.run(writer.write(RECORDS, OFFSETS))
    assert "commit" not in made[0].log


@pytest.mark.parametrize("error", [MessageSizeTooLargeError, RecordListTooLargeError])
def test_a_refusal_for_size_says_what_to_raise(made: list[FakeProducer], error: type[KafkaError]) -> None:
    writer = TransactionalWriter(Settings(), 0)
    made[0].refuse, made[0].refusal = "state", error
    with pytest.raises(TransferwatchError, match="bytes for state: more than its max.message.bytes"):
        asyncio.run(writer.write(RECORDS, OFFSETS))
    assert "commit" not in made[0].log


def test_without_transactions_offsets_come_last(made: list[FakeProducer]) -> None:
    async def commit(offsets: writing.Offsets) -> None:
        made[0].log.append(f"committed {dict(offsets)[TopicPartition('in', 1)]}")

    async def run(records: list[Record], offsets: writing.Offsets) -> None:
        writer = PlainWriter(Settings(embedded=True), commit)
        await writer.start()
        await writer.write(records, offsets)

    asyncio.run(run(RECORDS, OFFSETS))
    assert len(made[0].log) == 5
    assert made[0].log[-1] == "committed 7"
    assert made[0].options["enable_idempotence"] is False
    made.clear()
    asyncio.run(run(RECORDS, {}))
    assert "committed" not in " ".join(made[0].log)


def test_without_transactions_a_refusal_commits_nothing(made: list[FakeProducer]) -> None:
    committed: list[writing.Offsets] = []

    async def commit(offsets: writing.Offsets) -> None:
        committed.append(offsets)

    writer = PlainWriter(Settings(embedded=True), commit)
    made[0].refuse = "out"
    with pytest.raises(KafkaConnectionError):
        asyncio.run(writer.write(RECORDS, OFFSETS))
    assert committed == []
