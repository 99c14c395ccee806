"""Workers of one consumer group over a FakeKafka, moved step by step: nothing happens unless a test lets it.

Each is the product's `LaneHost` with lanes, people and restoring of its own; the group, Faust's fetching and the
supervisor are played by `Group`.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from random import Random

from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from detector.events import TOPICS
from streams.live.chunks import Chunk
from streams.live.host import LaneHost
from streams.live.lane import Lane
from streams.live.metrics import Metrics
from streams.live.people_log import PEOPLE, PeopleHistory
from streams.live.shared import Identity, Shared
from streams.packs import LoadedPack
from streams.settings import Settings
from streams.topics import TEAM_FACTS_TOPIC
from tests.live.fake_kafka import FakeKafka, FakeWriter, Moment

SOURCES = (*(topic.name for topic in TOPICS), TEAM_FACTS_TOPIC)
ENOUGH_TURNS = 3_000
"""Turns of the event loop after which something must have come to an end."""


class Pauses:
    """Stands for the module `time` in flushes: where judging lets others run is the seed's, not the machine's."""

    def __init__(self, seed: int) -> None:
        self._random = Random(f"pauses:{seed}")
        self._steps_s = self._random.choice(((0.0,), (0.0, 0.0, 0.0, 0.006), (0.0, 0.001, 0.003, 0.006), (0.01,)))
        self._now_s = 0.0

    def perf_counter(self) -> float:
        """Some later time than before."""
        self._now_s += self._random.choice(self._steps_s)
        return self._now_s


class SimWorker:
    """One worker process."""

    def __init__(self, kafka: FakeKafka, name: str, loaded: LoadedPack) -> None:
        self.kafka = kafka
        self.loaded = loaded
        self.history = PeopleHistory(kafka.partitions[PEOPLE])
        self._people_read: Counter[int] = Counter()
        self.positions: dict[TopicPartition, int] = {}
        self.writers: list[FakeWriter] = []
        self.asleep = False
        self.harmed = False
        settings = Settings(namespace=kafka.names.prefix, instance_id=name, flush_early_ms=0)
        identity = Identity(name, "host", 1, "2027-01-15T00:00:00Z", "0")
        shared = Shared(settings, loaded, self.history, kafka.partitions, Metrics(), identity)
        topics = frozenset(kafka.names.topic(topic) for topic in SOURCES)
        history_read = asyncio.Event()
        self.host = LaneHost(shared, topics, self._new_writer, kafka.committed_of, kafka.committed_of, history_read)
        while self.read_people(1000):
            pass
        history_read.set()

    def _new_writer(self, number: int) -> FakeWriter:
        self.writers.append(FakeWriter(self.kafka, number))
        return self.writers[-1]

    @property
    def alive(self) -> bool:
        return not any(writer.broken for writer in self.writers)

    def kill(self) -> None:
        """Whatever it still wants to write does not arrive any more."""
        self.harmed = True
        for writer in self.writers:
            writer.broken = True

    def plan_failure(self, random: Random, moment: Moment) -> None:
        """One of its lanes fails at its next write."""
        self.harmed = True
        writers = [writer for writer in self.writers if not writer.stopped]
        if writers:
            random.choice(writers).fail = moment

    def sleep(self) -> None:
        """Miss the next rebalances; others will own what it had."""
        self.harmed = self.asleep = True

    def read_people(self, most: int) -> int:
        """Read some more of everybody's history; how much there was."""
        touched, count = set[str](), 0
        for number in range(self.kafka.partitions[PEOPLE]):
            place = self.kafka.place(PEOPLE, number)
            for record in self.kafka.read(place, self._people_read[number], most):
                touched |= self.history.take(record)
                self._people_read[number] = record.offset + 1
                count += 1
        if touched:
            self.host.people_changed(touched)
        return count

    def feed(self, place: TopicPartition, most: int) -> int:
        """Bring a chunk of a partition; how many records it had."""
        records = self.kafka.read(place, self.positions[place], most)
        if records:
            self.positions[place] = records[-1].offset + 1
            self.host.take(place.topic, place.partition, Chunk(records, 0))
        return len(records)

    def read_again(self, place: TopicPartition, records: int) -> None:
        """Go back somewhat: what was taken in before comes once more."""
        self.positions[place] = max(0, self.positions[place] - records)

    async def assign(self, numbers: set[int], generation: int) -> None:
        """Own these from the committed offsets on."""
        names = [self.kafka.names.topic(name) for name in SOURCES]
        places = [TopicPartition(name, number) for name in names for number in numbers]
        await self.host.assign({(place.topic, place.partition) for place in places}, generation)
        self.positions = {place: self.kafka.committed.get(place, 0) for place in places}


