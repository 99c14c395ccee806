"""Everything that the demo sends goes to Kafka and, line by line, into a folder that `replay` can judge."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import IO, Any

from cli.demoing.arrivals import Arrival
from detector.events import TOPICS
from streams.cluster.refusals import kafka_errors
from streams.settings import Settings

_FILES = {topic.name: topic.file for topic in TOPICS}


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
        self.decisions: Counter[str] = Counter()

    async def send(self, arrival: Arrival) -> None:
        """Send one record; whether it arrived is known at the next `delivered`. Raises ClusterError."""
        name = _FILES[arrival.topic]
        if name not in self._files:
            self._files[name] = (self._folder / name).open("ab")
        self._files[name].write(arrival.value + b"\n")
        with kafka_errors(self._settings, f"sending to {arrival.topic}"):
            topic = self._settings.names.topic(arrival.topic)
            self._waiting.add(await self._producer.send(topic, arrival.value, key=arrival.key))
        self.sent += 1
        self.late += arrival.late
        self.copies += arrival.copy

    async def delivered(self) -> None:
        """Wait until everything has arrived, in Kafka and in the folder. Raises ClusterError."""
        for file in self._files.values():
            file.flush()
        waiting, self._waiting = self._waiting, set()
        with kafka_errors(self._settings, "sending events"):
            await asyncio.gather(*waiting)

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()
