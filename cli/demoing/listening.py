"""Follows the output topics from their beginning, as any reader does, and what the workers say about themselves."""

import asyncio
import time
from typing import Any

from cli.demoing.observed import Observed
from cli.demoing.outbox import DECISIONS, Outbox
from detector.outputs import OUTPUT_TOPICS
from store.recording.incoming import Place
from streams.cluster.refusals import kafka_errors
from streams.comparing import LiveRecord
from streams.partition_meta import META_KEY, decode_meta
from streams.settings import Settings
from streams.topics import STATE_TOPIC, TEAM_FACTS_TOPIC

_OUTPUTS = tuple(topic for topic, _, _, _ in OUTPUT_TOPICS)
FOLLOWED = (*_OUTPUTS, DECISIONS, STATE_TOPIC, TEAM_FACTS_TOPIC)


class Listener:
    """Reads what is committed and tells `observed`, and the outbox of decisions."""

    def __init__(self, settings: Settings, consumer: Any, partitions: int, observed: Observed, outbox: Outbox) -> None:
        """`consumer`: a started one of aiokafka, without a group. `partitions`: of each topic."""
        self._settings = settings
        self._consumer = consumer
        self._partitions = partitions
        self._observed = observed
        self._outbox = outbox
        self.last: dict[Place, int] = {}
        """The last offset of each partition of an output that had something in it."""
        self._last_facts: dict[int, int] = {}  # by offset: an end offset counts the marks of transactions too
        self.heard = time.monotonic()

    async def follow(self) -> None:
        """Read until cancelled. Raises ClusterError."""
        from aiokafka import TopicPartition

        names = self._settings.names
        parts = [TopicPartition(names.topic(topic), number) for topic in FOLLOWED for number in range(self._partitions)]
        with kafka_errors(self._settings, "reading the outputs"):
            self._consumer.assign(parts)
            for part in parts:
                self._consumer.seek(part, 0)
            while True:
                for part, records in (await self._consumer.getmany(timeout_ms=200)).items():
                    self._take(Place(names.plain(part.topic), part.partition), records)
                await asyncio.sleep(0)

    def _take(self, place: Place, records: list[Any]) -> None:
        self.heard = time.monotonic()
        for record in records:
            if place.topic == TEAM_FACTS_TOPIC:
                self._last_facts[place.partition] = record.offset
            elif place.topic == DECISIONS:
                self._outbox.heard(place, record.offset, record.value)
            elif place.topic != STATE_TOPIC:
                self.last[place] = record.offset
                self._observed.take(LiveRecord(place.topic, record.key, record.value))
            elif record.key == META_KEY and record.value is not None:
                self._observed.metas[place.partition] = decode_meta(record.value)

    def teams_even(self) -> bool:
        """Whether the team stage has taken in every fact that was written for it."""
        metas = self._observed.metas
        return all(
            number in metas and metas[number].offsets.get(TEAM_FACTS_TOPIC, 0) > last
            for number, last in self._last_facts.items()
        )
