"""What people do to a system that works: watch it, stop workers, start more or fewer, give them other rules."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streams.pack_files import SHIPPED
from streams.replay import replay_folder
from tests.kafka.driving import Ground
from tests.kafka.flow import JudgedFlow
from tests.kafka.scene import Scene
from tests.kafka.worker_rig import WorkerRig

READY = "partitions assigned"
COUNTS = ("read", "applied", "duplicates", "dead_letters")


def test_status_during_and_after(ground: Ground, scene: Callable[..., Scene], workers: WorkerRig) -> None:
    stage = scene(seed=3, customers=300, rate=200)
    for name in ("a", "b"):
        workers.start(name).wait_for(READY)
    assert sorted(set(ground.wait_for_owners("a", "b").values())) == ["a", "b"]
    stage.start()
    seen: list[dict[str, Any]] = []
    while len(seen) < 4:
        assert stage.flowing
        seen.append(ground.status())
        assert (seen[-1]["adds_up"], seen[-1]["warnings"], seen[-1]["group_state"]) == (True, [], "Stable")
        assert [member["name"] for member in seen[-1]["members"]] == ["a", "b"]
        for topic, counts in seen[-1]["topics"].items():
            assert counts["read"] == counts["applied"] + counts["duplicates"] + counts["dead_letters"], topic
            assert counts["lag"] >= 0, topic
    read = [sum(counts["read"] for counts in status["topics"].values()) for status in seen]
    assert read == sorted(read)
    assert read[0] < read[-1]

    stage.check()
    last, summary = ground.status(), json.loads((stage.result / "summary.json").read_text("utf-8"))
    late = len(stage.flow.too_late)
    expected = {name: dict(summary[name]) for name in COUNTS}
    for name in ("read", "dead_letters"):
        expected[name]["crm.activities.v1"] += late
    for topic, counts in last["topics"].items():
        assert counts["lag"] == 0, topic
        if topic in expected["read"]:
            assert {name: counts[name] for name in COUNTS} == {name: expected[name][topic] for name in COUNTS}, topic
    assert last["dead_letter_reasons"]["too_late"] == late
    assert sum(last["dead_letter_reasons"].values()) == summary["dead_letters"]["total"] + late
    for name in ("orders", "held_orders"):
        assert last[name] == summary[name], name
    assert {name: count for name, count in last["outcomes"].items() if count} == summary["outcomes"]
    assert (last["owed"], last["adds_up"], last["warnings"]) == (0, True, [])
    assert {meta["rules_digest"] for meta in last["partitions"].values()} == {summary["rules_digest"]}
    told = ground.run("status")
    assert f"{summary['orders']} orders: " in told
    assert f"{summary['held_orders']} with held credit" in told
    assert "read = applied + duplicates + dead letters: yes" in told


def test_clean_stops_under_load(scene: Callable[..., Scene], workers: WorkerRig) -> None:
    """Told to stop, a worker flushes and ends with 0 within the ten seconds that it has; else it would end with 3."""
    stage = scene(seed=4, customers=300, rate=100)
    pair = [workers.start("a"), workers.start("b")]
    stage.start()
    for worker in (*pair, *pair):
        worker.wait_for(READY)
        time.sleep(0.5)
        assert stage.flowing
        assert worker.terminate(12) == 0
        assert "stopping" in worker.log
        worker.start()
    stage.check()
    assert [worker.terminate(12) for worker in pair] == [0, 0]


def test_one_three_two_workers(ground: Ground, scene: Callable[..., Scene], workers: WorkerRig) -> None:
    """Partitions change hands without any fault; whoever has them goes on where the other stopped."""
    ground.create_topics(partitions=6)  # of four, Faust would give two each to two of them
    stage = scene(seed=5, customers=300, rate=100)
    workers.start("a").wait_for(READY)
    stage.start()
    ground.wait_for_owners("a", of=6)
    for name in ("b", "c"):
        workers.start(name)
    ground.wait_for_owners("a", "b", "c", of=6)
    assert stage.flowing
    first = workers.workers[0]
    assert first.terminate(12) == 0
    assert stage.flowing
    ground.wait_for_owners("b", "c", of=6)
    stage.check()
    assert [worker.terminate(12) for worker in workers.workers[1:]] == [0, 0]


def test_other_rules_judge_everything_again(
    ground: Ground, workers: WorkerRig, flows: Callable[[int, int], JudgedFlow], tmp_path: Path
) -> None:
    """A worker that comes with another rules digest says of all customers what a replay with those rules says."""
    flow, result = flows(300, 1)
    ground.create_topics()
    first = workers.start("a")
    ground.publish_here(flow.folder, "shuffle")
    ground.publish_too_late(flow)
    ground.check_equal(result, flow)
    assert first.terminate() == 0

    rules = tmp_path / "rules"
    shutil.copytree(SHIPPED, rules, ignore=shutil.ignore_patterns("__pycache__", "*.lock"))
    change(rules / "plans" / "transferred-customer.yml", 'assistant_share: "0.20"', 'assistant_share: "0.30"')
    change(rules / "no_reason.yml", "points: {value: 1,", "points: {value: 15,")
    summary = replay_folder(flow.folder, tmp_path / "other", rules_dir=rules)
    assert summary.rules_digest != json.loads((result / "summary.json").read_text("utf-8"))["rules_digest"]
    second = workers.start("b", rules_dir=rules)
    ground.wait_for_rules(summary.rules_digest)
    ground.check_equal(tmp_path / "other", flow)
    assert ground.status()["warnings"] == []
    assert second.terminate() == 0


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text, f"{file.name} does not say {old!r} any more: change this test"
    file.write_text(text.replace(old, new), "utf-8")
