"""`status` on a real broker: finds what workers say of their partitions, also behind much else, and lag and owners."""

import asyncio
import json
from typing import Any

from aiokafka import AIOKafkaConsumer

from streams.partition_meta import META_KEY, PartitionMeta, encode_meta
from streams.topics import SOURCE_TOPICS, STATE_TOPIC
from tests.kafka.cluster_tools import House

ORDERS = "crm.orders.v1"


def flush(house: House, partition: int, *, states: int = 3, commit: bool = True, **changed: Any) -> None:
    """What a worker writes: states of customers, and last what it says of the partition."""
    fields: dict[str, Any] = {"worker": "w1", "rules_digest": "digest-1", "read": {ORDERS: 2}, "applied": {ORDERS: 2}}
    meta = encode_meta(PartitionMeta(**{**fields, **changed}))
    records: list[tuple[int, bytes | None, bytes]] = [(partition, b"c%d" % n, b"state") for n in range(states)]
    house.write(STATE_TOPIC, [*records, (partition, META_KEY, meta)], commit=commit)


def found(house: House) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(house.done("status", "--json"))
    return read


def test_without_workers(house: House) -> None:
    told = house.done("status")
    assert "0 workers" in told
    assert "No worker has flushed anything yet." in told


def test_the_last_word_of_each_partition_is_found(house: House) -> None:
    flush(house, 0, orders=1)
    flush(house, 0, orders=2, states=40)
    flush(house, 0, orders=77, states=40, commit=False)
    flush(house, 1, orders=4)
    house.write(STATE_TOPIC, [(1, b"late", b"state")] * 2000, commit=False)
    status = found(house)
    assert {number: meta["orders"] for number, meta in status["partitions"].items()} == {"0": 2, "1": 4}
    assert status["orders"] == 6
    assert status["topics"][ORDERS]["read"] == 4
    assert status["adds_up"] is True
    told = house.done("status")
    assert "6 orders" in told and "digest-1" in told and "dead letters: yes" in told


def test_what_does_not_fit_is_warned_of(house: House) -> None:
    flush(house, 0)
    flush(house, 1, rules_digest="digest-2", applied={ORDERS: 1})
    ran = house.run("status")
    assert ran.code == 0
    assert "judge by different rules" in ran.err
    assert f"partition 1, {ORDERS}: 2 read, but 1 applied" in ran.err
    assert "dead letters: NO" in ran.out


def test_members_and_lag(house: House) -> None:
    house.write(ORDERS, [(0, b"c-1", b"{}"), (1, b"c-2", b"{}")])
    asyncio.run(_read_and_look(house))


async def _read_and_look(house: House) -> None:
    consumer = AIOKafkaConsumer(
        *map(house.topic, SOURCE_TOPICS), bootstrap_servers=house.brokers, group_id=house.topic("transferwatch"),
        group_instance_id="w1", client_id="client", auto_offset_reset="earliest", enable_auto_commit=False,
    )  # fmt: skip
    await consumer.start()
    try:
        before = await asyncio.to_thread(found, house)
        assert before["topics"][ORDERS]["lag"] == 2, "the transaction's markers take offsets, but are no records"
        (member,) = before["members"]
        assert member["name"] == "w1"
        assert member["owns"] == {topic: [0, 1, 2] for topic in SOURCE_TOPICS}
        assert before["warnings"] == []
        while sum([await consumer.position(part) for part in consumer.assignment()]) < 4:
            await consumer.getmany(timeout_ms=200)
        await consumer.commit()
        after = await asyncio.to_thread(found, house)
        assert after["topics"][ORDERS]["lag"] == 0
    finally:
        await consumer.stop()


def test_missing_topics_are_named(bare_house: House) -> None:
    ran = bare_house.run("status")
    assert ran.code == 2
    assert "transferwatch topics create" in ran.err
