"""Brokers are killed, paused and all gone for a while, under load: no worker ends, and nothing is lost or twice.

Every test is seeded, and says its seed. TRANSFERWATCH_FAULT_ROUNDS repeats each with further seeds.
"""

import os
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from kafka import KafkaAdminClient

from streams.cluster.asking import patiently
from streams.live.ending import START_AGAIN
from streams.topics import Namespace
from tests.kafka.driving import PARTITIONS, Ground
from tests.kafka.flow import JudgedFlow
from tests.kafka.rig import KafkaRig
from tests.kafka.scene import Scene, supervised
from tests.kafka.worker_rig import Worker, WorkerRig

SEEDS = range(1, 1 + int(os.environ.get("TRANSFERWATCH_FAULT_ROUNDS", "1")))
READY = "partitions assigned"


@pytest.fixture
def scene(
    kafka3: KafkaRig, namespace: str, tmp_path: Path, flows: Callable[[int, int], JudgedFlow]
) -> Callable[..., Scene]:
    def make(seed: int, refusals: int = 0) -> Scene:
        ground = Ground(kafka3.bootstrap_servers, namespace)
        return Scene(ground, flows(300, seed), tmp_path, rate=75, seed=seed, refusals=refusals)

    return make


@pytest.fixture
def workers(kafka3: KafkaRig, namespace: str, worker_rigs: Callable[..., WorkerRig]) -> WorkerRig:
    """Workers of this test's namespace on the three nodes."""
    return worker_rigs(kafka3.bootstrap_servers, namespace)


def started(workers: WorkerRig) -> list[Worker]:
    """Two workers at work."""
    pair = [workers.start("a"), workers.start("b")]
    for worker in pair:
        worker.wait_for(READY)
    return pair


def still_the_same(pair: list[Worker]) -> None:
    """No worker has ended, and each ends cleanly when told to."""
    assert [worker.name for worker in pair if not worker.running] == []
    assert [worker.terminate() for worker in pair] == [0, 0]


def group_coordinator(kafka: KafkaRig, namespace: str) -> int:
    """The broker that keeps the workers' group and its offsets."""
    return leader_of(kafka, "__consumer_offsets", Namespace(namespace).group)


def transaction_coordinators(kafka: KafkaRig, namespace: str) -> list[int]:
    """The broker that keeps each partition's transactions."""
    group = Namespace(namespace).group
    return [leader_of(kafka, "__transaction_state", f"{group}-{number}") for number in range(PARTITIONS)]


def leader_of(kafka: KafkaRig, topic: str, key: str) -> int:
    """The broker that leads the partition in which Kafka itself keeps a key: Java's hash of the string."""
    hashed = 0
    for letter in key:
        hashed = (31 * hashed + ord(letter)) & 0xFFFFFFFF
    with closing(KafkaAdminClient(bootstrap_servers=kafka.bootstrap_servers)) as admin:
        [found] = patiently(lambda: admin.describe_topics([topic]))
    leaders = {partition["partition_index"]: partition["leader_id"] for partition in found["partitions"]}
    return int(leaders[(hashed & 0x7FFFFFFF) % len(leaders)])


@pytest.mark.parametrize("seed", SEEDS)
def test_each_broker_is_killed_once(
    kafka3: KafkaRig, namespace: str, scene: Callable[..., Scene], workers: WorkerRig, seed: int
) -> None:
    """First the one that keeps the group, then the others: every coordinator and leader has died once."""
    random, stage = Random(seed), scene(seed)
    pair = started(workers)
    stage.start()
    first = group_coordinator(kafka3, namespace)
    others = [number for number in (1, 2, 3) if number != first]
    random.shuffle(others)
    for number in (first, *others):
        time.sleep(random.uniform(0.5, 1.5))
        assert stage.flowing
        kafka3.kill_broker(number)
        time.sleep(random.uniform(1.0, 4.0))
        kafka3.restart_broker(number)
        kafka3.wait_in_sync()
    stage.check()
    still_the_same(pair)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_brokers_are_down_for_fifteen_seconds(
    kafka3: KafkaRig, scene: Callable[..., Scene], workers: WorkerRig, seed: int
) -> None:
    stage = scene(seed, refusals=3)  # a slice that begins while nobody is there is refused
    pair = started(workers)
    stage.start()
    time.sleep(2)
    assert stage.flowing
    with supervised(pair) as codes:
        kafka3.kill_brokers(1, 2, 3)
        time.sleep(15)
        kafka3.restart_brokers(1, 2, 3)
        stage.check()
    # Who was just about to commit may not learn whether it came through, and ends to start again from what is there.
    assert set(codes) <= {START_AGAIN}, codes
    still_the_same(pair)
    for worker in pair:
        assert len(worker.log.splitlines()) < 200, "a log that nobody can read"


@pytest.mark.parametrize("seed", SEEDS)
def test_coordinators_say_nothing_for_some_seconds(
    kafka3: KafkaRig, namespace: str, scene: Callable[..., Scene], workers: WorkerRig, seed: int
) -> None:
    """Paused, not dead: connections stay open, and what was asked is answered late or by somebody else."""
    random, stage = Random(seed), scene(seed)
    pair = started(workers)
    stage.start()
    time.sleep(1)
    for number in {random.choice(transaction_coordinators(kafka3, namespace)), group_coordinator(kafka3, namespace)}:
        assert stage.flowing
        kafka3.pause_broker(number)
        time.sleep(random.uniform(2.0, 5.0))
        kafka3.resume_broker(number)
        kafka3.wait_in_sync()
    stage.check()
    still_the_same(pair)
