"""What tests read from and write to a cluster, with kafka-python: another client than the product's workers use."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from typing import Any, NamedTuple

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from streams.cluster.asking import patiently

_POLL_MS = 200
_LARGEST_REQUEST = 64 * 1024 * 1024


class Record(NamedTuple):
    """A record as it was received; the timestamp in milliseconds since 1970."""

    key: bytes | None
    value: bytes | None
    partition: int
    offset: int
    timestamp_ms: int
    headers: tuple[tuple[str, bytes], ...]


def create_topic(bootstrap_servers: str, name: str, partitions: int = 1, **config: str) -> None:
    """A topic with the cluster's replication; settings as `cleanup_policy="compact"`. Waits until it can be used."""
    settings = {key.replace("_", "."): value for key, value in config.items()}
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap_servers)) as admin:
        admin.create_topics({name: {"num_partitions": partitions, "configs": settings}})
        admin.wait_for_topics([name])


def produce(
    bootstrap_servers: str,
    topic: str,
    records: Iterable[tuple[bytes | None, bytes | None]],
    *,
    partition: int | None = None,
    timestamp_ms: int | None = None,
    headers: Iterable[tuple[str, bytes]] = (),
    limit_s: float = 60,
) -> None:
    """Write raw (key, value) pairs in this order, idempotently, and wait until all are acknowledged.

    The partition is the key's by murmur2, unless one is given.
    """
    options = {"linger_ms": 5, "max_request_size": _LARGEST_REQUEST}  # how large a record may be is the topic's to say
    with closing(KafkaProducer(bootstrap_servers=bootstrap_servers, **options)) as producer:
        sent = [
            producer.send(
                topic,
                key=key,
                value=value,
                partition=partition,
                timestamp_ms=timestamp_ms,
                headers=[*headers],
            )
            for key, value in records
        ]
        producer.flush(timeout=limit_s)
        for future in sent:
            future.get(timeout=limit_s)  # raises what went wrong


def read_all(
    bootstrap_servers: str, topic: str, *, committed: bool = True, limit_s: float = 60, keep_order: bool = False
) -> list[Record]:
    """Every record of a topic up to the end that it has now, or some more, by partition and offset.

    `committed`: leave out what a transaction wrote that was aborted, and wait for those that are still open.
    `keep_order`: as received, which tells nothing across partitions. Raises TimeoutError.
    """
    read = read_topics(bootstrap_servers, [topic], committed=committed, limit_s=limit_s)[topic]
    return read if keep_order else sorted(read, key=lambda record: (record.partition, record.offset))


def read_topics(
    bootstrap_servers: str, topics: Iterable[str], *, committed: bool = True, limit_s: float = 60
) -> dict[str, list[Record]]:
    """The same of several topics at once, each in the order as received."""
    read: dict[str, list[Record]] = {topic: [] for topic in topics}
    with closing(_consumer(bootstrap_servers, committed=False)) as plain:
        ends = _ends(plain, read)
    with closing(_consumer(bootstrap_servers, committed=committed)) as consumer:
        consumer.assign([*ends])
        for place, first in _firsts(consumer, ends).items():
            consumer.seek(place, first)
        for topic, batch in _up_to(consumer, ends, limit_s):
            read[topic] += batch
    return read


def wait_without_lag(bootstrap_servers: str, group: str, topics: Iterable[str], *, limit_s: float = 60) -> None:
    """Wait until a group has committed past every committed record of these topics. Raises TimeoutError."""
    deadline = time.monotonic() + limit_s
    topics = [*topics]
    # One consumer tells the ends, open transactions included, the other reads what lies before them.
    with (
        closing(KafkaAdminClient(bootstrap_servers=bootstrap_servers)) as admin,
        closing(_consumer(bootstrap_servers, committed=False)) as plain,
        closing(_consumer(bootstrap_servers, committed=True)) as reader,
    ):
        while lag := _lag(_committed(admin, group), _ends(plain, topics), reader):
            if time.monotonic() > deadline:
                told = ", ".join(f"{topic}[{number}]: {left}" for (topic, number), left in sorted(lag.items()))
                message = f"group {group} still lags after {limit_s:.0f} s (offsets left): {told}"
                raise TimeoutError(message)
            time.sleep(0.1)


