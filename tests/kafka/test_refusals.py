"""A worker that cannot work as it is set up says why in one sentence, ends with code 2, and has touched nothing."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.topics import STATE_TOPIC
from tests.cli.running import judged, ripe_folder
from tests.kafka.driving import PARTITIONS, Ground
from tests.kafka.oracle import live_records
from tests.kafka.records import create_topic
from tests.kafka.topic_tools import delete_topic, empty_topic, recreate_topic
from tests.kafka.worker_rig import Worker, WorkerRig

ACTIVITIES = "crm.activities.v1"


def refusal(worker: Worker, limit_s: float = 40) -> str:
    """Why a worker ended with code 2; it must say so once, in one line, and show no insides."""
    assert worker.wait(limit_s) == 2, worker.log
    assert "Traceback" not in worker.log, worker.log
    said = re.findall(r"\[critical +\] (.*)$", worker.log, re.MULTILINE)
    assert len(said) == 1, worker.log
    return str(said[0])


@pytest.fixture
def ripe(ground: Ground, workers: WorkerRig, tmp_path: Path) -> Ground:
    """A namespace in which a worker has judged one customer and was stopped."""
    events = ripe_folder(tmp_path / "events")
    ground.create_topics()
    ground.publish(events)
    worker = workers.start("first")
    ground.check_equal(judged(events, tmp_path / "result"))
    assert worker.terminate() == 0
    return ground


@pytest.mark.parametrize("processes", ["1", "2"])
def test_the_state_topic_is_missing(ground: Ground, workers: WorkerRig, processes: str) -> None:
    ground.create_topics()
    delete_topic(ground.bootstrap_servers, ground.topic(STATE_TOPIC))
    worker = workers.start("a", "--workers", processes)
    why = rf"{re.escape(ground.topic(STATE_TOPIC))}: is missing; create it with `transferwatch topics create`"
    if processes == "1":
        assert re.search(why, refusal(worker))
    else:  # each of them says it, and the one who started them does not go on trying
        assert worker.wait(40) == 2
        assert re.search(why, worker.log)
    ground.create_topics()
    workers.start("b").wait_for("partitions assigned")


def test_no_topics_at_all(ground: Ground, workers: WorkerRig) -> None:
    assert "topics create" in refusal(workers.start())


def test_no_broker_answers(worker_rigs: Callable[..., WorkerRig]) -> None:
    why = refusal(worker_rigs("127.0.0.1:1", "nobody").start())
    assert "no broker answers at 127.0.0.1:1" in why


def test_a_source_topic_has_another_number_of_partitions(ground: Ground, workers: WorkerRig) -> None:
    name = ground.topic(ACTIVITIES)
    create_topic(ground.bootstrap_servers, name, PARTITIONS - 1)
    ground.create_topics()
    why = refusal(workers.start())
    assert f"{name}: has 3 partitions where other source and internal topics have 4" in why
    assert "create it anew" in why


@pytest.mark.parametrize("how", ["emptied", "created anew"])
def test_the_state_topic_lost_its_records(ripe: Ground, workers: WorkerRig, how: str) -> None:
    """Judging on would judge half of each customer's history."""
    before = live_records(ripe.bootstrap_servers, ripe.namespace)
    if how == "emptied":
        empty_topic(ripe.bootstrap_servers, ripe.topic(STATE_TOPIC))
    else:
        recreate_topic(ripe.bootstrap_servers, ripe.topic(STATE_TOPIC), PARTITIONS, cleanup_policy="compact")
    why = refusal(workers.start("second"))
    assert re.search(r"the state of partition \d knows \S+ up to offset 0, but the group \S+ has committed \d+", why)
    assert "reset the group's offsets to the earliest" in why
    assert live_records(ripe.bootstrap_servers, ripe.namespace) == before


def test_a_source_topic_was_created_anew(ripe: Ground, workers: WorkerRig, tmp_path: Path) -> None:
    """What it holds now has offsets of records that were judged: it would be passed over without a word."""
    before = live_records(ripe.bootstrap_servers, ripe.namespace)
    recreate_topic(ripe.bootstrap_servers, ripe.topic(ACTIVITIES), PARTITIONS)
    why = refusal(workers.start("second"))
    assert re.search(rf"{re.escape(ripe.topic(ACTIVITIES))} partition \d ends at offset 0, but .* offset \d", why)
    assert live_records(ripe.bootstrap_servers, ripe.namespace) == before
