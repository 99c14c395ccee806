"""A lane: when it flushes, what settling and closing leave alone, and that nobody waits for a clock in vain."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiokafka.structs import ConsumerRecord

from streams.live.chunks import Chunk
from streams.live.lane import Lane
from tests.live.desk import ACTIVITIES, ORDERS, Desk, publish, restored
from tests.live.fake_kafka import FakeKafka
from tests.live.simulated import turns


class Clock:
    """Stands for the module `time` in lanes; moves only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("streams.live.lane.time", clock)
    return clock


@pytest.fixture
def kafka() -> FakeKafka:
    return FakeKafka(partitions=1)


class Running(Desk):
    """A lane with its task over the partition of a desk."""

    def run(self, act: Callable[[Lane], Awaitable[None]], early_ms: int = 0, **behind: int) -> Lane:
        """Run the lane while `act` does something; it is closed afterwards."""
        settings = self.shared.settings.model_copy(update={"flush_early_ms": early_ms, "flush_late_ms": 5000})

        async def whole() -> Lane:
            shared = self.shared._replace(settings=settings)
            lane = Lane(0, shared, self.state, self.writer, 1, behind)
            task = asyncio.create_task(lane.run())
            await act(lane)
            await lane.close()
            await task
            return lane

        return asyncio.run(whole())

    @property
    def flushes(self) -> int:
        return len(self.writer.writes)


def chunk(*records: ConsumerRecord, behind: int = 0) -> Chunk:
    return Chunk([*records], behind)


def test_what_is_put_is_flushed(kafka: FakeKafka) -> None:
    desk = Running(kafka)

    async def act(lane: Lane) -> None:
        lane.put(ORDERS, chunk(publish(kafka, ORDERS), publish(kafka, ORDERS, "e-2")))
        assert lane.buffered == 2
        await turns(20)
        assert lane.buffered == 0

    desk.run(act)
    assert restored(kafka).meta.applied == {ORDERS: 2}
    assert desk.flushes == 1


def test_what_is_only_known_is_counted_too(kafka: FakeKafka) -> None:
    Running(kafka).take(publish(kafka, ORDERS))
    desk = Running(kafka)

    async def act(lane: Lane) -> None:
        for _ in range(2):
            lane.put(ORDERS, chunk(*kafka.records(ORDERS)))
            await turns(20)

    desk.run(act)
    assert desk.flushes == 1, "the second time nothing was new"


def test_early_at_low_load_and_late_under_load(kafka: FakeKafka, clock: Clock) -> None:
    desk = Running(kafka)

    async def act(lane: Lane) -> None:
        assert [lane.idle] == [True]
        lane.put(ORDERS, chunk(publish(kafka, ORDERS), behind=501))
        await turns(20)
        assert [lane.idle] == [False], "something waits for a flush"
        clock.now += 4.9
        lane.put(ORDERS, chunk(publish(kafka, ORDERS, "e-2"), behind=501))
        await turns(20)
        assert desk.flushes == 0
        clock.now += 0.2
        lane.put(ORDERS, chunk(publish(kafka, ORDERS, "e-3"), behind=501))
        await turns(20)
        assert desk.flushes == 1
        lane.put(ORDERS, chunk(publish(kafka, ORDERS, "e-4"), behind=500))
        await turns(20)
        clock.now += 0.06
        lane.put(ACTIVITIES, chunk(publish(kafka, ACTIVITIES)))
        await turns(20)
        assert desk.flushes == 2

    desk.run(act, early_ms=50)


def test_who_restores_far_behind_gathers_at_once(kafka: FakeKafka, clock: Clock) -> None:
    desk = Running(kafka)

    async def act(lane: Lane) -> None:
        lane.put(ACTIVITIES, chunk(publish(kafka, ACTIVITIES)))
        await turns(20)
        assert desk.flushes == 0
        lane.put(ORDERS, chunk(publish(kafka, ORDERS), behind=3))
        await turns(20)
        assert desk.flushes == 1

    desk.run(act, **{ORDERS: 501})


