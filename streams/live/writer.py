"""Writes what a flush changed: states, outputs and offsets, all or nothing."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError, RecordListTooLargeError, UnknownError
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.structs import OffsetAndMetadata, TopicPartition

from detector.errors import TransferwatchError, UsageError
from streams.cluster.connection import client_options
from streams.cluster.refusals import hushed
from streams.live.coordinators import ask_again
from streams.settings import Settings
from streams.topics import MIB

BATCH_BYTES = 1 * MIB
REQUEST_BYTES = 64 * MIB
"""Above what any topic takes: whether a record is too big is the topic's to say."""
REQUEST_TIMEOUT_MS = 40_000


class Record(NamedTuple):
    """One record to write; `topic` as the cluster knows it. A missing value deletes the key."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None


Offsets = Mapping[TopicPartition, int]


class Writer(Protocol):
    """Writes for one partition number, as its only owner."""

    async def start(self) -> None:
        """Become the owner: whoever wrote before cannot any more."""

    async def write(self, records: Iterable[Record], offsets: Offsets) -> None:
        """Write everything or raise; then nothing of it counts."""

    async def stop(self) -> None:
        """Close the connection."""


def _producer(settings: Settings, **options: Any) -> AIOKafkaProducer:
    producer = AIOKafkaProducer(
        **client_options(settings),
        acks="all",
        enable_idempotence=not settings.embedded,  # docs/decisions/0013-the-embedded-broker.md
        max_batch_size=BATCH_BYTES,
        max_request_size=REQUEST_BYTES,
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        metadata_max_age_ms=30_000,
        **options,
    )
    ask_again(producer)
    return producer


async def send_records(producer: AIOKafkaProducer, records: Iterable[Record]) -> None:
    """Send records in batches by partition, in order; return when all are acknowledged.

    Raises the client's errors, TransferwatchError where a topic refuses something for its size.
    """
    grouped: dict[tuple[str, int], list[Record]] = defaultdict(list)
    for record in records:
        grouped[record.topic, record.partition].append(record)
    sent = []
    for (topic, partition), group in grouped.items():
        batch = producer.create_batch()
        for record in group:
            if batch.append(key=record.key, value=record.value, timestamp=None) is None:
                sent.append(await _sent(producer, batch, topic, partition))
                batch = producer.create_batch()
                batch.append(key=record.key, value=record.value, timestamp=None)
        sent.append(await _sent(producer, batch, topic, partition))
    await asyncio.gather(*sent)


async def _sent(producer: AIOKafkaProducer, batch: BatchBuilder, topic: str, partition: int) -> Awaitable[None]:
    """Queue a batch; what is returned waits for its arrival."""
    size = batch.size()
    return _arrived(topic, size, await producer.send_batch(batch, topic, partition=partition))


async def _arrived(topic: str, size: int, delivery: "asyncio.Future[Any]") -> None:
    try:
        await delivery
    except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
        message = (
            f"Kafka refused {size} bytes for {topic}: more than its max.message.bytes; nothing of this flush counts. "
            "Raise that setting with `kafka-configs.sh --alter --entity-type topics`, then start the worker again"
        )
        raise TransferwatchError(message) from error


async def need_transactions(settings: Settings) -> None:
    """Raise UsageError where the broker knows no transactions: without them a crash may leave half a flush behind."""
    producer = _producer(settings, transactional_id=f"{settings.names.group}-start")
    try:
        with hushed("aiokafka.producer.sender"):
            await producer.start()
    except UnknownError:  # the embedded broker's answer
        message = (
            f"the broker at {settings.bootstrap_servers} knows no transactions, without which no worker can be exact: "
            "use Apache Kafka. Only for the embedded broker, where nothing is ever resumed, say --embedded yes"
        )
        raise UsageError(message) from None
    finally:
        await producer.stop()


class TransactionalWriter:
    """Each write is one Kafka transaction; its id is that of the partition, so a new owner fences the former one."""

    def __init__(self, settings: Settings, partition: int) -> None:
        self._group = settings.names.group
        self._producer = _producer(
            settings,
            transactional_id=f"{self._group}-{partition}",
            transaction_timeout_ms=settings.transaction_timeout_ms,
        )

    async def start(self) -> None:
        """Initialize transactions, which fences the former owner and ends what it left open."""
        await self._producer.start()

    async def write(self, records: Iterable[Record], offsets: Offsets) -> None:
        """One transaction. Raises the client's errors; the process must then end without another word to Kafka."""
        await self._producer.begin_transaction()
        positions = {partition: OffsetAndMetadata(offset, "") for partition, offset in offsets.items()}
        await asyncio.gather(
            send_records(self._producer, records),
            self._producer.send_offsets_to_transaction(positions, self._group),
        )
        await self._producer.commit_transaction()

    async def stop(self) -> None:
        """Close the connection."""
        await self._producer.stop()


class Committer(Protocol):
    """Commits offsets of the consumer group outside transactions."""

    async def __call__(self, offsets: Offsets) -> None:
        """Commit or raise."""


class PlainWriter:
    """For the embedded broker, which knows no transactions: everything acknowledged first, then the offsets.

    A crash in between leaves outputs without their offsets, so such a worker never resumes (see `streams.embedded`).
    """

    def __init__(self, settings: Settings, commit: Committer) -> None:
        self._producer = _producer(settings)
        self._commit = commit

    async def start(self) -> None:
        """Connect."""
        await self._producer.start()

    async def write(self, records: Iterable[Record], offsets: Offsets) -> None:
        """Send, wait for all acknowledgements, commit. Raises the client's errors."""
        await send_records(self._producer, records)
        if offsets:
            await self._commit(offsets)

    async def stop(self) -> None:
        """Close the connection."""
        await self._producer.stop()