def committed_offsets(bootstrap_servers: str, group: str) -> dict[tuple[str, int], int]:
    """What a group has committed, by topic and partition."""
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap_servers)) as admin:
        return _committed(admin, group)


def end_offsets(bootstrap_servers: str, topics: Iterable[str]) -> dict[Any, int]:
    """Where each partition (a TopicPartition) ends, records of open transactions included."""
    with closing(_consumer(bootstrap_servers, committed=False)) as consumer:
        return _ends(consumer, topics)


def _committed(admin: Any, group: str) -> dict[tuple[str, int], int]:
    # A cluster makes the topic of the offsets when a group is first asked for, and says "not yet" for a moment.
    offsets = patiently(lambda: admin.list_group_offsets(group)).get(group, {})
    return {(place.topic, place.partition): kept.offset for place, kept in offsets.items() if kept.offset >= 0}


def _lag(committed: Mapping[tuple[str, int], int], ends: Mapping[Any, int], reader: Any) -> dict[tuple[str, int], int]:
    """The partitions with records that were not committed, and how many offsets are left in each.

    An offset may be a transaction's marker, which no consumer ever gets or commits: what is left is looked into.
    """
    firsts = _firsts(reader, ends)
    starts = {place: max(committed.get(tuple(place), 0), firsts[place]) for place in ends}
    return {
        tuple(place): ends[place] - start
        for place, start in starts.items()
        if start < ends[place] and _has_record(reader, place, start, ends[place])
    }


def _has_record(consumer: Any, place: Any, start: int, end: int) -> bool:
    consumer.assign([place])
    consumer.seek(place, start)
    try:
        return any(batch for _, batch in _up_to(consumer, {place: end}, 2))
    except TimeoutError:  # an open transaction: who is to read it has something left
        return True


def _consumer(bootstrap_servers: str, *, committed: bool) -> Any:
    return KafkaConsumer(
        bootstrap_servers=bootstrap_servers,
        isolation_level="read_committed" if committed else "read_uncommitted",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        fetch_max_wait_ms=100,
        max_poll_records=1_000_000,  # batches whole: the embedded broker calls the first record of the last one the end
    )


def _ends(consumer: Any, topics: Iterable[str]) -> dict[Any, int]:
    ends: dict[Any, int] = {}
    for topic in topics:
        partitions = patiently(partial(consumer.partitions_for_topic, topic))  # it may ask a broker that is dead
        if not partitions:
            message = f"there is no topic {topic}"
            raise LookupError(message)
        ends |= consumer.end_offsets([TopicPartition(topic, number) for number in sorted(partitions)])
    return ends


def _firsts(consumer: Any, places: Iterable[Any]) -> dict[Any, int]:
    """Where each of these partitions begins."""
    places = [*places]
    try:
        return dict(consumer.beginning_offsets(places))
    except KeyError:  # the embedded broker tells nothing of an empty partition; it never deletes records
        return dict.fromkeys(places, 0)


def _up_to(consumer: Any, ends: Mapping[Any, int], limit_s: float) -> Iterator[tuple[str, list[Record]]]:
    """What the assigned partitions hold from where they stand to these ends, or further. Raises TimeoutError."""
    deadline = time.monotonic() + limit_s
    while waiting := {place: end for place, end in ends.items() if consumer.position(place) < end}:
        if time.monotonic() > deadline:
            told = ", ".join(f"{p.topic}[{p.partition}] at {consumer.position(p)} of {e}" for p, e in waiting.items())
            message = f"could not read to the end within {limit_s:.0f} s: {told}; is a transaction open?"
            raise TimeoutError(message)
        for place, batch in consumer.poll(timeout_ms=_POLL_MS).items():
            yield place.topic, [_record(found) for found in batch]


def _record(found: Any) -> Record:
    return Record(
        found.key, found.value, found.partition, found.offset, found.timestamp, tuple(map(tuple, found.headers))
    )
