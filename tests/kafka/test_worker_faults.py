"""Workers are killed and paused at random and at the worst moments; what is said in the end is what `replay` says.

Every test is seeded, and says its seed. TRANSFERWATCH_FAULT_ROUNDS repeats each with further seeds.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.kafka.rig import KafkaRig
from tests.kafka.scene import Scene, supervised
from tests.kafka.worker_rig import Worker, WorkerRig

ROUNDS = int(os.environ.get("TRANSFERWATCH_FAULT_ROUNDS", "1"))
SEEDS = range(1, ROUNDS + 1)
READY = "partitions assigned"
CRASHING = (sys.executable, str(Path(__file__).with_name("crashing_worker.py")))


@pytest.mark.parametrize("seed", SEEDS)
def test_kills_under_load(scene: Callable[..., Scene], workers: WorkerRig, seed: int) -> None:
    """Nine kills at random times, two workers."""
    random, stage = Random(seed), scene(seed)
    pair = [workers.start("a"), workers.start("b")]
    stage.start()
    for _ in range(9):
        time.sleep(random.uniform(0.2, 1.5))
        victim = random.choice(pair)
        victim.kill()
        victim.start()
    stage.check()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("moment", "kills"), [("before-send", 2), ("before-commit", 5), ("after-commit", 2)])
def test_kills_within_a_flush(
    scene: Callable[..., Scene],
    kafka: KafkaRig,
    namespace: str,
    worker_rigs: Callable[..., WorkerRig],
    seed: int,
    moment: str,
    kills: int,
) -> None:
    """Kills at this moment of a flush, each proved by the log."""
    random, stage = Random(seed), scene(seed, customers=400, rate=150)
    rig = worker_rigs(kafka.bootstrap_servers, namespace, command=CRASHING)
    stage.start()
    for number in range(kills):
        worker = rig_start(rig, moment, random.randrange(2, 6))
        assert worker.wait(180) == -9
        assert f"CRASH {moment}" in worker.log, number
    rig_start(rig, "never", 1)
    stage.check()


def rig_start(rig: WorkerRig, moment: str, times: int) -> Worker:
    """A worker with a fuse; the arguments stand before those of the worker."""
    return rig.start("a", moment, str(times))


@pytest.mark.parametrize("seed", SEEDS)
def test_kills_during_a_restore(
    scene: Callable[..., Scene], kafka: KafkaRig, namespace: str, worker_rigs: Callable[..., WorkerRig], seed: int
) -> None:
    """Three kills in the middle of reading the state back."""
    random, stage = Random(seed), scene(seed, customers=400, rate=1000)
    rig = worker_rigs(kafka.bootstrap_servers, namespace, command=CRASHING)
    stage.start()
    first = rig_start(rig, "before-commit", 5)
    assert first.wait(180) == -9
    for _ in range(3):
        worker = rig_start(rig, "restore", random.randrange(5, 60))
        assert worker.wait(180) == -9
        assert "CRASH restore" in worker.log
    rig_start(rig, "never", 1)
    stage.check()


@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_a_third_worker_joins(scene: Callable[..., Scene], workers: WorkerRig, seed: int) -> None:
    """Three kills within a second of a third worker's start."""
    random, stage = Random(seed), scene(seed)
    pair = [workers.start("a"), workers.start("b")]
    stage.start()
    for worker in pair:
        worker.wait_for(READY)
    third = workers.start("c")
    for _ in range(3):
        time.sleep(random.uniform(0.3, 1.3) + 1.5)  # a worker takes some 1.5 s to come to the group
        victim = random.choice([*pair, third])
        victim.kill()
        victim.start()
        if third is not victim:
            third.terminate()
            third.start()
    stage.check()


@pytest.mark.parametrize("seed", SEEDS)
def test_pauses_past_the_session(scene: Callable[..., Scene], workers: WorkerRig, seed: int) -> None:
    """Five workers sleep until others own their partitions, wake up, and write nothing stale."""
    random, stage = Random(seed), scene(seed, rate=1000)
    pair = [
        workers.start("a", session_timeout_s=3, heartbeat_s=0.5),
        workers.start("b", session_timeout_s=3, heartbeat_s=0.5),
    ]
    stage.start()
    for worker in pair:
        worker.wait_for(READY)
    for _ in range(5):
        sleeper = random.choice(pair)
        time.sleep(random.uniform(0.1, 0.5))
        sleeper.pause()
        time.sleep(4.5)
        sleeper.resume()
        time.sleep(1.5)
        for worker in pair:
            if not worker.running:
                worker.start()
    for worker in pair:
        if not worker.running:
            worker.start()
    with supervised(pair):
        stage.check()
