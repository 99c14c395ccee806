"""People and quotas, read whole by every worker: the same history in each, whoever owns a person's partition.

What was read first and could be used holds, as everywhere. Counting and dead letters are the business of the one worker
that owns the partition; here what cannot be used is passed over.
"""

import asyncio
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord, TopicPartition

from detector.decode import Unusable
from detector.events import Person
from detector.facts import PersonFact, person_fact
from detector.people import People
from streams.cluster.connection import reader_options
from streams.live.letters import check_partition, decode_record
from streams.settings import Settings

PEOPLE = "crm.people.v1"
POLL_MS = 250


class Seen(NamedTuple):
    """Where in a partition a person's history changed. `selling`: the team that thereby first had a seller, or ""."""

    offset: int
    person: str
    selling: str


class PeopleHistory:
    """Everybody's versions so far, and what changed where; no Kafka in here."""

    def __init__(self, partitions: int = 0) -> None:
        """`partitions`: how many the topic has, to refuse records in a wrong one."""
        self.partitions = partitions
        self._facts: dict[str, dict[int, PersonFact]] = {}
        self._members: dict[str, set[str]] = {}
        self._selling: set[str] = set()
        self._seen: dict[int, list[Seen]] = {}
        self._people: People | None = None
        self.offsets: dict[int, int] = {}

    @property
    def people(self) -> People:
        """Everybody as of any time."""
        if self._people is None:
            self._people = People({person: facts.values() for person, facts in self._facts.items()})
        return self._people

    def take(self, record: ConsumerRecord) -> frozenset[str]:
        """Take in one record; whose judgement it may touch, nobody's for a duplicate or what cannot be used."""
        self.offsets[record.partition] = record.offset + 1
        try:
            event, at, _ = decode_record(PEOPLE, "person_id", record)
            check_partition(record, self.partitions)
        except Unusable:
            return frozenset()
        assert isinstance(event, Person)
        fact = person_fact(event, at)
        facts = self._facts.setdefault(event.person_id, {})
        if fact.id_hash in facts:
            return frozenset()
        facts[fact.id_hash] = fact
        self._people = None
        seen = Seen(record.offset, event.person_id, self._first_selling(event.person_id, fact))
        self._seen.setdefault(record.partition, []).append(seen)
        return self._touched(seen)

    def _first_selling(self, person: str, fact: PersonFact) -> str:
        """The person's team if it had nobody who sells before, else ""."""
        self._members.setdefault(fact.team, set()).add(person)
        if fact.role != "sales" or fact.team in self._selling:
            return ""
        self._selling.add(fact.team)
        return fact.team

    def _touched(self, seen: Seen) -> frozenset[str]:
        """The person; where a team sells for the first time, everybody known to have been in it ever.

        Of partitions nobody reads in the same order twice: who comes into the team later counts in `touched_since`.
        """
        return frozenset({seen.person}) | (self._members[seen.selling] if seen.selling else frozenset())

    def touched_since(self, offsets: Mapping[int, int]) -> set[str]:
        """Whose judgement may have changed since these positions (partition → next offset; none: from the start)."""
        found: set[str] = set()
        for partition, seen in self._seen.items():
            start = bisect_left(seen, offsets.get(partition, 0), key=lambda item: item.offset)
            for item in seen[start:]:
                found |= self._touched(item)
        return found


class PeopleLog:
    """Reads the topic from its beginning and goes on reading it; `ready` once it was read to what was then its end."""

    def __init__(self, settings: Settings, changed: Callable[[set[str]], None]) -> None:
        """`changed`: told after each batch whose judgement it may touch."""
        self._settings = settings
        self._topic = settings.names.topic(PEOPLE)
        self._changed = changed
        self._consumer: AIOKafkaConsumer | None = None
        self.history = PeopleHistory()
        self.ready = asyncio.Event()

    async def start(self) -> None:
        """Read to the end. Raises the client's errors."""
        consumer = self._consumer = AIOKafkaConsumer(
            self._topic,
            **reader_options(self._settings),
            max_partition_fetch_bytes=2 * 1024 * 1024,
            fetch_max_wait_ms=POLL_MS,
            metadata_max_age_ms=30_000,
        )
        await consumer.start()
        ends = await consumer.end_offsets(consumer.assignment())
        self.history.partitions = len(ends)
        while not await self._reached(ends):
            await self._read(tell=False)
        self.ready.set()

    async def _reached(self, ends: Mapping[TopicPartition, int]) -> bool:
        assert self._consumer is not None
        for partition, end in ends.items():
            if await self._consumer.position(partition) < end:
                return False
        return True

    async def _read(self, *, tell: bool) -> None:
        assert self._consumer is not None
        fetched = await self._consumer.getmany(timeout_ms=POLL_MS)
        changed = self._take_all(record for records in fetched.values() for record in records)
        if changed and tell:
            self._changed(changed)

    def _take_all(self, records: Iterable[ConsumerRecord]) -> set[str]:
        changed: set[str] = set()
        for record in records:
            changed |= self.history.take(record)
        return changed

    async def follow(self) -> None:
        """Go on reading, for good."""
        while True:
            await self._read(tell=True)

    async def stop(self) -> None:
        """Close the connection."""
        if self._consumer is not None:
            await self._consumer.stop()
