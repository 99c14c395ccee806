"""`decide` writes a decision that holds, refuses one that would be void, and keeps what was written before."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from cli.deciding import draft
from cli.deciding.draft import decision_time
from tests.cli.running import RIPE, Shell, add_line, judged, ripe_folder
from tests.contract.ledger import read_rows

FULL_SECOND = datetime(2026, 3, 20, 9, 0, 8, tzinfo=UTC)
RELEASE = ("decide", "release", "A", "--by", "gao", "--reason", "Looked at it")


@pytest.fixture
def events(tmp_path: Path) -> Path:
    return ripe_folder(tmp_path / "events")


def credit(events: Path, tmp_path: Path) -> dict[tuple[str, str], Decimal]:
    """(payee, status) → net amount after a replay of the folder as it is now."""
    sums: dict[tuple[str, str], Decimal] = {}
    for row in read_rows(judged(events, tmp_path / "result") / "credits.ndjson"):
        key = row["payee_id"], row["status"]
        sums[key] = sums.get(key, Decimal(0)) + Decimal(row["amount"])
    return {key: amount for key, amount in sums.items() if amount}


def decisions(events: Path) -> list[dict[str, Any]]:
    return read_rows(events / "decisions.ndjson")


HELD = {("lin", "held"): Decimal("10240.00"), ("mei", "held"): Decimal("2560.00")}
POSTED = {("lin", "posted"): Decimal("10240.00"), ("mei", "posted"): Decimal("2560.00")}


def test_a_release_posts_the_order(events: Path, tmp_path: Path, shell: Shell) -> None:
    assert credit(events, tmp_path) == HELD
    ran = shell(*RELEASE, "--in", events)
    assert ran.code == 0
    assert "lin 0.80, mei 0.20" in ran.out
    assert "before: " in ran.out and "lin 10240.00 CNY held" in ran.out
    assert "lin 10240.00 CNY posted" in ran.out
    assert "To take it back" in ran.out
    (written,) = decisions(events)
    assert written["amount"] == "12800.00"
    assert written["shares"] == [{"payee_id": "lin", "share": "0.80"}, {"payee_id": "mei", "share": "0.20"}]
    assert written["event_id"] in ran.out
    assert credit(events, tmp_path) == POSTED


def test_a_dry_run_writes_nothing(events: Path, shell: Shell) -> None:
    ran = shell(*RELEASE, "--in", events, "--dry-run")
    assert ran.code == 0
    assert "CNY posted" in ran.out
    assert "nothing was written" in ran.out
    assert not (events / "decisions.ndjson").exists()


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_what_stood_there_stays(events: Path, shell: Shell, end: bytes) -> None:
    old = b'\xef\xbb\xbf{"not": "ours"}\n\n{"event_id" : "spaces" }' + end
    path = events / "decisions.ndjson"
    path.write_bytes(old)
    path.chmod(0o640)
    assert shell(*RELEASE, "--in", events).code == 0
    new = path.read_bytes()
    assert new.startswith(old)
    added = new.removeprefix(old).removeprefix(b"" if end else b"\n")
    assert json.loads(added)["order_id"] == "A"
    assert added.endswith(b"\n") and added.count(b"\n") == 1
    assert path.stat().st_mode & 0o777 == 0o640
    assert [item.name for item in events.iterdir() if item.name.startswith(".")] == []


def test_each_decision_is_an_event_of_its_own(events: Path, shell: Shell) -> None:
    assert shell(*RELEASE, "--in", events).code == 0
    assert shell(*RELEASE, "--in", events).code == 0
    first, second = decisions(events)
    assert first["event_id"] != second["event_id"]
    assert first["occurred_at"] < second["occurred_at"]


def test_times_of_decisions_sort_as_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a full second too, when Python writes no fraction: "08Z" sorts after "08.5Z"."""
    clock = Mock(now=Mock(side_effect=[FULL_SECOND, FULL_SECOND + timedelta(microseconds=1)]))
    monkeypatch.setattr(draft, "datetime", clock)
    assert decision_time(None) < decision_time(None)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("release", "A", "--by", "mei", "--reason", "mine"), "who is paid by the order cannot decide about it"),
        (("release", "A", "--by", "lin", "--reason", "mine"), "lin is among lin, mei"),
        (("release", "A", "--by", "gao", "--reason", "  "), "--reason is blank"),
        (("release", "A", "--by", " ", "--reason", "seen"), "--by is blank"),
        (("release", "A1", "--by", "gao", "--reason", "seen"), "did you mean 'A'?"),
        (("release", "A", "--by", "gao", "--reason", "seen", "--at", "2026-03-12"), "--at"),
        (("release", "A", "--by", "gao", "--reason", "seen", "--at", "1980-01-01T00:00:00Z"), "before 1990"),
        (("reassign", "A", "--by", "gao", "--reason", "x", "--share", "lin=0.5"), "do not add up to 1 (lin=0.5)"),
        (("reassign", "A", "--by", "gao", "--reason", "x", "--share", "lin=1", "--share", "mei=0"), "a share is 0"),
        (
            ("reassign", "A", "--by", "gao", "--reason", "x", "--share", "lin=0.99999", "--share", "mei=0.00001"),
            "places",
        ),
        (("reassign", "A", "--by", "gao", "--reason", "x", "--share", "lin=0.5", "--share", "lin=0.5"), "twice"),
        (("reassign", "A", "--by", "gao", "--reason", "x", "--share", "lin"), "such as E17=0.6"),
        (("reassign", "A", "--by", "gao", "--reason", "x", "--share", "gao=1"), "cannot decide about it"),
        (("explain", "A", "--by", "lin", "--reason-text", "ok"), "too short to be a reason"),
        (("explain", "A", "--by", "lin", "--reason-text", " "), "--reason-text is blank"),
        (("explain", "A", "--by", "lin", "--reason-text", "on leave", "--reason-code", "leave"), "leave_cover"),
        (("explain", "--by", "lin", "--reason-text", "on leave"), "--transfer"),
        (("explain", "A", "--transfer", "own-2", "--by", "lin", "--reason-text", "on leave"), "either"),
        (("explain", "--transfer", "own-9", "--by", "lin", "--reason-text", "on leave"), "did you mean 'own-"),
    ],
)
def test_what_would_be_void_is_refused(events: Path, shell: Shell, arguments: tuple[str, ...], why: str) -> None:
    ran = shell("decide", *arguments, "--in", events)
    assert ran.code == 2
    assert why in ran.err
    assert ran.err.startswith("transferwatch: ")
    assert not (events / "decisions.ndjson").exists()


