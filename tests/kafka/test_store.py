"""The recorder on a real Kafka, beside a working worker, killed again and again: the store equals the topics."""

import json
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from detector.decode import Unusable, decode_event
from detector.events import Activity
from store.engine import open_engine
from store.migrations.running import upgrade
from store.recording.offsets import read_positions
from store.tables import events, judgements
from tests.kafka.driving import TRANSFERWATCH, Ground
from tests.kafka.flow import JudgedFlow
from tests.kafka.worker_rig import WorkerRig
from tests.store.dumps import rows
from tests.store.records import activity

KILLS = 8
RATE = 150
"""Events per second that are published meanwhile: so slowly that most of them come between two kills."""


def record(ground: Ground, url: str, *more: str) -> subprocess.Popen[bytes]:
    place = ["--store", url, "--brokers", ground.bootstrap_servers, "--namespace", ground.namespace]
    command = [TRANSFERWATCH, "store", "record", "--kafka", *more, *place]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)


def last_of_keys(found: list[Any]) -> dict[Any, dict[str, Any]]:
    """What a compacted topic holds."""
    last: dict[Any, Any] = {}
    for item in found:
        last[item.key] = None if item.value is None else json.loads(item.value)
    return {key: value for key, value in last.items() if value is not None}


def check_equal(ground: Ground, engine: Engine) -> None:
    """What the store holds is what the output topics hold."""
    said = ground.outputs()
    by_topic = {topic: [item for item in said if item.topic == topic] for topic in {item.topic for item in said}}
    current = last_of_keys(by_topic["transferwatch.assessments.v1"])
    kept = {(row["customer_id"], row["assessment_id"], row["revision"]): row["assessment"]
            for row in rows(engine, judgements.assessment_revisions)}  # fmt: skip
    stands = {(r["customer_id"], r["assessment_id"], r["revision"]) for r in rows(engine, judgements.assessments)}
    wanted = {(item["customer_id"], item["assessment_id"], item["revision"]): item for item in current.values()}
    assert {key: kept[key] for key in stands} == wanted
    entries = Counter(json.loads(item.value)["entry_id"] for item in by_topic["transferwatch.credits.v1"] if item.value)
    assert Counter(row["entry_id"] for row in rows(engine, judgements.credits)) == entries
    letters = by_topic["transferwatch.dead-letters.v1"]
    assert len(rows(engine, judgements.dead_letters)) == len(letters) > 0
    findings = last_of_keys(by_topic["transferwatch.findings.v1"])
    assert {r["finding_id"]: r["finding"] for r in rows(engine, judgements.findings)} == {
        item["finding_id"]: item for item in findings.values()
    }


def wait_until_written(engine: Engine, recorder: subprocess.Popen[bytes], limit_s: float = 60) -> None:
    """Wait until a recorder has written something."""
    before, deadline = read_positions(engine), time.monotonic() + limit_s
    while read_positions(engine) == before:
        assert recorder.poll() is None, recorder.communicate()[1].decode()
        assert time.monotonic() < deadline, "nothing was written"
        time.sleep(0.05)


def test_killed_while_the_worker_works(
    ground: Ground, workers: WorkerRig, flows: Callable[[int, int], JudgedFlow], tmp_path: Path
) -> None:
    flow, random_ = flows(400, 21), random.Random(21)
    url = f"sqlite:///{tmp_path / 'store.db'}"
    engine = open_engine(url, ground.namespace)
    upgrade(engine)
    ground.create_topics()
    workers.start("a")
    publishing = threading.Thread(
        target=ground.publish, args=(flow.flow.folder, "--order", "shuffle", "--rate", str(RATE))
    )
    publishing.start()
    interrupted = 0
    for _ in range(KILLS):
        recorder = record(ground, url)
        wait_until_written(engine, recorder)
        time.sleep(random_.uniform(0.0, 0.6))
        interrupted += publishing.is_alive()
        recorder.kill()
        recorder.communicate()
    assert interrupted > KILLS // 2, "most were killed while there was something to write"
    publishing.join()
    ground.publish_too_late(flow.flow)
    ground.check_equal(flow.result, flow.flow)
    assert record(ground, url, "--once").wait(timeout=120) == 0
    check_equal(ground, engine)
    lines = [
        *(flow.flow.folder / "activities.ndjson").read_bytes().splitlines(),
        *(late for _, late in flow.flow.too_late),
    ]
    kept = {(row["customer_id"], row["event_id"]) for row in rows(engine, events.activities)}
    assert kept == {key for line in lines if (key := usable(line)) is not None}


def usable(line: bytes) -> tuple[str, str] | None:
    """Customer and id of an activity, where it is one."""
    try:
        event = decode_event("crm.activities.v1", line).event
    except Unusable:
        return None
    assert isinstance(event, Activity)
    return event.customer_id, event.event_id


def test_told_to_stop_it_ends_well(ground: Ground, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    engine = open_engine(url, ground.namespace)
    upgrade(engine)
    ground.create_topics()
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "activities.ndjson").write_text(json.dumps(activity()) + "\n", "utf-8")
    ground.publish_here(tmp_path / "events")
    recorder = record(ground, url)
    wait_until_written(engine, recorder)
    recorder.terminate()
    _, said = recorder.communicate(timeout=30)
    assert (recorder.returncode, said) == (0, b"")
    assert [row["event_id"] for row in rows(engine, events.activities)] == ["a1"]
