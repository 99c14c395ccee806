"""How fast the worker judges a backlog on a real Kafka, beside a bare loop that only fetches and decodes it.

Run `uv run python -m benchmarks.live_throughput` (needs Java 17 and Maven, see docs/kafka-cluster.md); `--events N` for
another size, `--workers N` for more than one, `--scenario load-test` for records by arrival, late and disordered. In
one run, on the same broker and topics: (a) a bare aiokafka loop that decodes each record into its struct with msgspec;
(b) the workers, from their start of judging to the last committed record: decoding strictly, applying, judging, writing
state, outputs and offsets in transactions. The broker shares the processors with both.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

import msgspec
from aiokafka import AIOKafkaConsumer

from detector.events import TOPICS
from simulator.scenario import changed, read_scenario
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.topics import Namespace
from tests.kafka.driving import Ground
from tests.kafka.oracle import metas, wait_until_judged
from tests.kafka.rig import KafkaRig
from tests.kafka.worker_rig import WorkerRig

EVENTS_PER_CUSTOMER = 17.7
READY = "partitions assigned"


async def bare_loop(bootstrap_servers: str, names: Namespace, events: int) -> float:
    """Seconds to fetch and decode everything."""
    decoders = {names.topic(topic.name): msgspec.json.Decoder(topic.event) for topic in TOPICS}
    consumer = AIOKafkaConsumer(
        *decoders, bootstrap_servers=bootstrap_servers, auto_offset_reset="earliest",
        max_partition_fetch_bytes=2 * 1024 * 1024,
    )  # fmt: skip
    await consumer.start()
    started, seen = time.perf_counter(), 0
    while seen < events:
        for place, records in (await consumer.getmany(timeout_ms=1000)).items():
            decode = decoders[place.topic].decode
            for record in records:
                decode(record.value)
            seen += len(records)
    seconds = time.perf_counter() - started
    await consumer.stop()
    return seconds


def judge_backlog(kafka: KafkaRig, namespace: str, workers: int) -> float:
    """Seconds from the first assignment of partitions to the last record's commit."""
    with WorkerRig(kafka.bootstrap_servers, namespace) as rig:
        started = [rig.start(f"w{number}") for number in range(workers)]
        for worker in started:
            worker.wait_for(READY)
        begun = time.perf_counter()
        wait_until_judged(kafka.bootstrap_servers, namespace, limit_s=1800)
        return time.perf_counter() - begun


def _settings(scenario: Path | None) -> WorldSettings:
    return WorldSettings(shuffle=True, duplicates=0.05) if scenario is None else read_scenario(scenario)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--scenario", type=Path, help="what world; a file or a shipped one such as load-test")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, KafkaRig(1) as kafka:
        world = Path(folder) / "world"
        customers = round(asked.events / EVENTS_PER_CUSTOMER)
        simulate(world, changed(_settings(asked.scenario), {"customers": customers}))
        ground = Ground(kafka.bootstrap_servers, "bench")
        ground.create_topics()
        begun = time.perf_counter()
        ground.publish(world)
        published = time.perf_counter() - begun
        events = sum(path.read_bytes().count(b"\n") for path in world.glob("*.ndjson") if path.name != "labels.ndjson")
        bare = asyncio.run(bare_loop(kafka.bootstrap_servers, Namespace("bench"), events))
        live = judge_backlog(kafka, "bench", asked.workers)
        read = sum(sum(meta.read.values()) for meta in metas(kafka.bootstrap_servers, "bench").values())
    print(f"{events:,} events of {customers:,} customers; the workers counted {read:,}")
    print(f"published in {published:.1f} s: {events / published:,.0f} events/s (the command's start included)")
    print(f"bare loop: {events / bare:,.0f} events/s")
    print(
        f"{asked.workers} worker(s), full judgement: {events / live:,.0f} events/s, {bare / live:.2f} of the bare loop"
    )


if __name__ == "__main__":
    main()
