"""A worker that cannot work as it is set up says why in one sentence, ends with code 2, and has touched nothing."""

import re
from pathlib import Path

import pytest

from streams.topics import SPECS, STATE_TOPIC
from tests.cli.running import judged, ripe_folder
from tests.kafka.driving import PARTITIONS, Ground
from tests.kafka.records import create_topic
from tests.kafka.topic_tools import delete_topic, empty_topic, forget_group, recreate_topic
from tests.kafka.worker_rig import Worker, WorkerRig

ACTIVITIES = "crm.activities.v1"


def refusal(worker: Worker, limit_s: float = 120) -> str:
    """Why a worker ended with code 2; it must say so once, in one line, and show no insides."""
    assert worker.wait(limit_s) == 2, worker.log
    assert "Traceback" not in worker.log, worker.log
    said = re.findall(r"\[critical +\] (.*)$", worker.log, re.MULTILINE)
    assert len(said) == 1, worker.log
    return str(said[0])


@pytest.mark.parametrize("processes", ["1", "2"])
def test_the_state_topic_is_missing(ground: Ground, workers: WorkerRig, processes: str) -> None:
    ground.create_topics()
    delete_topic(ground.bootstrap_servers, ground.topic(STATE_TOPIC))
    worker = workers.start("a", "--workers", processes)
    why = rf"{re.escape(ground.topic(STATE_TOPIC))}: is missing; create it with `transferwatch topics create`"
    if processes == "1":
        assert re.search(why, refusal(worker))
    else:  # each of them says it, and the one who started them does not go on trying
        assert worker.wait(120) == 2
        assert re.search(why, worker.log)


def test_a_source_topic_has_another_number_of_partitions(ground: Ground, workers: WorkerRig) -> None:
    name = ground.topic(ACTIVITIES)
    create_topic(ground.bootstrap_servers, name, PARTITIONS - 1)
    ground.create_topics()
    why = refusal(workers.start())
    assert f"{name}: has 3 partitions where other source and internal topics have 4" in why
    assert "create it anew" in why


def test_what_was_judged_is_gone(ground: Ground, workers: WorkerRig, tmp_path: Path) -> None:
    """Without its state a worker would judge half a history; new records at old offsets it would pass over.

    Each is refused and nothing is said; what docs/worker.md tells to do helps.
    """
    events = ripe_folder(tmp_path / "events")
    result = judged(events, tmp_path / "result")
    ground.create_topics()
    ground.publish(events)
    worker = workers.start(session_timeout_s=2, heartbeat_s=0.5)
    ground.check_equal(result)
    assert worker.terminate() == 0
    said = ground.outputs()
    servers, state = ground.bootstrap_servers, ground.topic(STATE_TOPIC)
    lost = r"the state of partition \d knows \S+ up to offset 0, but the group \S+ has committed \d+: .*Rebuilding"

    empty_topic(servers, state)
    assert re.search(lost, refusal(worker.start()))
    recreate_topic(servers, state, PARTITIONS, cleanup_policy="compact")
    assert re.search(lost, refusal(worker.start()))
    assert ground.outputs() == said

    forget_group(servers, ground.group)
    for spec in SPECS:
        if spec.role != "source":
            delete_topic(servers, ground.topic(spec.name))
    ground.create_topics()
    worker.start()
    ground.check_equal(result)
    assert worker.terminate() == 0

    recreate_topic(servers, ground.topic(ACTIVITIES), PARTITIONS)
    gone = rf"{re.escape(ground.topic(ACTIVITIES))} partition \d ends at offset 0, but was judged up to offset \d"
    assert re.search(gone, refusal(worker.start()))
