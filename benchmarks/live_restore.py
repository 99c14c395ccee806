"""How long a worker takes to read back the state of many customers: seconds from its start to each restored partition.

Run `uv run python -m benchmarks.live_restore` (needs Java 17 and Maven); `--customers N` (200,000). The states are
those of a simulated world, written many times over under other customers' keys, in four partitions. Beside it, in the
same run, a bare loop that fetches the same records and drops them.
"""

import argparse
import asyncio
import itertools
import re
import tempfile
import time
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from detector.events import TOPICS
from detector.facts import CustomerFact
from detector.kept.customer import KeptCustomer
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.cluster.keys import partition_of
from streams.folder import find_files
from streams.intake import Intake, Source
from streams.lines import read_lines
from streams.live.state import CUSTOMER
from streams.live.writer import Record, send_records
from streams.packs import load_pack
from streams.topics import STATE_TOPIC
from tests.kafka.driving import PARTITIONS, Ground
from tests.kafka.rig import KafkaRig
from tests.kafka.worker_rig import WorkerRig


def sample_states(folder: Path, customers: int) -> list[bytes]:
    """States as a worker keeps them, judged once."""
    simulate(folder / "world", WorldSettings(customers=customers))
    loaded = load_pack()
    intake = Intake(loaded.pack.text_rules)
    for topic in TOPICS:
        path = find_files(folder / "world").get(topic.name)
        for line in () if path is None else read_lines(path):
            intake.take(Source(topic.name, topic.file, line.number), line.value)
    people, states = intake.people(), []
    for customer_id, timeline in intake.timelines.items():
        kept = KeptCustomer()
        facts: list[CustomerFact] = [*timeline.changes, *timeline.activities, *timeline.statements, *timeline.decisions]
        for fact in facts:
            kept.apply(fact, loaded.pack)
        kept.judge(customer_id, people, loaded.pack, loaded.catalog)
        states.append(kept.encode())
    return states


async def write_states(bootstrap_servers: str, topic: str, states: list[bytes], customers: int) -> int:
    """Write `customers` states; how many bytes."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap_servers, acks="all", max_batch_size=1024 * 1024)
    await producer.start()
    written = 0
    numbered = enumerate(itertools.islice(itertools.cycle(states), customers))
    while chunk := list(itertools.islice(numbered, 10_000)):
        records = []
        for number, state in chunk:
            customer = f"C{number:07d}".encode()
            records.append(Record(topic, partition_of(customer, PARTITIONS), CUSTOMER + customer, state))
            written += len(state)
        await send_records(producer, records)
    await producer.stop()
    return written


async def bare_loop(bootstrap_servers: str, topic: str, records: int) -> float:
    """Seconds to fetch everything."""
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap_servers, auto_offset_reset="earliest",
        max_partition_fetch_bytes=8 * 1024 * 1024,
    )  # fmt: skip
    await consumer.start()
    started, seen = time.perf_counter(), 0
    while seen < records:
        seen += sum(len(found) for found in (await consumer.getmany(timeout_ms=1000)).values())
    seconds = time.perf_counter() - started
    await consumer.stop()
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=200_000)
    customers = parser.parse_args().customers
    with tempfile.TemporaryDirectory() as folder, KafkaRig(1) as kafka:
        ground = Ground(kafka.bootstrap_servers, "bench")
        ground.create_topics()
        topic = f"bench.{STATE_TOPIC}"
        states = sample_states(Path(folder), 2000)
        written = asyncio.run(write_states(kafka.bootstrap_servers, topic, states, customers))
        bare = asyncio.run(bare_loop(kafka.bootstrap_servers, topic, customers))
        with WorkerRig(kafka.bootstrap_servers, "bench") as rig:
            started = time.perf_counter()
            worker = rig.start("w1")
            worker.wait_for("partitions assigned", 300)
            whole = time.perf_counter() - started
            lines = re.findall(r"customers=(\d+) .*seconds=([\d.]+)", worker.log)
    assert sum(int(count) for count, _ in lines) == customers
    print(f"{customers:,} customers, {written / 1e6:.0f} MB of state ({written / customers:.0f} bytes each)")
    print(f"bare loop over them: {bare:.1f} s")
    print(f"restored, four partitions beside each other: {max(float(seconds) for _, seconds in lines):.1f} s")
    print(f"from the start of the process to judging: {whole:.1f} s")


if __name__ == "__main__":
    main()
