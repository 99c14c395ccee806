"""`publish` on a real broker: every line arrives byte for byte, in its partition, in order, or is named."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from detector.events import TOPICS
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.cluster.keys import partition_of, record_key
from streams.lines import read_lines
from streams.topics import SPECS
from tests.kafka.cluster_tools import House

ORDERS = "crm.orders.v1"
LIMIT = {spec.name: spec.max_message_bytes for spec in SPECS}[ORDERS]


@pytest.fixture
def world(tmp_path: Path) -> Path:
    simulate(tmp_path / "world", WorldSettings(customers=60, seed=3))
    return tmp_path / "world"


def by_key(pairs: list[tuple[bytes | None, bytes]]) -> dict[bytes | None, list[bytes]]:
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def file_pairs(folder: Path, topic: str, file: str) -> list[tuple[bytes | None, bytes]]:
    if not (folder / file).exists():
        return []
    return [(record_key(topic, line.value), line.value) for line in read_lines(folder / file)]


@pytest.mark.parametrize("order", ["as-is", "reverse", "shuffle"])
def test_every_line_arrives_in_the_order_of_its_key(house: House, world: Path, order: str) -> None:
    told = house.done("publish", world, "--order", order)
    count = 0
    for topic in TOPICS:
        records = house.read(topic.name)
        assert all(record.key is not None and record.partition == partition_of(record.key, 3) for record in records)
        wanted = by_key(file_pairs(world, topic.name, topic.file))
        assert by_key([(record.key, record.value or b"") for record in records]) == wanted
        if records:
            assert f"{topic.name} {len(records)}" in told
        count += len(records)
    assert f"{count} events published in " in told


def test_lines_without_a_key_arrive_too(house: House, tmp_path: Path) -> None:
    lines = [b'{"customer_id":"c-1"}', b'{"broken', b"\xff\xfe", b'{"customer_id":7}', b" padded "]
    (tmp_path / "orders.ndjson").write_bytes(b"\n".join(lines))
    told = house.done("publish", tmp_path)
    assert "4 of them have no key" in told
    records = house.read(ORDERS)
    assert Counter(record.value for record in records) == Counter(lines)
    assert [record.value for record in records if record.key is None] == lines[1:]


def test_only_what_is_too_big_stays_behind(house: House, tmp_path: Path) -> None:
    """The broker counts a record's overhead, too: exactly its limit is taken, one byte more is not tried."""

    def line(length: int) -> bytes:
        head = b'{"customer_id":"c-1","pad":"'
        return head + b"x" * (length - len(head) - 2) + b'"}'

    lengths = [100, 3 * LIMIT, *range(LIMIT - 85, LIMIT - 70), 17 * 1024 * 1024, 200]
    (tmp_path / "orders.ndjson").write_bytes(b"\n".join(map(line, lengths)))
    ran = house.run("publish", tmp_path)
    assert ran.code == 0
    taken = [len(record.value or b"") for record in house.read(ORDERS)]
    assert taken == [length for length in lengths if length in taken], "in order, and each once"
    assert {100, 200, LIMIT - 85} <= set(taken)
    assert f"warning: {len(lengths) - len(taken)} lines are too big" in ran.err
    assert "orders.ndjson line 2: " in ran.err
    assert f"the topic takes {LIMIT}" in ran.err


def test_only_the_topics_that_are_asked_for(house: House, world: Path) -> None:
    told = house.done("publish", world, "--topics", "orders", "--topics", "crm.people.v1", "--rate", 100_000)
    assert "crm.names.v1" not in told
    assert house.read("crm.names.v1") == []
    assert house.read(ORDERS) != []
    assert house.run("publish", world, "--topics", "decisions").code == 2


def test_missing_topics_are_named(bare_house: House, world: Path) -> None:
    ran = bare_house.run("publish", world)
    assert ran.code == 2
    assert f"Kafka has no topic {bare_house.topic('crm.people.v1')}" in ran.err
    assert ran.err.count("\n") == 1
