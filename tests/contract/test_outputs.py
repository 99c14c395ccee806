"""The outputs' own laws, over all histories of docs/credit.md in one folder and over drawn ones."""

import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.contract.histories import History, histories
from tests.contract.ledger import Result, Row, judge, judge_in_memory
from tests.contract.reference import time_of
from tests.contract.story import story
from tests.contract.test_bad_lines import good_events
from tests.contract.test_convergence import FIXED

HOP = """
2026-01-05 09:00 | owner — → lin
2026-01-12 10:00 | work lin 5 meetings
2026-03-01 10:00 | owner lin → mei
"""
ORDER = "2026-03-10 10:00 | order A seller mei 1000.00 CNY new\n"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return judge(good_events(), tmp_path_factory.mktemp("all"))


def check_assessment(row: Row) -> None:
    assert row["outcome"] in ("clear", "watch", "review")
    assert type(row["score"]) is int
    assert 0 <= row["score"] <= 100
    assert row["revision"] >= 1
    assert row["rules_digest"]
    assert row["features"]
    assert row["customer_id"]
    for owner in row["path"]:
        assert {"owner", "from", "to", "change"} | set(owner) >= set(owner)
    for hit in row["hits"]:
        assert {"rule_id", "rule_version", "score", "message_id", "params", "reason"} <= set(hit)
        assert not re.search(r"[{}]|None", hit["reason"]), hit["reason"]
    if test := row.get("reason_test"):
        assert re.search("confirmed|contradicted|untestable", json.dumps(test))


def check_alert(row: Row) -> None:
    assert row["severity"] in ("low", "medium", "high")
    assert row["status"] in ("provisional", "confirmed", "withdrawn")
    assert row.get("assessment_id") or row.get("finding_id")
    for name in ("alert_id", "case_id", "revision", "message_id", "headline", "raised_at"):
        assert row[name], name
    assert not re.search(r"[{}]|None", row["headline"]), row["headline"]


def test_every_output_follows_its_laws(world: Result) -> None:
    for row in world.rows["assessments"]:
        check_assessment(row)
    for row in world.rows["alerts"]:
        check_alert(row)
    for name, key in (("assessments", "assessment_id"), ("alerts", "case_id"), ("credits", "entry_id")):
        twice = [found for found, count in Counter(row[key] for row in world.rows[name]).items() if count > 1]
        assert not twice, f"{name}: not the final states by {key}"


def test_the_summary_counts_what_was_written(world: Result) -> None:
    orders = [row for row in world.rows["assessments"] if row["assessment_id"].startswith("order:")]
    assert world.summary["orders"] == len(orders) == len({row["order_id"] for row in good_events()["orders"]})
    outcomes = Counter(row["outcome"] for row in orders)
    assert world.summary["outcomes"] == {name: outcomes[name] for name in ("clear", "watch", "review")}
    held = {order for order, _, status in world.net() if status == "held"}
    assert world.summary["held_orders"] == len(held)
    assert world.summary["rules_digest"] == orders[0]["rules_digest"]
    assert world.summary["seconds"] > 0


def test_an_order_under_review_is_held_and_has_an_alert_unless_somebody_decided(world: Result) -> None:
    decided = {row["order_id"] for row in good_events()["decisions"] if row["decision"] != "explain"}
    reviewed = {
        row["order_id"]
        for row in world.rows["assessments"]
        if row["outcome"] == "review" and row.get("order_id") and row["order_id"] not in decided
    }
    assert len(reviewed) >= 5
    assert {order for order, _, status in world.net() if status == "posted"} & reviewed == set()
    told = {row.get("order_id") for row in world.rows["alerts"]} | {
        row["assessment_id"].removeprefix("order:") for row in world.rows["alerts"]
    }
    assert reviewed <= told


def test_a_transfer_is_judged_before_its_order_and_superseded_by_it(tmp_path: Path) -> None:
    before = judge(story(HOP), tmp_path / "1").rows["assessments"]
    assert [row["assessment_id"] for row in before] == ["transfer:own-2"]
    assert not before[0].get("superseded_by")
    second = "2026-03-10 12:00 | order 0 seller mei 5.00 CNY new\n"
    after = judge(story(HOP + ORDER + second), tmp_path / "2").rows["assessments"]
    (transfer,) = [row for row in after if row["assessment_id"] == "transfer:own-2"]
    assert str(transfer["superseded_by"]).removeprefix("order:") == "A", "the earliest such order"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (HOP.replace("→ mei", "→ wang"), []),
        (HOP.replace("→ mei", "→ zhou") + "2026-03-02 10:00 | owner zhou → mei", ["transfer:own-3"]),
        (HOP.replace("→ mei", "→ pool") + "2026-03-02 10:00 | owner pool → mei", ["transfer:own-3"]),
    ],
)
def test_a_path_from_sales_to_an_assistant_is_a_transfer(lines: str, expected: list[str], tmp_path: Path) -> None:
    assert [row["assessment_id"] for row in judge(story(lines), tmp_path).rows["assessments"]] == expected


def test_two_orders_after_one_hop_are_one_matter(tmp_path: Path) -> None:
    again = "2026-03-11 10:00 | order B seller mei 2000.00 CNY new\n"
    result = judge(story(HOP + ORDER + again), tmp_path)
    assert {result.assessment(order)["outcome"] for order in "AB"} == {"review"}
    assert len({row["case_id"] for row in result.rows["alerts"]}) == 1


def test_a_contradicted_previous_owner_is_said(tmp_path: Path) -> None:
    """The tracked owner holds, and the assessment says so."""
    plain = judge(story(HOP + ORDER), tmp_path / "1").assessment("A")
    odd = judge(story(HOP.replace("lin → mei", "wang → mei") + ORDER), tmp_path / "2").assessment("A")
    assert [owner["owner"] for owner in odd["path"]] == ["lin", "mei"]
    said = [value for name, value in odd.items() if value != plain.get(name)]
    assert "own-2" in json.dumps(said), "nothing names the change that contradicts"


@settings(FIXED, max_examples=100)
@given(histories(wild=True))
def test_laws_of_drawn_histories(history: History) -> None:
    result = judge_in_memory(history.events)
    for row in result.rows["alerts"]:
        check_alert(row)
    for row in result.rows["assessments"]:
        check_assessment(row)
        if order := row.get("order_id"):
            mine = [item for topic in ("orders", "decisions") for item in history.events[topic]]
            latest = max(time_of(item) for item in mine if item.get("order_id") == order)
            assert datetime.fromisoformat(row["assessed_at"]) >= latest
