"""A worker does not go on from a state that does not fit what Kafka holds, nor waits for one without end."""

import asyncio

import pytest

from detector.errors import TransferwatchError
from tests.live.desk import ORDERS
from tests.live.fake_kafka import FakeKafka, FakeWriter, serve
from tests.live.house import House, run
from tests.live.simulated import turns


@pytest.fixture
def kafka(monkeypatch: pytest.MonkeyPatch) -> FakeKafka:
    kafka = FakeKafka(partitions=4, namespace="acme")
    serve(kafka, monkeypatch)
    return kafka


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


def test_a_source_topic_created_anew_is_refused(kafka: FakeKafka) -> None:
    """Its records would be passed over as known, one by one."""

    async def act(house: House) -> None:
        await house.assign(1, 0)
        house.take_order(0, "one")
        await turns(20)
        await house.assign(9)
        kafka.create_anew(ORDERS)
        with pytest.raises(TransferwatchError, match="ends at offset 0, but was judged up to offset 1"):
            await house.assign(10, 0)

    run(kafka, act)


def test_state_that_knows_more_than_was_committed_is_fine(kafka: FakeKafka) -> None:
    async def act(house: House) -> None:
        await house.assign(1, 0)
        house.take_order(0, "one")
        await turns(20)
        kafka.committed.clear()
        await house.assign(9, 0)

    run(kafka, act)
