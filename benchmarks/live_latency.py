"""How long it takes from an order's record to its alert, at a steady rate of events, also across a killed worker.

Run `uv run python -m benchmarks.live_latency` (needs Java 17 and Maven); `--rate` (1,000 events/s), `--seconds` (60).
Two workers with standard settings. Customers who were handed over ripe are prepared before; then, at the rate, orders
of theirs (one event in fifty) come among activities of others. The clock runs from the moment at which the order is
handed to the producer to the moment at which a read_committed consumer in this process has its alert. Half-way a worker
is killed (-9) and started again at once, as the supervisor would. Peer in the same run: records that go through Kafka
alone, written in transactions of their own by an aiokafka producer and read with read_committed.
"""

import argparse
import asyncio
import itertools
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from streams.cluster.keys import partition_of
from tests.kafka.driving import PARTITIONS, Ground
from tests.kafka.oracle import wait_until_judged
from tests.kafka.rig import KafkaRig
from tests.kafka.worker_rig import Worker, WorkerRig

ORDER_EVERY = 50
NOW = datetime.now(UTC).replace(microsecond=0)
Sent = tuple[str, str, dict[str, Any]]


def _at(**ago: float) -> str:
    return (NOW - timedelta(**ago)).isoformat()


def people() -> Iterator[Sent]:
    """A seller, an assistant, a manager."""
    for person, role in (("lin", "sales"), ("mei", "assistant"), ("gao", "manager")):
        yield "crm.people.v1", person, {
            "event_id": f"p-{person}", "occurred_at": _at(days=400), "person_id": person, "role": role,
            "team_id": "north", "status": "active", "effective_from": _at(days=400),
        }  # fmt: skip


def ripe_customer(number: int) -> Iterator[Sent]:
    """Three weeks of work by the seller, then the customer goes to the assistant."""
    customer = f"R{number:06d}"
    change = {"event_id": f"{customer}-own", "customer_id": customer, "changed_by": "lin"}
    yield "crm.ownership-changes.v1", customer, {**change, "occurred_at": _at(days=40), "new_owner_id": "lin"}
    for day in range(8):
        yield "crm.activities.v1", customer, {
            "event_id": f"{customer}-a{day}", "customer_id": customer, "actor_id": "lin", "activity_type": "meeting",
            "occurred_at": _at(days=30 - 3 * day), "duration_seconds": 3600,
            "content": f"Went through part {day} of the offer with their head of purchasing, {number}",
        }  # fmt: skip
    yield "crm.ownership-changes.v1", customer, {
        **change, "event_id": f"{customer}-hop", "occurred_at": _at(days=2), "previous_owner_id": "lin",
        "new_owner_id": "mei",
    }  # fmt: skip


def order(number: int) -> Sent:
    """The order that makes the handover suspicious."""
    customer = f"R{number:06d}"
    return "crm.orders.v1", customer, {
        "event_id": f"{customer}-o", "customer_id": customer, "order_id": f"O-{customer}", "seller_id": "mei",
        "occurred_at": _at(hours=1), "amount": "12800.00", "currency": "CNY", "status": "won",
    }  # fmt: skip


def filler(number: int) -> Sent:
    """An activity of some other customer."""
    customer = f"F{number % 5000:06d}"
    return "crm.activities.v1", customer, {
        "event_id": f"f{number}", "customer_id": customer, "actor_id": "lin", "activity_type": "call",
        "occurred_at": _at(minutes=number % 5000), "duration_seconds": 300, "content": f"Called about item {number}",
    }  # fmt: skip


class Clock:
    """When each order was sent, and when its alert was there."""

    def __init__(self) -> None:
        self.sent: dict[str, float] = {}
        self.seen: dict[str, float] = {}

    async def watch(self, consumer: AIOKafkaConsumer) -> None:
        """Note the alerts, for good."""
        async for record in consumer:
            customer = json.loads(record.value)["customer_id"]
            self.seen.setdefault(customer, time.perf_counter())

    def delays_ms(self, since: float, until: float) -> list[float]:
        """Sorted delays of the orders sent within a span of time; an alert that never came raises KeyError."""
        return sorted(
            1000 * (self.seen[customer] - sent) for customer, sent in self.sent.items() if since <= sent < until
        )


