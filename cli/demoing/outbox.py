"""Everything that the demo sends goes to Kafka and, line by line, into a folder that `replay` can judge."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import msgspec

from cli.demoing.arrivals import Arrival
from detector.events import TOPICS
from store.recording.incoming import Place
from streams.cluster.refusals import kafka_errors
from streams.settings import Settings

DECISIONS = "transferwatch.decisions.v1"
_FILES = {topic.name: topic.file for topic in TOPICS}


class _Named(msgspec.Struct):
    event_id: str


class Outbox:
    """Sends records under their keys and keeps count. `close` it, so that the folder is complete."""

    def __init__(self, settings: Settings, producer: Any, folder: Path) -> None:
        """`producer`: a started one of aiokafka."""
        self._settings = settings
        self._producer = producer
        self._folder = folder
        self._files: dict[str, IO[bytes]] = {}
        self._waiting: set[asyncio.Future[Any]] = set()
        self.sent = self.late = self.copies = 0
        self.last: dict[Place, int] = {}
        """The last offset of each partition that something was sent to."""
        self._decisions: set[bytes] = set()
        self.decided_elsewhere: set[str] = set()
        """The event ids of decisions on the topic that were not sent here."""

    async def send(self, arrival: Arrival) -> None:
        """Send one record; whether it arrived is known at the next `delivered`. Raises ClusterError."""
        if arrival.topic == DECISIONS:
            self._decisions.add(arrival.value)
        self._keep(arrival.topic, arrival.value)
        with kafka_errors(self._settings, f"sending to {arrival.topic}"):
            topic = self._settings.names.topic(arrival.topic)
            self._waiting.add(await self._producer.send(topic, arrival.value, key=arrival.key))
        self.late += arrival.late
        self.copies += arrival.copy

    def heard(self, place: Place, offset: int, decision: bytes) -> None:
        """A decision stands on its topic: one that a person made meanwhile, in the console, belongs to the demo too."""
        if decision not in self._decisions:
            self._keep(place.topic, decision)
            with suppress(msgspec.DecodeError):  # somebody else's, which the worker makes a dead letter of
                self.decided_elsewhere.add(msgspec.json.decode(decision, type=_Named).event_id)
            self.last[place] = max(offset, self.last.get(place, -1))

    def _keep(self, topic: str, value: bytes) -> None:
        name = _FILES[topic]
        if name not in self._files:
            self._files[name] = (self._folder / name).open("ab")
        self._files[name].write(value + b"\n")
        self.sent += 1

    async def delivered(self) -> None:
        """Wait until everything has arrived, in Kafka and in the folder. Raises ClusterError."""
        for file in self._files.values():
            file.flush()
        waiting, self._waiting = self._waiting, set()
        with kafka_errors(self._settings, "sending events"):
            for sent in await asyncio.gather(*waiting):
                place = Place(self._settings.names.plain(sent.topic), sent.partition)
                self.last[place] = max(sent.offset, self.last.get(place, -1))

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()