def test_many_changed_customers_do_not_wait(kafka: FakeKafka, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.live.lane.MOST_CHANGED", 2)
    desk = Running(kafka)

    async def act(lane: Lane) -> None:
        for number in range(5):
            lane.put(ORDERS, chunk(publish(kafka, ORDERS, customer_id=f"c-{number}", order_id=f"{number}"), behind=999))
        await turns(50)
        assert (desk.flushes, lane.buffered) == (2, 0)

    desk.run(act)


def test_settling_flushes_what_was_taken_and_forgets_the_rest(kafka: FakeKafka, clock: Clock) -> None:
    desk = Running(kafka)
    first, second, third = (publish(kafka, ORDERS, f"e-{number}") for number in range(3))

    async def act(lane: Lane) -> None:
        lane.put(ORDERS, chunk(first, behind=999))
        await turns(20)
        lane.put(ORDERS, chunk(second, behind=999))
        await lane.settle()
        lane.put(ORDERS, chunk(third, behind=999))
        await turns(20)
        assert (desk.flushes, lane.buffered) == (1, 0)
        lane.resume(2)
        lane.put(ORDERS, chunk(second, third))
        await turns(20)

    lane = desk.run(act)
    assert lane.generation == 2
    assert restored(kafka).meta.applied == {ORDERS: 3}


def owing(kafka: FakeKafka, customers: int = 6) -> Running:
    """A partition whose customers, but one at a time, wait to be judged again."""
    records = [publish(kafka, ORDERS, customer_id=f"c-{number}", order_id=f"{number}") for number in range(customers)]
    desk = Running(kafka)
    desk.take(*records)
    desk.flush()
    publish(kafka, "crm.people.v1", "late", role="assistant")
    return Running(kafka)


def test_the_owed_are_judged_without_anything_coming_in(kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.live.lane.OWED_AT_ONCE", 4)
    desk = owing(kafka)

    async def act(lane: Lane) -> None:
        await turns(50)

    desk.run(act)
    assert desk.flushes == 2
    assert restored(kafka).meta.owed == 0


def test_nothing_is_written_between_settling_and_resuming(kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another worker may own the partition: it would fence this one, which would end for nothing."""
    monkeypatch.setattr("streams.live.lane.OWED_AT_ONCE", 1)
    desk = owing(kafka)

    async def act(lane: Lane) -> None:
        await turns(6)
        await lane.settle()
        before = desk.flushes
        assert before < 6
        lane.people_changed({"lin"})
        await turns(50)
        assert desk.flushes == before
        lane.resume(2)
        await turns(100)

    desk.run(act)
    assert restored(kafka).meta.owed == 0


def test_closing_with_somebody_owed_writes_nothing_more(kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.live.lane.OWED_AT_ONCE", 1)
    desk = owing(kafka)

    async def act(lane: Lane) -> None:
        await turns(6)

    desk.run(act)
    assert not desk.writer.broken, "it wrote with a closed connection"
    assert restored(kafka).meta.owed > 0


def test_people_that_change_owe(kafka: FakeKafka) -> None:
    desk = Running(kafka)
    desk.take(publish(kafka, ORDERS))
    desk.flush()

    async def act(lane: Lane) -> None:
        lane.people_changed({"nobody"})
        await turns(20)
        assert desk.flushes == 1
        lane.people_changed({"lin"})
        await turns(20)

    desk.run(act)
    assert desk.flushes == 2


def test_a_failed_write_ends_the_task(kafka: FakeKafka) -> None:
    desk = Running(kafka)
    desk.writer.fail = "after"

    async def act(lane: Lane) -> None:
        lane.put(ORDERS, chunk(publish(kafka, ORDERS)))
        await turns(20)

    with pytest.raises(Exception, match="all of it was written"):
        desk.run(act)
    assert restored(kafka).meta.applied == {ORDERS: 1}
