"""A host of lanes over a FakeKafka, assigned and fed by hand."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from streams.live.chunks import Chunk
from streams.live.host import LaneHost
from streams.live.writer import Offsets
from tests.live.desk import ORDERS, publish, read_history, shared_of
from tests.live.fake_kafka import FakeKafka, FakeWriter
from tests.live.simulated import SOURCES

TOPICS = frozenset(f"acme.{topic}" for topic in SOURCES)


class House:
    """A host over a Kafka, and the writers that it made."""

    def __init__(self, kafka: FakeKafka, **settings: Any) -> None:
        self.kafka = kafka
        self.writers: list[FakeWriter] = []
        self.history_read = asyncio.Event()
        self.history_read.set()
        shared = shared_of(kafka, read_history(kafka), flush_early_ms=0)
        self.shared = shared._replace(settings=shared.settings.model_copy(update=settings))
        self.host = LaneHost(self.shared, TOPICS, self.new_writer, self.committed, self.ends, self.history_read)

    def new_writer(self, number: int) -> FakeWriter:
        self.writers.append(FakeWriter(self.kafka, number))
        return self.writers[-1]

    async def committed(self, number: int) -> Offsets:
        return await self.kafka.committed_of(number)

    async def ends(self, number: int) -> Offsets:
        return await self.kafka.ends_of(number)

    def is_ready(self) -> bool:
        return self.host.ready

    async def assign(self, generation: int, *numbers: int) -> None:
        await self.host.assign({(topic, number) for topic in TOPICS for number in numbers}, generation)

    def take_order(self, number: int, event_id: str) -> None:
        """An order of the first customer in a partition."""
        customer = next(
            f"c-{n}" for n in range(99) if publish(FakeKafka(4), ORDERS, customer_id=f"c-{n}").partition == number
        )
        record = publish(self.kafka, ORDERS, event_id, customer_id=customer)
        self.host.take(record.topic, record.partition, Chunk([record], 0))


def run(kafka: FakeKafka, act: Callable[[House], Awaitable[None]], **settings: Any) -> House:
    async def whole() -> House:
        house = House(kafka, **settings)
        await act(house)
        await house.host.close()
        assert house.host.lanes == {}
        return house

    return asyncio.run(whole())
