"""Reads stretches of topics up to a fixed end; of transactions only what was committed."""

import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from detector.errors import ClusterError
from streams.cluster.connection import reader_options
from streams.cluster.describing import Found
from streams.cluster.refusals import kafka_errors
from streams.settings import Settings

_FETCH_BYTES = 4 * 1024 * 1024
_WAIT_MS = 300
_STALLED_S = 30.0


class Place(NamedTuple):
    """A partition of a topic, by its name in the cluster."""

    topic: str
    partition: int


class Span(NamedTuple):
    """Offsets from `start` on, before `end`."""

    start: int
    end: int


class Record(NamedTuple):
    """A record as it stands in Kafka; `at_ms` is its timestamp in milliseconds since 1970."""

    place: Place
    offset: int
    at_ms: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


def places_of(found: Found, topics: Iterable[str]) -> list[Place]:
    """All partitions of topics, by their names in the cluster."""
    return [Place(topic, partition) for topic in topics for partition in range(found[topic].partitions)]


@asynccontextmanager
async def open_consumer(settings: Settings, *, at_once: int | None = None) -> AsyncIterator[Any]:
    """A consumer of aiokafka without a group, so that it disturbs no worker. Raises ClusterError.

    `at_once`: so many records are handed out together at most; None: all that were fetched.
    """
    from aiokafka import AIOKafkaConsumer

    consumer = AIOKafkaConsumer(
        **reader_options(settings),
        group_id=None,
        max_partition_fetch_bytes=_FETCH_BYTES,
        max_poll_records=at_once,
    )
    with kafka_errors(settings, "connecting to Kafka"):
        await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def spans_of(consumer: Any, places: Iterable[Place], since_ms: int | None = None) -> dict[Place, Span]:
    """What the partitions hold now, before any transaction that is still open; `since_ms`: from that time on."""
    from aiokafka import TopicPartition

    parts = [TopicPartition(*place) for place in places]
    if not parts:
        return {}
    ends = await consumer.end_offsets(parts)
    if since_ms is None:
        starts = await consumer.beginning_offsets(parts)
    else:
        found = await consumer.offsets_for_times(dict.fromkeys(parts, since_ms))
        starts = {part: ends[part] if found[part] is None else found[part].offset for part in parts}
    return {Place(*part): Span(starts[part], ends[part]) for part in parts}


async def read_spans(consumer: Any, spans: Mapping[Place, Span]) -> AsyncIterator[Record]:
    """The records of the spans, in order within each partition, and what was fetched together with the last of them.

    That is no accident: the embedded broker names as the end the first offset of the last batch, plus one.
    Raises ClusterError where Kafka sends nothing more although an end has not been reached.
    """
    from aiokafka import TopicPartition

    ends = {TopicPartition(*place): span.end for place, span in spans.items() if span.start < span.end}
    if not ends:
        return
    consumer.assign(list(ends))
    for part in ends:
        consumer.seek(part, spans[Place(*part)].start)
    heard = time.monotonic()
    while ends:
        fetched = await consumer.getmany(timeout_ms=_WAIT_MS)
        for part, records in fetched.items():
            place = Place(*part)
            for record in records:
                yield Record(place, record.offset, record.timestamp, record.key, record.value, tuple(record.headers))
        done = [part for part, end in ends.items() if await consumer.position(part) >= end]
        for part in done:
            del ends[part]
        if done:
            consumer.pause(*done)
        if fetched or done:
            heard = time.monotonic()
        elif time.monotonic() - heard > _STALLED_S:
            topic, partition = next(iter(ends))
            message = f"reading {topic} partition {partition}: Kafka sends nothing for {_STALLED_S:.0f} s; try again"
            raise ClusterError(message)
