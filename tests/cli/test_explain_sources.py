"""Where `explain` takes a story from: events, results, or results alone, and one customer among many."""

import json
from pathlib import Path

import pytest

from tests.cli.running import RIPE, Shell, add_activity, add_line, judged, ripe_folder


@pytest.fixture
def events(tmp_path: Path) -> Path:
    return ripe_folder(tmp_path / "events")


def test_from_a_result_it_says_whether_it_still_holds(events: Path, tmp_path: Path, shell: Shell) -> None:
    result = judged(events, tmp_path / "result")
    assert "the same outcome, score, signs and credit as stored" in shell("explain", "A", "--from", result).out
    add_line(
        events, "orders.ndjson", event_id="more", occurred_at="2026-03-11T00:00:00Z", order_id="A", customer_id="c-1",
        seller_id="mei", amount="100.00", currency="CNY", status="amended",
    )  # fmt: skip
    out = shell("explain", "A", "--from", result).out
    assert "says something else" in out
    assert "mei 2560.00 CNY held, now lin 80.00 CNY held" in out
    assert "The rules are the same, so the events have changed since" in out
    assert "The rules differ" in shell("explain", "A", "--from", result, "--horizon-days", 100).out


def test_without_the_events_it_tells_what_is_stored(events: Path, tmp_path: Path, shell: Shell) -> None:
    result = judged(events, tmp_path / "result")
    events.rename(tmp_path / "moved")
    ran = shell("explain", "A", "--from", result)
    assert ran.code == 0
    assert "cannot be read any more" in ran.out
    assert "In sum: lin 10240.00 CNY held, mei 2560.00 CNY held." in ran.out
    assert "No reason was given." in ran.out
    assert "Only hits are stored" in ran.out
    assert "transferwatch decide release A" in ran.out
    assert shell("explain", "B", "--from", result).code == 2


def test_an_unknown_order_names_close_ones(events: Path, shell: Shell) -> None:
    add_line(
        events, "orders.ndjson", event_id="o", occurred_at="2026-03-11T00:00:00Z", order_id="SO-2026-0017",
        customer_id="c-2", seller_id="mei", amount="100.00", currency="CNY", status="won",
    )  # fmt: skip
    ran = shell("explain", "SO-2026-0071", "--from", events)
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean 'SO-2026-0017'?" in ran.err


def test_the_same_id_under_two_customers(events: Path, shell: Shell) -> None:
    add_line(
        events, "orders.ndjson", event_id="o", occurred_at="2026-03-11T00:00:00Z", order_id="A", customer_id="客户-2",
        seller_id="wang", amount="7.00", currency="CNY", status="won",
    )  # fmt: skip
    ran = shell("explain", "A", "--from", events)
    assert ran.code == 2
    assert "--customer" in ran.err
    assert "'c-1', '客户-2'" in ran.err
    assert "7.00 CNY" in shell("explain", "A", "--from", events, "--customer", "客户-2").out, "written with \\u escapes"
    assert "12800.00 CNY" in shell("explain", "A", "--from", events, "--customer", "c-1").out
    assert shell("explain", "A", "--from", events, "--customer", "c-3").code == 2


def test_only_this_customers_events_are_read(events: Path, shell: Shell) -> None:
    clean = shell("explain", "A", "--from", events).out
    with (events / "activities.ndjson").open("ab") as target:
        target.write(b'{"customer_id": "c-2", broken\n\xff\xfe\n')
        target.write(json.dumps({"customer_id": "c-10", "event_id": "x", "actor_id": "c-1"}).encode() + b"\n")
    assert shell("explain", "A", "--from", events).out == clean
    add_activity(events, 1, "2026-03-07 without offset")
    out = shell("explain", "A", "--from", events).out
    assert "Records of this customer that cannot be used" in out
    assert "activities.ndjson, line 12:" in out


def test_an_order_that_cannot_be_used(tmp_path: Path, shell: Shell) -> None:
    folder = ripe_folder(tmp_path / "bad", RIPE.replace("12800.00 CNY", "12800.001 CNY"))
    ran = shell("explain", "A", "--from", folder)
    assert ran.code == 2
    assert "no statement that can be used: line 1 of orders.ndjson" in ran.err


def test_wrong_folders(tmp_path: Path, shell: Shell) -> None:
    assert shell("explain", "A", "--from", tmp_path / "none").code == 2
    (tmp_path / "empty").mkdir()
    ran = shell("explain", "A", "--from", tmp_path / "empty")
    assert ran.code == 2
    assert "neither a summary.json nor events" in ran.err