async def send(producer: AIOKafkaProducer, namespace: str, event: Sent) -> None:
    """Hand one event to the producer."""
    topic, key, body = event
    await producer.send(
        f"{namespace}.{topic}", json.dumps(body).encode(), key=key.encode(),
        partition=partition_of(key.encode(), PARTITIONS),
    )  # fmt: skip


async def feed(producer: AIOKafkaProducer, clock: Clock, rate: int, seconds: float, half_way: Any) -> float:
    """Send at the rate; when it was half-way (perf_counter)."""
    started, killed = time.perf_counter(), 0.0
    orders = itertools.count()
    for number in range(int(rate * seconds)):
        due = started + number / rate
        if due > time.perf_counter():
            await asyncio.sleep(due - time.perf_counter())
        if not killed and number > rate * seconds / 2:
            killed = time.perf_counter()
            half_way()
        if number % ORDER_EVERY == 0:
            event = order(next(orders))
            clock.sent[event[1]] = time.perf_counter()
            await send(producer, "bench", event)
        else:
            await send(producer, "bench", filler(number))
    await producer.flush()
    return killed


async def kafka_alone(bootstrap_servers: str, rounds: int = 200) -> list[float]:
    """Delays of records written in a transaction each and read with read_committed, in ms."""
    topic = "bench.transferwatch.findings.v1"
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap_servers, transactional_id="peer")
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=bootstrap_servers, isolation_level="read_committed")
    await producer.start()
    await consumer.start()
    delays = []
    for number in range(rounds):
        sent = time.perf_counter()
        async with producer.transaction():
            await producer.send(topic, b"{}", key=str(number).encode())
        await consumer.getone()
        delays.append(1000 * (time.perf_counter() - sent))
    await producer.stop()
    await consumer.stop()
    return sorted(delays)


async def measure(kafka: KafkaRig, ground: Ground, workers: list[Worker], rate: int, seconds: float) -> None:
    """Prepare, feed, print."""
    alone = await kafka_alone(kafka.bootstrap_servers)
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap_servers, acks="all", linger_ms=0)
    consumer = AIOKafkaConsumer(
        "bench.transferwatch.alerts.v1", bootstrap_servers=kafka.bootstrap_servers, isolation_level="read_committed"
    )
    await producer.start()
    for event in people():
        await send(producer, "bench", event)
    for number in range(int(rate * seconds) // ORDER_EVERY + 1):
        for event in ripe_customer(number):
            await send(producer, "bench", event)
    await producer.flush()
    await asyncio.to_thread(wait_until_judged, kafka.bootstrap_servers, "bench")
    await consumer.start()
    await consumer.seek_to_end()
    clock = Clock()
    watching = asyncio.create_task(clock.watch(consumer))

    def half_way() -> None:
        workers[0].kill()
        workers[0].start()

    begun = time.perf_counter()
    killed = await feed(producer, clock, rate, seconds, half_way)
    while len(clock.seen.keys() & clock.sent.keys()) < len(clock.sent):
        await asyncio.sleep(0.1)
    watching.cancel()
    await producer.stop()
    await consumer.stop()
    tell("a transaction through Kafka alone", alone)
    tell("order to alert, before the kill", clock.delays_ms(begun + 2, killed))
    tell("order to alert, from the kill on", clock.delays_ms(killed, float("inf")))
    tell("order to alert, whole run", clock.delays_ms(begun, float("inf")))


def tell(what: str, delays: list[float]) -> None:
    """One line of figures."""
    p50, p99 = delays[len(delays) // 2], delays[min(len(delays) - 1, len(delays) * 99 // 100)]
    print(f"{what}: n {len(delays)}, p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {delays[-1]:.0f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    with KafkaRig(1) as kafka, WorkerRig(kafka.bootstrap_servers, "bench") as rig:
        ground = Ground(kafka.bootstrap_servers, "bench")
        ground.create_topics()
        workers = [rig.start("a"), rig.start("b")]
        for worker in workers:
            worker.wait_for("partitions assigned")
        asyncio.run(measure(kafka, ground, workers, asked.rate, asked.seconds))


if __name__ == "__main__":
    main()
