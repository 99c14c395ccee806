"""The recorder on a real Kafka, beside a working worker, killed again and again: the store equals the topics.

TRANSFERWATCH_STORE_KILLS=50 kills the recorder of each database so often (and takes minutes), TRANSFERWATCH_STORE_SEED
does it at other moments.
"""

import json
import os
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from store.tables import events
from tests.kafka.driving import Ground
from tests.kafka.flow import JudgedFlow
from tests.kafka.scene import sliced
from tests.kafka.store_rig import Recording, check_equal, recordings
from tests.kafka.worker_rig import WorkerRig
from tests.store.dumps import rows
from tests.store.records import activity

KILLS = int(os.environ.get("TRANSFERWATCH_STORE_KILLS", "5"))
"""Of each of the two recorders."""
CUSTOMERS_A_KILL = 60
LONGEST_LIFE_S = 0.8
"""After its first transaction; what is published for one life takes a second, what the worker says of it follows."""
SEED = int(os.environ.get("TRANSFERWATCH_STORE_SEED", "21"))


def kill_soon(recording: Recording, life_s: float) -> None:
    recording.wait_until_written()
    time.sleep(life_s)
    recording.kill()


def test_killed_while_the_worker_works(
    ground: Ground, workers: WorkerRig, flows: Callable[[int, int], JudgedFlow], tmp_path: Path
) -> None:
    flow, random_ = flows(CUSTOMERS_A_KILL * KILLS, SEED), random.Random(SEED)
    ground.create_topics()
    workers.start("a")
    with recordings(ground, tmp_path) as (*both, _), ThreadPoolExecutor() as pool:
        for part in sliced(flow.flow.folder, tmp_path / "slices", KILLS):
            for recording in both:
                recording.start()
            doing = [pool.submit(kill_soon, each, random_.uniform(0.0, LONGEST_LIFE_S)) for each in both]
            doing.append(pool.submit(ground.publish_here, part, "shuffle", within_s=1.0))
            for done in doing:
                done.result()
        ground.publish_too_late(flow.flow)
        ground.check_equal(flow.result, flow.flow, limit_s=600)
        for recording in both:
            recording.read_to_the_end()
            check_equal(ground, recording.engine)


def test_told_to_stop_it_ends_well(ground: Ground, tmp_path: Path) -> None:
    ground.create_topics()
    recording = Recording(ground, f"sqlite:///{tmp_path / 'store.db'}", tmp_path)
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "activities.ndjson").write_text(json.dumps(activity()) + "\n", "utf-8")
    ground.publish_here(tmp_path / "events")
    recording.start()
    recording.wait_until_written()
    assert "1 records written" in recording.stop()
    assert [row["event_id"] for row in rows(recording.engine, events.activities)] == ["a1"]
    recording.close()
