"""`simulate --publish` on a real broker: what arrives is the world, and the folder holds the truth about it."""

import json
from collections import Counter
from pathlib import Path

import pytest

from detector.events import TOPICS
from simulator.scenario import read_scenario
from simulator.world import simulate
from streams.cluster.keys import partition_of, record_key
from tests.kafka.cluster_tools import House

LOAD = ("--scenario", "load-test", "--customers", "60", "--seed", "3")


@pytest.mark.parametrize("order", [(), ("--set", "delivery.by_arrival=false", "--set", "delivery.late=0",
                                        "--set", "delivery.disorder_minutes=0", "--shuffle")])  # fmt: skip
def test_what_arrives_is_the_world(house: House, tmp_path: Path, order: tuple[str, ...]) -> None:
    told = house.done("simulate", "--publish", "--output", tmp_path / "truth", *LOAD, *order)
    simulate(tmp_path / "world", read_scenario(Path("load-test"), {"customers": 60, "seed": 3, "duplicates": 0}))
    total = 0
    for topic in TOPICS:
        records = house.read(topic.name)
        file = tmp_path / "world" / topic.file
        lines = file.read_bytes().splitlines() if file.exists() else []
        assert {record.value for record in records} == set(lines)
        for record in records:
            assert record.key == record_key(topic.name, record.value or b"")
            assert record.key is not None and record.partition == partition_of(record.key, 3)
        total += len(records)
    facts = json.loads((tmp_path / "truth" / "world.json").read_text())["counts"]
    assert total == facts["events"] + sum(facts["duplicates"].values())
    assert f"{total} events published in " in told
    assert sorted(path.name for path in (tmp_path / "truth").iterdir()) == ["labels.ndjson", "world.json"]
    labels = [(tmp_path / name / "labels.ndjson").read_bytes() for name in ("truth", "world")]
    assert Counter(labels[0].splitlines()) == Counter(labels[1].splitlines())


def test_missing_topics_are_told_before_anything_is_made(bare_house: House, tmp_path: Path) -> None:
    ran = bare_house.run("simulate", "--publish", "--output", tmp_path / "truth", *LOAD)
    assert ran.code == 2
    assert "topics create" in ran.err
    assert list(tmp_path.iterdir()) == []
