"""`replay` as a whole: the same result however the work is divided, every line accounted for, clear errors."""

import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from detector.errors import InputError, UsageError
from detector.events import TOPICS
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams import buckets
from streams.replay import Summary, judge_events, replay_folder
from tests.contract.story import story, write

OUTPUTS = ("assessments", "alerts", "credits", "findings", "dead-letters")
ORDER = {"event_id": "o1", "occurred_at": "2026-03-10T10:00:00Z", "order_id": "A", "customer_id": "c-1"}
ORDER |= {"seller_id": "mei", "amount": "12800.00", "currency": "CNY", "status": "won"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated firm of 120 customers."""
    folder = tmp_path_factory.mktemp("world") / "events"
    simulate(folder, WorldSettings(customers=120, seed=77))
    return folder


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks and buckets so small that the world needs several."""
    monkeypatch.setattr(buckets, "CHUNK_BYTES", 100_000)
    monkeypatch.setattr(buckets, "BUCKET_BYTES", 80_000)


def read(result: Path) -> dict[str, bytes]:
    return {name: (result / f"{name}.ndjson").read_bytes() for name in OUTPUTS}


def rows(result: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (result / f"{name}.ndjson").read_bytes().splitlines()]


def in_any_order(result: Path) -> dict[str, list[bytes]]:
    return {name: sorted(content.splitlines()) for name, content in read(result).items()}


def counts_of(summary: Summary) -> dict[str, dict[str, int]]:
    return {name: getattr(summary, name) for name in ("read", "applied", "duplicates", "dead_letters")}


def write_lines(folder: Path, **files: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.ndjson").write_bytes(content)
    return folder


def test_several_processes_write_the_same_bytes(world: Path, tmp_path: Path, small_parts: None) -> None:
    chunks = buckets.plan_chunks({topic.name: world / topic.file for topic in TOPICS if (world / topic.file).exists()})
    assert len(chunks) > 4 and buckets.bucket_count(chunks) > 4, "the world must need several"
    one = replay_folder(world, tmp_path / "one", processes=1)
    three = replay_folder(world, tmp_path / "three", processes=3)
    assert read(tmp_path / "one") == read(tmp_path / "three")
    assert one.outcomes == three.outcomes and one.orders == three.orders > 100
    assert counts_of(one) == counts_of(three)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "three"]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == sorted(
        ["summary.json", *(f"{name}.ndjson" for name in OUTPUTS)]
    )


def test_buckets_change_nothing_but_the_order_of_lines(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = replay_folder(world, tmp_path / "whole")
    monkeypatch.setattr(buckets, "CHUNK_BYTES", 50_001)
    monkeypatch.setattr(buckets, "BUCKET_BYTES", 30_000)
    parts = replay_folder(world, tmp_path / "parts")
    assert in_any_order(tmp_path / "whole") == in_any_order(tmp_path / "parts")
    assert counts_of(whole) == counts_of(parts)
    assert whole.held_orders == parts.held_orders > 0


def test_shuffled_with_duplicates_gives_the_same_result(world: Path, tmp_path: Path, small_parts: None) -> None:
    choice = random.Random(5)
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    copies = {}
    for topic in TOPICS:
        lines = (world / topic.file).read_bytes().splitlines() if (world / topic.file).exists() else []
        again = choice.sample(lines, len(lines) // 20)
        copies[topic.name] = len(again)
        both = lines + again
        choice.shuffle(both)
        (mixed / topic.file).write_bytes(b"".join(line + b"\n" for line in both))
    plain = replay_folder(world, tmp_path / "plain")
    summary = replay_folder(mixed, tmp_path / "result", processes=2)
    assert in_any_order(tmp_path / "plain") == in_any_order(tmp_path / "result")
    assert read(tmp_path / "plain")["findings"] == read(tmp_path / "result")["findings"]
    assert summary.duplicates == {"total": sum(copies.values()), **copies}
    assert summary.applied == plain.applied and summary.dead_letters == plain.dead_letters
    assert summary.read["total"] > 1500 and sum(copies.values()) > 75
    for topic_name, read_lines in summary.read.items():
        parts = (summary.applied, summary.duplicates, summary.dead_letters)
        assert sum(part[topic_name] for part in parts) == read_lines, topic_name


def test_dead_letters_name_their_lines_across_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines, bad = [], {}
    for number in range(1, 301):
        if number % 7 == 0:
            lines.append(b"\r" if number % 2 else b"")
        elif number % 10 == 3:
            lines.append(b"garbage %d" % number)
            bad[number] = lines[-1]
        else:
            order = ORDER | {"event_id": f"o{number}", "customer_id": f"c-{number % 17}", "order_id": f"A{number}"}
            lines.append(json.dumps(order).encode())
    content = b"\xef\xbb\xbf" + b"\n".join(lines)
    events = write_lines(tmp_path / "events", orders=content)
    for chunk_bytes, bucket_bytes in ((1 << 25, 1 << 25), (1000, 3000), (333, 700)):
        monkeypatch.setattr(buckets, "CHUNK_BYTES", chunk_bytes)
        monkeypatch.setattr(buckets, "BUCKET_BYTES", bucket_bytes)
        summary = replay_folder(events, tmp_path / "out")
        letters = rows(tmp_path / "out", "dead-letters")
        assert {letter["line"] for letter in letters} == set(bad)
        assert {letter["file"] for letter in letters} == {"orders.ndjson"}
        assert summary.dead_letters["total"] == len(bad)
        assert summary.read["total"] == sum(1 for line in lines if line.strip())


def test_missing_and_empty_files_are_empty_topics(tmp_path: Path) -> None:
    order = json.dumps(ORDER).encode()
    alone = replay_folder(write_lines(tmp_path / "alone", orders=order), tmp_path / "a")
    beside = write_lines(tmp_path / "beside", orders=b"\xef\xbb\xbf" + order + b"\r\n", people=b"", activities=b"\n\n")
    assert counts_of(alone) == counts_of(replay_folder(beside, tmp_path / "b"))
    assert read(tmp_path / "a") == read(tmp_path / "b")
    assert len(rows(tmp_path / "a", "assessments")) == 1
    empty = replay_folder(write_lines(tmp_path / "empty", orders=b""), tmp_path / "c")
    assert empty.read["total"] == empty.orders == 0
    assert json.loads((tmp_path / "c" / "summary.json").read_bytes())["events_per_second"] == 0


def test_half_a_pair_in_an_unknown_field_is_no_fault(tmp_path: Path, small_parts: None) -> None:
    line = json.dumps(ORDER).encode().replace(b'"status"', b'"nickname": "\\ud83d", "status"')
    summary = replay_folder(write_lines(tmp_path / "events", orders=line), tmp_path / "out")
    assert summary.applied["total"] == summary.orders == 1


def test_an_order_under_two_customers_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [("A", "c-1"), ("B", "c-1"), ("A", "c-2"), ("C", "c-3"), ("A", "c-9")]
    orders = [ORDER | {"event_id": f"o{n}", "order_id": o, "customer_id": c} for n, (o, c) in enumerate(pairs)]
    events = write_lines(tmp_path / "events", orders=b"\n".join(json.dumps(order).encode() for order in orders))
    monkeypatch.setattr(buckets, "BUCKET_BYTES", 100)
    summary = replay_folder(events, tmp_path / "out")
    finding, *others = rows(tmp_path / "out", "findings")
    assert others == [], "nobody is known to sell, so there is no rate"
    assert (finding["kind"], finding["subject"], finding["n"]) == ("order_customer_conflict", "A", 3)
    assert finding["params"] == {"order_id": "A", "customers": "c-1, c-2, c-9"}
    assert summary.order_customer_conflicts == 1
    assert summary.orders == 5, "each pair is judged as an order of its own"


def test_a_void_decision_is_noticed_once_outside_the_counts(tmp_path: Path, small_parts: None) -> None:
    history = """
    2026-01-05 09:00 | owner — → lin by gao
    2026-03-10 10:00 | order A seller lin 100.00 CNY new
    2026-03-11 10:00 | release A by gao amount 100.00 shares lin 1
    """
    events = write(story(history), tmp_path / "events")
    release = (events / "decisions.ndjson").read_bytes().replace(b'"100.00"', b'"100.001"')
    (events / "decisions.ndjson").write_bytes(release * 2)
    summary = replay_folder(events, tmp_path / "out")
    letters = rows(tmp_path / "out", "dead-letters")
    assert [letter["reason_code"] for letter in letters] == ["void_decision"]
    assert summary.dead_letters["total"] == 0
    decisions = "transferwatch.decisions.v1"
    assert (summary.read[decisions], summary.applied[decisions], summary.duplicates[decisions]) == (2, 1, 1)


def test_in_memory_is_the_same_judgement(world: Path, tmp_path: Path) -> None:
    lines = {topic.file: (world / topic.file).read_bytes().splitlines() for topic in TOPICS[:6]}
    found = judge_events(lines)
    replay_folder(world, tmp_path / "out")
    ids = [assessment.assessment_id for customer in found.customers for assessment in customer.assessments]
    assert ids == [row["assessment_id"] for row in rows(tmp_path / "out", "assessments")]
    assert b"".join(msgspec.json.encode(item) + b"\n" for item in found.findings) == read(tmp_path / "out")["findings"]


def test_wrong_folders_are_named(world: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of the files"):
        replay_folder(tmp_path, tmp_path / "out")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "1.jpg").touch()
    with pytest.raises(UsageError, match="holds no earlier result"):
        replay_folder(world, tmp_path / "photos")
    with pytest.raises(UsageError, match="folder that is read"):
        replay_folder(world, world)
    assert (world / "orders.ndjson").exists()


@pytest.mark.parametrize("output", ["/proc/result", "/dev/null/result"])
def test_a_place_that_cannot_be_written_is_named(output: str, world: Path) -> None:
    with pytest.raises(InputError, match=f"into {output} failed: .*nothing was written"):
        replay_folder(world, Path(output))
