"""Lanes come and go with the assignment: kept only where nobody else can have owned the partition, else restored."""

import asyncio
from collections.abc import Iterator

import pytest

from detector.errors import TransferwatchError
from streams.live.host import owned_numbers
from streams.live.restoring import restore
from streams.live.state import PartitionState
from streams.settings import Settings
from tests.live.desk import ORDERS, Desk
from tests.live.fake_kafka import FakeKafka, serve
from tests.live.house import TOPICS, House, run
from tests.live.simulated import turns


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
        await house.host.settle()
        assert not house.is_ready(), "what will be ours is not known"
        await house.assign(2, 0)
        assert house.is_ready()
        await house.host.settle()
        assert not house.is_ready()
        await house.assign(3, 0)
        assert house.is_ready()

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
