"""The team stage of `replay`: buckets and processes change no byte of the findings, and each says what was judged."""

import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from detector.team_facts import OrderFact
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams import buckets
from streams.replay import judge_events, replay_folder
from streams.teams import TeamSums, team_findings
from tests.contract.story import FILES, story, write

Row = dict[str, Any]


def findings(folder: Path, output: Path, **options: Any) -> bytes:
    replay_folder(folder, output, **options)
    return (output / "findings.ndjson").read_bytes()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated firm of 150 customers."""
    folder = tmp_path_factory.mktemp("world") / "events"
    simulate(folder, WorldSettings(customers=150, seed=9))
    return folder


def test_buckets_and_processes_change_no_byte(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = findings(world, tmp_path / "whole")
    assert whole.count(b"\n") > 50
    monkeypatch.setattr(buckets, "CHUNK_BYTES", 100_000)
    monkeypatch.setattr(buckets, "BUCKET_BYTES", 70_000)
    assert findings(world, tmp_path / "one", processes=1) == whole
    assert findings(world, tmp_path / "two", processes=2) == whole


def test_rates_are_those_of_the_other_outputs(world: Path, tmp_path: Path) -> None:
    """Teams' orders and transfers, counted again from assessments and people."""
    replay_folder(world, tmp_path)
    people: dict[str, list[Row]] = defaultdict(list)
    for line in (world / "people.ndjson").read_text("utf-8").splitlines():
        people[json.loads(line)["person_id"]].append(json.loads(line))
    steady = {who: rows[0].get("team_id") for who, rows in people.items() if len({r.get("team_id") for r in rows}) == 1}
    assistants = {who for who, rows in people.items() if {row["role"] for row in rows} == {"assistant"}}
    expected: Counter[tuple[str, str]] = Counter()
    last: dict[str, Row] = {}
    for line in (world / "orders.ndjson").read_text("utf-8").splitlines():
        row = json.loads(line)
        last[row["order_id"]] = max(last.get(row["order_id"], row), row, key=lambda item: item["occurred_at"])
    for line in (tmp_path / "assessments.ndjson").read_text("utf-8").splitlines():
        row = json.loads(line)
        originator, order = row.get("originator_id"), row.get("order_id")
        if order and originator in steady and row["beneficiary_id"] in assistants and Decimal(last[order]["amount"]):
            expected[originator, row["beneficiary_id"]] += 1
    found: Counter[tuple[str, str]] = Counter()
    for line in (tmp_path / "findings.ndjson").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] == "pair_count":
            params = row["params"]
            if params["originator"] in steady and params["assistant"] in assistants:
                assert params["team"] == steady[params["originator"]]
                found[params["originator"], params["assistant"]] += params["transferred"]
    assert found == expected
    assert found.total() >= 10, "a test that sees nothing proves nothing"


HISTORY = """
2025-10-01 09:00 | owner — → lin by gao
2025-10-02 09:00 | work lin 4 meetings
2025-11-20 09:00 | owner lin → mei by gao reason capacity
2026-02-10 10:00 | order A seller mei 1000.00 CNY new
2026-02-27 10:00 | order B seller mei 500.00 CNY new
2026-03-05 10:00 | cancelled B seller mei 0.00 CNY new
"""


def events(lines: str) -> dict[str, list[bytes]]:
    return {FILES[topic]: [json.dumps(row).encode() for row in rows] for topic, rows in story(lines).items()}


def test_a_history_worked_out_by_hand() -> None:
    """A is won and its path, 82 days old, is counted; B is not won any more and appears nowhere."""
    found = {finding.finding_id: finding for finding in judge_events(events(HISTORY)).findings}
    assert list(found) == [
        "needless_transfers:team:north:2026-02",
        "pair_count:lin:mei:north:2026-02",
        "transfer_rate:person:lin:north:2026-02",
        "transfer_rate:team:north:2026-02",
    ]
    assert {finding.n for finding in found.values()} == {1}
    needless = found.pop("needless_transfers:team:north:2026-02")
    assert (needless.estimate, needless.order_ids) == ("1.0000", ["A"]), "mei did nothing, and lin was there"
    assert {finding.estimate for finding in found.values()} == {"1.0000"}
    assert {tuple(finding.order_ids or ()) for finding in found.values()} == {("A",)}


def test_findings_come_after_the_conflicts(tmp_path: Path) -> None:
    both = {topic: rows + story(HISTORY, "c-2")[topic] for topic, rows in story(HISTORY).items()}
    both["people"] = story("")["people"]
    for number, row in enumerate(row for topic in ("ownership", "activities", "orders") for row in both[topic]):
        row["event_id"] = f"e{number}"
    written = [json.loads(line) for line in findings(write(both, tmp_path / "in"), tmp_path / "out").splitlines()]
    kinds = ["order_customer_conflict"] * 2 + ["needless_transfers", "pair_count"] + ["transfer_rate"] * 2
    assert [row["kind"] for row in written] == kinds
    assert [row["n"] for row in written[2:]] == [2] * 4, "an order id of two customers is two orders"
    assert [row["order_ids"] for row in written[2:]] == [["A"]] * 4


def test_parts_are_merged_by_team_and_month() -> None:
    def fact(team: str, period: str, order: str) -> OrderFact:
        return OrderFact(team, period, "C1", order, 100, "CNY", ("lin",), ("lin",))

    one, other = TeamSums(), TeamSums()
    one.add([fact("north", "2026-03", "A"), fact("south", "2026-03", "B")])
    other.add([fact("north", "2026-03", "C"), fact("north", "2026-04", "D")])
    found = team_findings([one.states(), other.states()])
    assert [(finding.finding_id, finding.n) for finding in found if finding.subject != "lin"] == [
        ("transfer_rate:team:north:2026-03", 2),
        ("transfer_rate:team:north:2026-04", 1),
        ("transfer_rate:team:south:2026-03", 1),
    ]
    assert team_findings([other.states(), one.states()]) == found
