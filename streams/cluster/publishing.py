"""Publishes a folder or a stream of events to Kafka: byte for byte, in order, each line acknowledged by all brokers."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from detector.events import TOPICS
from streams.cluster.batching import Batches, batch_bytes
from streams.cluster.describing import Found, describe_cluster, need_topics
from streams.cluster.keys import partition_of
from streams.cluster.ordering import KeyedLine, Order, ordered_lines
from streams.cluster.producing import open_producer
from streams.cluster.refusals import kafka_errors
from streams.settings import Settings
from streams.topics import SPECS, Namespace

_FILES: Mapping[str, str] = {topic.name: topic.file for topic in TOPICS}
_TELL_EVERY = 2000
_PACES_PER_SECOND = 20


class TooBig(NamedTuple):
    """A line that its topic does not take; `size` and `limit` in bytes, as Kafka counts them."""

    file: str
    line: int
    size: int
    limit: int


class Published(NamedTuple):
    """What was published: lines by plain topic, how many of them without a key, and what was too big."""

    events: Mapping[str, int]
    without_key: int
    too_big: list[TooBig]
    seconds: float


Progress = Callable[[str, int, int], None]


def topic_limits(found: Found, names: Namespace, topics: list[str]) -> dict[str, int]:
    """The largest batch that each topic takes, by its name in the cluster; where the broker does not tell, ours."""
    usual = {spec.name: spec.max_message_bytes for spec in SPECS}
    return {
        name: int(found[name].config.get("max.message.bytes", usual[plain]))
        for plain in topics
        for name in [names.topic(plain)]
    }


async def publish_folder(
    settings: Settings,
    files: Mapping[str, Path],
    *,
    order: Order = "as-is",
    seed: int = 1,
    rate: int | None = None,
    progress: Progress = lambda stage, done, of: None,
) -> Published:
    """Publish the files (plain topic → file), at most `rate` events a second. Raises ClusterError.

    Publishing a folder twice is harmless: an event id that comes again is a duplicate.
    """
    total = sum(path.stat().st_size for path in files.values())
    lines = ordered_lines(files, order, seed)
    in_turn = order != "shuffle"
    return await publish_lines(
        settings, list(files), lines, in_turn=in_turn, rate=rate, tell=lambda n: progress("publish", n, total)
    )


async def publish_lines(
    settings: Settings,
    topics: list[str],
    lines: Iterable[KeyedLine],
    *,
    in_turn: bool = False,
    rate: int | None = None,
    tell: Callable[[int], None] = lambda done: None,
) -> Published:
    """Publish lines of the plain topics `topics` as they come, at most `rate` a second. Raises ClusterError.

    The topics are checked before the first line is taken. `in_turn`: a topic begins once everything before it has
    arrived. `tell` is called with the bytes so far.
    """
    names = settings.names
    found = await describe_cluster(settings)
    need_topics(found, names, *topics)
    limits = topic_limits(found, names, topics)
    partitions = {plain: found[names.topic(plain)].partitions for plain in topics}
    waiting = iter(lines)
    first = list(islice(waiting, 1))  # what sorts its lines may take minutes for the first; no connection waits for it
    async with open_producer(settings, batch_bytes(limits)) as producer:
        publication = _Publication(Batches(producer, limits), names, partitions, rate, tell)
        with kafka_errors(settings, "publishing"):
            for line in chain(first, waiting):
                await publication.take(line, in_turn=in_turn)
            await publication.batches.flush()
    return publication.result()


_COMPACTED = frozenset(spec.name for spec in SPECS if spec.compacted)


class _Publication:
    """One run: the counts, the pace, and what is told of the progress."""

    def __init__(
        self,
        batches: Batches,
        names: Namespace,
        partitions: Mapping[str, int],
        rate: int | None,
        tell: Callable[[int], None],
    ) -> None:
        self.batches = batches
        self._partitions = partitions
        self._rate = rate
        self._tell = tell
        self._topics = {plain: names.topic(plain) for plain in partitions}
        self._events: Counter[str] = Counter(dict.fromkeys(partitions, 0))
        self._without_key = 0
        self._too_big: list[TooBig] = []
        self._done = self._bytes = 0
        self._topic = ""
        self._started = time.monotonic()

    async def take(self, item: KeyedLine, *, in_turn: bool) -> None:
        """Publish one line. `in_turn`: a topic begins once everything before it has arrived."""
        plain, line, key = item
        if in_turn and plain != self._topic:
            await self.batches.flush()
            self._topic = plain
        topic, size = self._topics[plain], None if line.cut is None else line.cut.length
        if size is None:  # a line without a key goes to partition 0: such lines stay in order, too
            partition = 0 if key is None else partition_of(key, self._partitions[plain])
            written = b"" if key is None and plain in _COMPACTED else key  # a compacted topic takes no record without
            size = await self.batches.add(topic, partition, written, line.value)
        if size is None:
            self._events[plain] += 1
            self._without_key += key is None
        else:
            self._too_big.append(TooBig(_FILES[plain], line.number, size, self.batches.limits[topic]))
        self._done += 1
        self._bytes += len(line.value) + 1
        if self._done % _TELL_EVERY == 0:
            self._tell(self._bytes)
        if self._rate is not None and self._done % max(1, self._rate // _PACES_PER_SECOND) == 0:
            await self._keep_pace(self._rate)

    async def _keep_pace(self, rate: int) -> None:
        await self.batches.send_open()
        ahead = self._started + self._done / rate - time.monotonic()
        if ahead > 0:
            await asyncio.sleep(ahead)

    def result(self) -> Published:
        """The counts at the end."""
        seconds = time.monotonic() - self._started
        return Published(dict(self._events), self._without_key, self._too_big, seconds)