class Group:
    """The workers there are, and who of them owns what."""

    def __init__(self, kafka: FakeKafka, loaded: LoadedPack) -> None:
        self.kafka = kafka
        self.loaded = loaded
        self.workers: list[SimWorker] = []
        self.dead: list[SimWorker] = []  # held, or their waiting tasks would be collected, loudly
        self.generation = 0
        self.happened: Counter[str] = Counter()
        self._count = 0

    def start_worker(self, loaded: LoadedPack | None = None) -> SimWorker:
        """One more, which owns nothing before the next rebalance; `loaded`: its rules, if others."""
        self._count += 1
        self.workers.append(SimWorker(self.kafka, f"w{self._count}", loaded or self.loaded))
        return self.workers[-1]

    def bury(self) -> None:
        """Forget who ended, and start somebody where nobody is left awake."""
        ended = [worker for worker in self.workers if not worker.alive]
        assert all(worker.harmed for worker in ended), "a worker ended to which nothing was done"
        self.dead += ended
        self.workers = [worker for worker in self.workers if worker.alive]
        if all(worker.asleep for worker in self.workers):
            self.start_worker()

    def retire_others(self) -> None:
        """Let whoever has other rules be gone for good, also who owns nothing and so has nothing that could break."""
        others = [worker for worker in self.workers if worker.loaded is not self.loaded]
        for worker in others:
            worker.kill()
        self.dead += others
        self.workers = [worker for worker in self.workers if worker not in others]
        self.bury()

    async def rebalance(self, random: Random) -> None:
        """Spread the partitions anew over those who are awake; who sleeps believes that it owns what it had."""
        self.bury()
        awake = [worker for worker in self.workers if not worker.asleep]
        await _all(worker.host.settle() for worker in awake)
        self.generation += 1
        numbers = range(self.kafka.partitions[PEOPLE])
        if random.random() < 0.3:  # nothing moves but for those of who is gone
            shares = {number: awake[number % len(awake)] for number in numbers}
        else:
            shares = {number: random.choice(awake) for number in numbers}
        await _all(
            worker.assign({number for number, owner in shares.items() if owner is worker}, self.generation)
            for worker in awake
            if worker.alive
        )
        self.happened["rebalance"] += 1

    async def run_idle(self) -> None:
        """Feed everybody until everything that there is has been read, judged and committed."""
        for _ in range(ENOUGH_TURNS):
            busy = 0
            for worker in self.workers:
                busy += worker.read_people(1000)
                busy += sum(worker.feed(place, 500) for place in worker.positions)
            await asyncio.sleep(0)
            if not busy and self._all_committed():
                return
        raise AssertionError("the workers did not come to an end")

    def _all_committed(self) -> bool:
        places = [place for worker in self.workers for place in worker.positions]
        if any(self.kafka.committed.get(place, 0) < self.kafka.last(place) for place in places):
            return False
        lanes = [lane for worker in self.workers for lane in worker.host.lanes.values()]
        return not any(_has_work(lane) for lane in lanes)


def _has_work(lane: Lane) -> bool:
    """Whether a lane has something to judge or write. A flush of those who are owed commits no offset: while it runs
    only its lock tells of it."""
    customers = lane._stages.customers
    return bool(not lane.idle or lane._touched or customers.owed or customers.changed)


async def _all(works: Iterable[Awaitable[None]]) -> None:
    """Await all at once; a worker that Kafka refuses ends, anything else is a fault of the product."""
    results = await asyncio.gather(*works, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, KafkaError):
            raise result


async def turns(count: int) -> None:
    """Let everything go on for so many turns of the event loop."""
    for _ in range(count):
        await asyncio.sleep(0)
