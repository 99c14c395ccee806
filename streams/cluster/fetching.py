"""Brings one customer from Kafka into a folder, and a decision about them back."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from detector.decode import Unusable, decode_event
from detector.events import CUSTOMER_TOPICS, TOPICS
from streams.cluster.describing import Found, describe_cluster, need_topics
from streams.cluster.keys import partition_of, record_key
from streams.cluster.producing import open_producer
from streams.cluster.reading import Place, Record, open_consumer, places_of, read_spans, spans_of
from streams.cluster.refusals import kafka_errors
from streams.settings import Settings

_FILES: Mapping[str, str] = {topic.name: topic.file for topic in TOPICS}
_OF_EVERYBODY = ("crm.people.v1", "crm.names.v1")
_DECISIONS = "transferwatch.decisions.v1"
_BOM = b"\xef\xbb\xbf"
_TELL_EVERY = 2000

Progress = Callable[[str, int, int], None]


def usable_line(topic: str, record: Record, partitions: int) -> bytes | None:
    """The line that stands for a record of a plain topic; None where the worker makes a dead letter of it.

    `partitions`: how many the topic has.
    What is wrong in a folder as well stays, so that the reader of the folder can say what it is.
    """
    value = record.value
    if value is None or record.key is None or record.key != record_key(topic, value) or value.startswith(_BOM):
        return None
    if record.place.partition != partition_of(record.key, partitions):
        return None
    lines = b"\n" in value or b"\r" in value
    try:
        decode_event(topic, value, record_at=record.at_ms * 1000)
    except Unusable as error:
        return None if lines or error.code == "time_ahead" else value
    # Between the fields of an object a line end is a space; within a text there is none.
    return value.replace(b"\r", b" ").replace(b"\n", b" ") if lines else value


async def fetch_topic(settings: Settings, topic: str, folder: Path, progress: Progress) -> None:
    """All usable records of a plain topic as its file in the folder. Raises ClusterError."""
    found = await describe_cluster(settings)
    need_topics(found, settings.names, topic)
    await _fetch(settings, found, places_of(found, [settings.names.topic(topic)]), None, folder, progress)


async def fetch_customer(settings: Settings, customer: str, folder: Path, progress: Progress) -> None:
    """A customer's events, and everybody's history and names, as files in the folder. Raises ClusterError.

    They stand in one partition of each topic, since their key is the customer.
    """
    found = await describe_cluster(settings)
    names, own = settings.names, [topic.name for topic in CUSTOMER_TOPICS]
    need_topics(found, names, *_OF_EVERYBODY, *own)
    places = places_of(found, map(names.topic, _OF_EVERYBODY))
    for name in map(names.topic, own):
        places.append(Place(name, partition_of(customer.encode(), found[name].partitions)))
    await _fetch(settings, found, places, customer.encode(), folder, progress)


async def _fetch(
    settings: Settings, found: Found, places: list[Place], customer: bytes | None, folder: Path, progress: Progress
) -> None:
    """`customer`: the key that counts in the topics of customers; None: all of them."""
    plain = {place.topic: settings.names.plain(place.topic) for place in places}
    files = {topic: (folder / _FILES[name]).open("wb") for topic, name in plain.items()}
    try:
        async with open_consumer(settings) as consumer:
            with kafka_errors(settings, "reading the events"):
                spans = await spans_of(consumer, places)
                done, total = 0, sum(span.end - span.start for span in spans.values())
                async for record in read_spans(consumer, spans):
                    done += 1
                    if done % _TELL_EVERY == 0:
                        progress("Kafka", done, total)
                    topic = plain[record.place.topic]
                    if customer is None or topic in _OF_EVERYBODY or record.key == customer:
                        line = usable_line(topic, record, found[record.place.topic].partitions)
                        if line is not None:
                            files[record.place.topic].write(line + b"\n")
    finally:
        for file in files.values():
            file.close()


class Sent(NamedTuple):
    """Where a record was written."""

    place: Place
    offset: int


async def publish_decision(settings: Settings, customer: str, record: bytes) -> Sent:
    """Publish a decision and wait for all in-sync brokers. Raises ClusterError."""
    return await publish_record(settings, _DECISIONS, customer.encode(), record)


async def publish_record(settings: Settings, plain: str, key: bytes, record: bytes) -> Sent:
    """Publish one record to a topic, by the contract's name, and wait for all in-sync brokers. Raises ClusterError."""
    found = await describe_cluster(settings)
    need_topics(found, settings.names, plain)
    topic = settings.names.topic(plain)
    async with open_producer(settings) as producer:
        with kafka_errors(settings, f"publishing to {topic}"):
            partition = partition_of(key, found[topic].partitions)
            written = await producer.send_and_wait(topic, record, key, partition=partition)
    return Sent(Place(topic, partition), written.offset)
