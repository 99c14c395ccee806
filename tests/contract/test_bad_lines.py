"""100,000 lines drawn from the hand-written table, scattered among good ones: each ends exactly as the table says."""

import base64
import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.contract.ledger import Result, judge_folder
from tests.contract.lines_raw import all_rows
from tests.contract.lines_table import Row
from tests.contract.story import FILES, Events, story
from tests.contract.test_credit_histories import HISTORIES

LINES = 100_000
SEED = 20260312
ROWS = all_rows()
TOPIC_NAMES = {
    "ownership": "crm.ownership-changes.v1",
    "activities": "crm.activities.v1",
    "orders": "crm.orders.v1",
    "people": "crm.people.v1",
    "names": "crm.names.v1",
    "quotas": "crm.quotas.v1",
    "decisions": "transferwatch.decisions.v1",
}
Line = tuple[bytes, str, str]


def good_events() -> Events:
    """The histories of docs/credit.md without changes of people, each a customer of its own."""
    told = [lines for lines, _ in HISTORIES.values() if not any("| person" in line for line in lines)]
    events = {topic: list[Any]() for topic in FILES}
    events["people"] = story("")["people"]
    for number, lines in enumerate(told):
        for topic, rows in story(lines, f"g-{number}").items():
            if topic != "people":
                events[topic] += [_renamed(row, number) for row in rows]
    return events


def _renamed(row: dict[str, Any], number: int) -> dict[str, Any]:
    """The event with ids that no other history has: outputs are keyed by them without the customer."""
    return {
        **row,
        **{name: f"{row[name]}-{number}" for name in ("order_id", "event_id", "transfer_event_id") if name in row},
    }


@dataclass
class Mixture:
    """The lines of each topic's file in order: bytes, verdict, and the row they come from (`good` for good ones)."""

    files: dict[str, list[Line]] = field(repr=False)

    def expected(self, topic: str, *verdicts: str) -> list[int]:
        """Numbers of the lines (from 1) with one of the verdicts."""
        return [number for number, line in enumerate(self.files[topic], 1) if line[1] in verdicts]


def mixture() -> Mixture:
    """Every row of the table at least once, about LINES lines in all, shuffled among the good ones."""
    choice = random.Random(SEED)
    events = good_events()
    customers = len({row["customer_id"] for row in events["orders"]})
    often = [row for row in ROWS if not row.once]
    drawn = list(ROWS)
    records = sum(_records(row) for row in drawn)
    while records < LINES:
        drawn += choice.sample(often, k=len(often))
        records += sum(map(_records, often))
    groups: dict[str, list[list[Line]]] = defaultdict(list)
    for number, row in enumerate(drawn):
        names = ((b"@N@", str(number).encode()), (b"@G@", str(choice.randrange(customers)).encode()))
        lines = [(_filled(line, names), verdict, f"{row.topic}: {row.name}") for line, verdict in row.lines]
        groups[row.topic].append(lines)
    for topic, rows in events.items():
        groups[topic] += [[(json.dumps(row, ensure_ascii=False).encode(), "applied", "good")] for row in rows]
    return Mixture({topic: _shuffled(found, choice) for topic, found in groups.items()})


def _records(row: Row) -> int:
    return sum(verdict != "blank" for _, verdict in row.lines)


def _filled(line: bytes, names: tuple[tuple[bytes, bytes], ...]) -> bytes:
    for mark, value in names:
        line = line.replace(mark, value)
    return line


def _shuffled(groups: list[list[Line]], choice: random.Random) -> list[Line]:
    """All lines in a random order that keeps the order within each group."""
    slots = [number for number, lines in enumerate(groups) for _ in lines]
    choice.shuffle(slots)
    waiting = [iter(lines) for lines in groups]
    return [next(waiting[number]) for number in slots]


