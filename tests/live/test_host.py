"""Lanes come and go with the assignment: kept only where nobody else can have owned the partition, else restored."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from detector.errors import TransferwatchError
from streams.live.chunks import Chunk
from streams.live.host import LaneHost, owned_numbers
from streams.live.restoring import restore
from streams.live.state import PartitionState
from streams.live.writer import Offsets
from streams.settings import Settings
from tests.live.desk import ORDERS, Desk, publish, read_history, shared_of
from tests.live.fake_kafka import FakeKafka, FakeWriter, serve
from tests.live.simulated import SOURCES, turns

TOPICS = frozenset(f"acme.{topic}" for topic in SOURCES)


@pytest.fixture
def kafka(monkeypatch: pytest.MonkeyPatch) -> FakeKafka:
    kafka = FakeKafka(partitions=4, namespace="acme")
    serve(kafka, monkeypatch)
    return kafka


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    errors: list[BaseException] = []
    monkeypatch.setattr("streams.live.host.end_process", errors.append)
    yield errors


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
        return {}

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


def all_of(*numbers: int) -> set[tuple[str, int]]:
    return {(topic, number) for topic in TOPICS for number in numbers}


def test_numbers_are_owned_whole() -> None:
    assert owned_numbers(all_of(3, 1), TOPICS) == [1, 3]
    assert owned_numbers(set(), TOPICS) == []
    lacking = all_of(1, 2) - {("acme.crm.orders.v1", 2), ("acme.crm.people.v1", 2)}
    with pytest.raises(
        TransferwatchError, match=r"partition 2 .* without that of acme.crm.orders.v1, acme.crm.people.v1"
    ):
        owned_numbers(lacking, TOPICS)
    with pytest.raises(TransferwatchError, match="partition 0"):
        owned_numbers({("acme.else", 0)} | all_of(0), TOPICS)


def test_a_lane_is_kept_through_the_next_generation_only(kafka: FakeKafka) -> None:
    async def act(house: House) -> None:
        await house.assign(5, 0, 1)
        first = dict(house.host.lanes)
        await house.host.settle()
        await house.assign(6, 0, 2)
        assert house.host.lanes[0] is first[0]
        assert sorted(house.host.lanes) == [0, 2]
        await house.host.settle()
        await house.assign(8, 0, 2)
        assert house.host.lanes[0] is not first[0], "in generation 7 somebody else may have owned it"
        await house.host.settle()
        again = house.host.lanes[0]
        await house.assign(8, 0)
        assert house.host.lanes[0] is not again

    house = run(kafka, act)
    assert [writer.number for writer in house.writers] == [0, 1, 2, 0, 2, 0]
    assert all(writer.stopped for writer in house.writers)


def test_the_former_owner_is_fenced_before_anything_is_read(kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    async def watched(settings: Settings, number: int) -> PartitionState:
        order.append(f"restore, fenced: {number in kafka.owners}")
        return await restore(settings, number)

    monkeypatch.setattr("streams.live.host.restore", watched)

    async def act(house: House) -> None:
        await house.assign(1, 0)

    run(kafka, act)
    assert order == ["restore, fenced: True"]


def test_what_was_flushed_is_there_after_a_move(kafka: FakeKafka) -> None:
    async def act(house: House) -> None:
        await house.assign(1, 0, 1)
        house.take_order(0, "one")
        await turns(20)
        other = House(kafka)
        await house.host.settle()
        await asyncio.gather(house.assign(2, 1), other.assign(2, 0))
        other.take_order(0, "two")
        house.take_order(0, "lost")
        await turns(20)
        await other.host.close()

    run(kafka, act)
    desk = Desk(kafka, 0)
    assert desk.state.meta.applied == {ORDERS: 2}
    assert desk.state.customers == 1


def test_judging_waits_for_everybodys_history(kafka: FakeKafka) -> None:
    async def act(house: House) -> None:
        house.history_read.clear()
        assigning = asyncio.create_task(house.assign(1, 0))
        await turns(50)
        assert not house.host.lanes
        assert not house.is_ready()
        house.history_read.set()
        await assigning
        assert house.is_ready()

    run(kafka, act)


def test_ready_is_who_judges_all_that_is_theirs(kafka: FakeKafka) -> None:
    async def act(house: House) -> None:
        assert not house.is_ready()
        await house.assign(1)
        assert house.is_ready(), "there may be more workers than partitions"
        await house.assign(2, 0)
        assert house.is_ready()
        await house.host.settle()
        assert not house.is_ready()
        await house.assign(3, 0)
        assert house.is_ready()

    run(kafka, act)


def test_a_restore_has_a_deadline(kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(self: FakeWriter) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(FakeWriter, "start", never)

    async def act(house: House) -> None:
        with pytest.raises(TimeoutError, match=r"state of partition 0 was not read back within 0 s"):
            await house.assign(1, 0)
        await house.assign(2)

    run(kafka, act, restore_timeout_s=0)


def test_lost_state_is_refused(kafka: FakeKafka) -> None:
    async def act(house: House) -> None:
        await house.assign(1, 0)
        house.take_order(0, "one")
        await turns(20)
        await house.assign(9)
        kafka.forget("transferwatch.worker-state.v1")
        with pytest.raises(TransferwatchError) as refused:
            await house.assign(10, 0)
        message = str(refused.value)
        assert "partition 0 knows acme.crm.orders.v1 up to offset 0" in message
        assert "the group acme.transferwatch has committed 1" in message

    run(kafka, act)


def test_state_that_knows_more_than_was_committed_is_fine(kafka: FakeKafka) -> None:
    async def act(house: House) -> None:
        await house.assign(1, 0)
        house.take_order(0, "one")
        await turns(20)
        kafka.committed.clear()
        await house.assign(9, 0)

    run(kafka, act)


def test_reading_pauses_while_too_much_waits(kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.live.host.ROOM_POLL_S", 0)

    async def act(house: House) -> None:
        await house.assign(1, 0, 1)
        first, second = house.host.lanes.values()
        first.buffered, second.buffered = 600, 399
        await house.host.wait_for_room()
        second.buffered = 400
        waiting = asyncio.create_task(house.host.wait_for_room())
        await turns(10)
        assert not waiting.done()
        first.buffered = 599
        await waiting

    run(kafka, act, buffer_records=1000)


def test_people_reach_all_lanes(kafka: FakeKafka) -> None:
    async def act(house: House) -> None:
        await house.assign(1, 0, 1)
        for number in (0, 1):
            house.take_order(number, "one")
        await turns(30)
        house.host.people_changed({"lin"})
        await turns(30)
        assert [len(writer.writes) for writer in house.writers] == [2, 2]

    run(kafka, act)


def test_a_lane_that_fails_ends_the_process(kafka: FakeKafka, ended: list[BaseException]) -> None:
    async def act(house: House) -> None:
        await house.assign(1, 0)
        house.writers[0].fail = "before"
        house.take_order(0, "one")
        await turns(30)
        assert [str(error) for error in ended] == ["KafkaConnectionError: nothing of it was written"]
        house.host.lanes.clear()

    run(kafka, act)


def test_one_gauge_tells_how_many_are_owned(kafka: FakeKafka) -> None:
    async def act(house: House) -> None:
        registry = house.shared.metrics.registry
        await house.assign(1, 0, 1)
        assert registry.get_sample_value("transferwatch_partitions_owned") == 2
        house.take_order(1, "one")
        await turns(30)
        assert (registry.get_sample_value("transferwatch_state_bytes", {"partition": "1"}) or 0) > 0
        await house.assign(3, 0)
        assert registry.get_sample_value("transferwatch_partitions_owned") == 1
        assert registry.get_sample_value("transferwatch_state_bytes", {"partition": "1"}) == 0

    run(kafka, act)