def test_a_reassign_splits_by_its_shares(events: Path, tmp_path: Path, shell: Shell) -> None:
    shares = ("--share", "lin=0.6", "--share", "wang=0.4")
    ran = shell("decide", "reassign", "A", "--by", "gao", "--reason", "Wang helped", *shares, "--in", events)
    assert ran.code == 0
    assert credit(events, tmp_path) == {("lin", "posted"): Decimal("7680.00"), ("wang", "posted"): Decimal("5120.00")}
    assert shell(*RELEASE, "--in", events).code == 0, "a later release returns to the plan's split"
    assert credit(events, tmp_path) == POSTED


def test_an_earlier_decision_is_told_to_be_replaced(events: Path, shell: Shell) -> None:
    assert shell(*RELEASE, "--in", events).code == 0
    ran = shell(*RELEASE, "--in", events, "--at", "2026-03-11T00:00:00+08:00", "--dry-run")
    assert "replaced by a later one" in ran.out


WORKED = RIPE.replace("2026-03-10", "2026-03-07 10:00 | work mei 9 meetings\n2026-03-20")


@pytest.mark.parametrize("by_transfer", [True, False])
def test_an_explanation_frees_what_only_lacks_a_reason(tmp_path: Path, shell: Shell, by_transfer: bool) -> None:
    events = ripe_folder(tmp_path / "worked", WORKED)
    assert credit(events, tmp_path) == HELD
    which = ("--transfer", "own-2") if by_transfer else ("A",)
    text = ("--reason-text", "Lin had too many customers", "--reason-code", "capacity")
    ran = shell("decide", "explain", *which, "--by", "mei", *text, "--in", events)
    assert ran.code == 0
    assert "Held against the facts: confirmed" in ran.out
    (written,) = decisions(events)
    assert written["reason"] == written["reason_text"] == "Lin had too many customers"
    assert credit(events, tmp_path) == POSTED


def test_an_explanation_for_another_change_changes_nothing(events: Path, tmp_path: Path, shell: Shell) -> None:
    which = ("--transfer", "own-1", "--by", "lin", "--reason-text", "The first owner")
    ran = shell("decide", "explain", *which, "--in", events)
    assert ran.code == 0
    assert "No order changes by it" in ran.out
    assert "the explanation is kept" in ran.out
    assert credit(events, tmp_path) == HELD


def test_a_mistyped_person_is_noticed(events: Path, shell: Shell) -> None:
    shares = ("--share", "linn=0.6", "--share", "mei=0.4")
    ran = shell("decide", "reassign", "A", "--by", "gao", "--reason", "typo", *shares, "--in", events, "--dry-run")
    assert ran.code == 0
    assert "know no 'linn' (lin" in ran.err


def test_the_same_id_under_two_customers(events: Path, shell: Shell) -> None:
    add_line(
        events, "orders.ndjson", event_id="o", occurred_at="2026-03-11T00:00:00Z", order_id="A", customer_id="c-2",
        seller_id="wang", amount="7.00", currency="CNY", status="won",
    )  # fmt: skip
    ran = shell(*RELEASE, "--in", events)
    assert (ran.code, decisions(events)) == (2, [])
    assert "--customer" in ran.err
    assert shell(*RELEASE, "--in", events, "--customer", "c-2").code == 0
    assert decisions(events)[0]["customer_id"] == "c-2"


@pytest.mark.parametrize("both", [False, True])
def test_it_is_said_where_the_events_are(events: Path, shell: Shell, both: bool) -> None:
    ran = shell(*RELEASE, *(("--in", events, "--kafka") if both else ()))
    assert ran.code == 2
    assert "either --in with a folder, or --kafka" in ran.err
    assert not (events / "decisions.ndjson").exists()


def test_in_chinese(events: Path, shell: Shell) -> None:
    ran = shell(*RELEASE, "--in", events, "--lang", "zh")
    assert ran.code == 0
    for expected in ("放行", "之前：", "之后：", "已记入", "如需撤回"):
        assert expected in ran.out
