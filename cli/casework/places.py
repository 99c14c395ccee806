"""Where the outbox delivers: the decisions file of a folder, or the decisions topic."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from detector.errors import InputError
from store.cases.outbox import Waiting
from streams.appending import append_chosen
from streams.cluster.describing import describe_cluster, need_topics
from streams.cluster.keys import partition_of
from streams.cluster.producing import open_producer
from streams.cluster.refusals import kafka_errors
from streams.lines import read_lines
from streams.settings import Settings

FILE = "decisions.ndjson"
TOPIC = "transferwatch.decisions.v1"


class _Named(msgspec.Struct):
    customer_id: str
    event_id: str


_NAMED = msgspec.json.Decoder(_Named)


class DecisionsFile:
    """The decisions file of a folder of events: each decision stands there once, however often it is delivered."""

    def __init__(self, folder: Path) -> None:
        """Raises InputError where there is no such folder."""
        if not folder.is_dir():
            message = f"{folder}: is no folder; expected the folder of events that `transferwatch replay` is given"
            raise InputError(message)
        self._path = folder / FILE

    @property
    def name(self) -> str:
        """The file."""
        return str(self._path)

    def put(self, decisions: Sequence[Waiting]) -> None:
        """Add those that are not there yet, on the disk when this returns. Raises InputError."""
        append_chosen(self._path, lambda: self._missing(decisions))

    def _missing(self, decisions: Sequence[Waiting]) -> list[bytes]:
        there = set(self._there())
        return [item.record for item in decisions if (item.customer_id, item.event_id) not in there]

    def _there(self) -> Iterator[tuple[str, str]]:
        if not self._path.exists():
            return
        for line in read_lines(self._path):
            try:
                named = _NAMED.decode(line.value or b"")
            except (ValueError, RecursionError):  # somebody else's, which `replay` makes a dead letter of
                continue
            yield named.customer_id, named.event_id


class DecisionsTopic:
    """The decisions topic; a decision that is delivered again is a duplicate to whoever reads it."""

    def __init__(self, settings: Settings) -> None:
        """`settings`: of the cluster and the namespace."""
        self._settings = settings

    @property
    def name(self) -> str:
        """The topic's name."""
        return self._settings.names.topic(TOPIC)

    def put(self, decisions: Sequence[Waiting]) -> None:
        """Publish in order and wait until all in-sync brokers have each. Raises ClusterError."""
        asyncio.run(self._publish(decisions))

    async def _publish(self, decisions: Sequence[Waiting]) -> None:
        found = await describe_cluster(self._settings)
        need_topics(found, self._settings.names, TOPIC)
        count = found[self.name].partitions
        async with open_producer(self._settings) as producer:
            with kafka_errors(self._settings, f"publishing to {self.name}"):
                for item in decisions:  # one by one: where one fails, none of the same customer may overtake it
                    key = item.customer_id.encode()
                    await producer.send_and_wait(self.name, item.record, key, partition=partition_of(key, count))