@dataclass
class Run:
    folder: Path
    mixed: Mixture
    result: Result = field(repr=False)
    clean: Result = field(repr=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("lines")
    mixed = mixture()
    for name in ("mixed", "clean"):
        (folder / name).mkdir()
        for topic, lines in mixed.files.items():
            kept = [line for line in lines if name == "mixed" or line[2] == "good"]
            (folder / name / FILES[topic]).write_bytes(b"\n".join(line[0] for line in kept))
    return Run(folder, mixed, judge_folder(folder / "mixed"), judge_folder(folder / "clean"))


def dead(run: Run, topic: str) -> dict[int, dict[str, Any]]:
    """Line number → dead letter of one topic's file; the notices of void decisions are left out."""
    void = set(run.mixed.expected(topic, "void"))
    found: dict[int, dict[str, Any]] = {}
    for row in run.result.rows["dead-letters"]:
        if Path(row["file"]).name == FILES[topic] and row["line"] not in void:
            assert row["line"] not in found, f"two dead letters for one line: {row['message']}"
            found[row["line"]] = row
    return found


def test_the_table_is_a_table() -> None:
    assert len({(row.topic, row.name) for row in ROWS}) == len(ROWS), "two rows of the same name"
    verdicts = Counter(verdict for row in ROWS for _, verdict in row.lines)
    assert set(verdicts) == {"applied", "duplicate", "dead_letter", "void", "blank"}
    assert verdicts["dead_letter"] > 1000
    assert verdicts["applied"] > 300


def test_at_least_100_000_lines_were_drawn(run: Run) -> None:
    drawn = [line for lines in run.mixed.files.values() for line in lines if line[2] != "good" and line[1] != "blank"]
    assert len(drawn) >= LINES


@pytest.mark.parametrize("topic", FILES)
def test_each_line_ends_as_the_table_says(run: Run, topic: str) -> None:
    names = {number: line[2] for number, line in enumerate(run.mixed.files[topic], 1)}
    expected, found = set(run.mixed.expected(topic, "dead_letter")), dead(run, topic)
    too_strict = {names[number]: found[number]["reason_code"] for number in set(found) - expected}
    too_lenient = {names[number] for number in expected - set(found)}
    assert not too_strict, f"good by the table, dead letters in fact: {too_strict}"
    assert not too_lenient, f"bad by the table, accepted in fact: {sorted(too_lenient)}"


@pytest.mark.parametrize("topic", FILES)
def test_the_counts_are_those_of_the_table(run: Run, topic: str) -> None:
    expected = {
        "read": run.mixed.expected(topic, "applied", "void", "duplicate", "dead_letter"),
        "applied": run.mixed.expected(topic, "applied", "void"),
        "duplicates": run.mixed.expected(topic, "duplicate"),
        "dead_letters": run.mixed.expected(topic, "dead_letter"),
    }
    counts = {name: run.result.summary[name][TOPIC_NAMES[topic]] for name in expected}
    assert counts == {name: len(lines) for name, lines in expected.items()}


def test_nothing_is_lost(run: Run) -> None:
    summary = run.result.summary
    for name in ("read", "applied", "duplicates", "dead_letters"):
        by_topic = [count for topic, count in summary[name].items() if topic != "total"]
        assert summary[name]["total"] == sum(by_topic)
    parts = (summary[name]["total"] for name in ("applied", "duplicates", "dead_letters"))
    assert sum(parts) == summary["read"]["total"]


@pytest.mark.parametrize("topic", FILES)
def test_each_dead_letter_says_why_and_keeps_the_line(run: Run, topic: str) -> None:
    codes: dict[str, set[str]] = defaultdict(set)
    for number, letter in dead(run, topic).items():
        line, verdict, name = run.mixed.files[topic][number - 1]
        if verdict != "dead_letter":
            continue
        assert letter["topic"] == TOPIC_NAMES[topic]
        assert re.fullmatch(r"[a-z][a-z0-9_]*", letter["reason_code"]), letter["reason_code"]
        assert len(letter["message"].split()) >= 3, letter["message"]
        codes[name].add(letter["reason_code"])
        kept = base64.b64decode(letter["value_b64"], validate=True)
        if kept.rstrip(b"\r") != line.rstrip(b"\r"):
            assert len(line) > 50_000, f"not kept whole: {name}"
            assert kept, name
            assert line.startswith(kept)
            rest = json.dumps({key: value for key, value in letter.items() if key != "value_b64"})
            assert hashlib.sha256(line).hexdigest() in rest
            assert str(len(line)) in rest
    unstable = {name: found for name, found in codes.items() if len(found) > 1 and "another" not in name}
    assert not unstable, f"one kind of line, several reason codes: {unstable}"


def test_good_orders_are_judged_as_without_the_bad_lines(run: Run) -> None:
    assert len(run.clean.rows["assessments"]) >= 35
    for name in ("assessments", "credits"):
        clean = [{**row, "revision": 0} for row in run.clean.rows[name]]
        orders = {row["order_id"] for row in run.clean.credits}
        mixed = [{**row, "revision": 0} for row in run.result.rows[name] if _is_good(row, orders)]
        assert sorted(map(_text, mixed)) == sorted(map(_text, clean))


def test_two_processes_find_the_same(run: Run) -> None:
    """Chunks of files that end in the middle of a line, a huge record, a CRLF or a blank line change no line number."""
    again = judge_folder(run.folder / "mixed", processes=2)
    for name in ("dead-letters", "assessments", "credits"):
        assert sorted(map(_text, again.rows[name])) == sorted(map(_text, run.result.rows[name])), name


def _is_good(row: dict[str, Any], orders: set[str]) -> bool:
    return str(row.get("customer_id", "")).startswith("g-") or row.get("order_id") in orders


def _text(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)
