"""`transferwatch cases` and `outbox`: from a replay to a decision, to the folder, to credit that posts just once."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cli.storing.opening import os_user
from store.accounts.managing import add_account
from store.audit.chain import StoredChain
from store.audit.places import read_anchors
from store.engine import open_engine, writing
from store.queries.cases import list_cases
from tests.cli.running import Ran, Shell, add_line, judged, ripe_folder
from tests.contract.ledger import read_rows
from tests.store.accounts.desk import CHEAP
from tests.store.audit.chains import START_US
from tests.store.blank import new_store

CASE = "c-1/own-2"


class Office(NamedTuple):
    """A firm whose one order is held, recorded into a store, and who works there."""

    shell: Shell
    folder: Path

    @property
    def events(self) -> Path:
        return self.folder / "events"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'store.db'}"

    def __call__(self, *arguments: object, by: str = "wu") -> Ran:
        acting = () if arguments[0] in ("list", "show") else ("--by", by)
        return self.shell("cases", *arguments, *acting, "--store", self.url)

    def done(self, *arguments: object, by: str = "wu") -> str:
        ran = self(*arguments, by=by)
        assert ran.code == 0, ran.err
        return ran.out

    def record(self) -> str:
        """Replay the folder as it is now, and record what came of it."""
        result = judged(self.events, self.folder / "result")
        ran = self.shell("store", "record", result, "--store", self.url)
        assert ran.code == 0, ran.err
        return ran.out

    def send(self) -> Ran:
        return self.shell("outbox", "send", "--in", self.events, "--store", self.url)

    def credit(self) -> dict[tuple[str, str], Decimal]:
        """(payee, status) → net amount by the last replay."""
        sums: Counter[tuple[str, str]] = Counter()
        for row in read_rows(self.folder / "result" / "credits.ndjson"):
            sums[row["payee_id"], row["status"]] += Decimal(row["amount"])  # type: ignore[assignment]
        return {key: Decimal(amount) for key, amount in sums.items() if amount}

    def state(self) -> str:
        (found,) = list_cases(open_engine(self.url)).rows
        return found.case.state


@pytest.fixture
def office(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office(shell, tmp_path)
    ripe_folder(made.events)
    engine = new_store(tmp_path / "store.db")
    monkeypatch.setenv("TRANSFERWATCH_AUDIT_ANCHORS", str(tmp_path / "anchors.ndjson"))
    with writing(engine) as connection:
        for name, role, person in (("wu", "auditor", None), ("lin", "seller", "lin"), ("mgr", "manager", "lin")):
            add_account(connection, CHEAP, name, role, actor="root", at_us=START_US, person_id=person)
    made.record()
    return made


HELD = {("lin", "held"): Decimal("10240.00"), ("mei", "held"): Decimal("2560.00")}
POSTED = {("lin", "posted"): Decimal("10240.00"), ("mei", "posted"): Decimal("2560.00")}


def test_a_decision_of_a_case_posts_held_credit_once(office: Office) -> None:
    assert office.credit() == HELD
    assert re.search(rf"{CASE} +open +- +\w+ +confirmed +A +lin +mei", office.done("list"))
    out = office.done("decide", CASE, "abnormal", "--reason", "Lin did the work", "--release", "A", "--version", 0)
    assert "is decided: abnormal (version 1)" in out and "release of order A waits in the outbox" in out
    assert office.credit() == HELD and not (office.events / "decisions.ndjson").exists()
    assert "1 decisions wait" in office.shell("outbox", "show", "--store", office.url).out

    assert "1 decisions delivered" in office.send().out
    assert "0 decisions delivered" in office.send().out
    (written,) = read_rows(office.events / "decisions.ndjson")
    assert "not from the outbox" not in office.record()
    assert office.credit() == POSTED
    entries = read_rows(office.folder / "result" / "credits.ndjson")
    posted = [row for row in entries if row["status"] == "posted"]
    assert len(posted) == 2, "one posting each, and the held ones reversed"
    assert sum(Decimal(row["amount"]) for row in entries) == Decimal("12800.00")

    assert office.state() == "decided", "its own decision brings no case back"
    agrees(office, written)
    before = office.credit()
    office.record()
    assert (office.credit(), office.state()) == (before, "decided")
    assert office.shell("outbox", "foreign", "--store", office.url).code == 0


def agrees(office: Office, written: dict[str, Any]) -> None:
    """The decision as the case has it, as it stands on the topic, and as it was judged are one and the same."""
    (assessment,) = [row for row in read_rows(office.folder / "result" / "assessments.ndjson") if "order_id" in row]
    (standing,) = assessment["decisions"]
    assert (standing["event_id"], standing["state"]) == (written["event_id"], "holds")
    entries = list(StoredChain(open_engine(office.url)).entries())
    assert [entry.details["event_id"] for entry in entries if entry.details.get("decision") == "release"] == [
        written["event_id"]
    ]
    head = StoredChain(open_engine(office.url)).head()
    decided = max(entry.seq for entry in entries if entry.kind == "decision")
    anchored = max(anchor.seq for anchor in read_anchors(office.folder / "anchors.ndjson"))
    assert decided <= anchored <= head.seq


def test_a_higher_amount_brings_the_case_back_and_is_held_again(office: Office) -> None:
    office.done("decide", CASE, "honest", "--reason", "Looked at it", "--release", "A")
    office.send()
    office.record()
    said = {"order_id": "A", "customer_id": "c-1", "seller_id": "mei", "amount": "20000.00", "currency": "CNY"}
    ids = {"event_id": "more", "occurred_at": "2027-03-20T10:00:00Z"}
    add_line(office.events, "orders.ndjson", **ids, **said, status="amended")
    office.record()
    assert office.state() == "reopened"
    assert {status for _, status in office.credit()} == {"held"}
    assert "a revision: brought the case back (a higher amount)" in office.done("show", CASE)
    office.done("decide", CASE, "honest", "--reason", "That too", "--reassign", "A", "--share", "mei=1")
    office.send()
    office.record()
    assert office.credit() == {("mei", "posted"): Decimal("20000.00")}


def test_a_reason_is_asked_for_and_answered(office: Office) -> None:
    key = office.folder / "keys"
    key.write_text("0123456789abcdef0123456789abcdef\n", "utf-8")
    token = office.done("ask", CASE, "--person", "lin", "--link-key", key).split()[-1]
    why = ("--reason-text", "I was moved to the north team", "--reason-code", "territory_change", "--link-key", key)
    assert office("answer", token, *why, by="wu").code == 2
    assert "Thank you" in office.done("answer", token, *why, by="lin")
    assert office("answer", token, *why, by="lin").code == 2, "it works once"
    office.send()
    office.record()
    (event,) = read_rows(office.events / "decisions.ndjson")
    (assessment,) = [row for row in read_rows(office.folder / "result" / "assessments.ndjson") if "order_id" in row]
    assert assessment["reason_test"]["late"] and assessment["reason_test"]["code"] == "territory_change"
    assert [item["event_id"] for item in assessment["decisions"]] == [event["event_id"]]
    shown = office.done("show", CASE)
    assert "lin: gave the reason (territory change, I was moved to the north team)" in shown
    assert "请求说明理由" in office.done("show", CASE, "--lang", "zh")


def test_a_decision_that_bypasses_the_outbox_is_flagged(office: Office) -> None:
    given = ("--by", "gao", "--reason", "Just so")
    assert office.shell("decide", "release", "A", *given, "--in", office.events).code == 0
    out = office.record()
    assert "ALARM: 1 decisions that are not from the outbox" in out
    ran = office.shell("outbox", "foreign", "--store", office.url)
    assert (ran.code, "a release by gao, not from the outbox" in ran.out) == (1, True)
    office.record()
    (entry,) = [entry for entry in StoredChain(open_engine(office.url)).entries() if entry.kind == "decision"]
    assert (entry.actor, entry.subject) == ("recorder", "order:A"), "gao is only whom the record names"
    assert (entry.details["decided_by"], entry.details["not_ours"]) == ("gao", "unknown")
    assert "并非来自发件箱" in office.shell("outbox", "foreign", "--store", office.url, "--lang", "zh").out


@pytest.mark.parametrize(
    ("arguments", "by", "why"),
    [
        (("decide", CASE, "honest", "--reason", "x"), "mgr", "'lin' has a part in it (payee, originator, mover)"),
        (("decide", CASE, "honest", "--reason", "x"), "lin", "is seller, which may not decide"),
        (("decide", CASE, "honest", "--reason", "x"), "nobody", "there is no account 'nobody'"),
        (("decide", "none", "honest", "--reason", "x"), "wu", "there is no case 'none'"),
        (("decide", CASE, "honest", "--reason", " "), "wu", "is blank"),
        (("decide", CASE, "honest", "--reason", "x", "--version", 7), "wu", "has version 0, and you saw version 7"),
        (("decide", CASE, "honest", "--reason", "x", "--release", "B"), "wu", "those are: A"),
        (("decide", CASE, "honest", "--reason", "x", "--share", "mei=1"), "wu", "give both or neither"),
        (("close", CASE), "wu", "is open: close cannot be done"),
        (("ask", CASE, "--person", "mei"), "wu", "say which key signs the link"),
        (("assign", CASE, "--to", "lin"), "wu", "is seller, which may not decide"),
        (("assign", CASE, "--to", "mgr"), "wu", "'lin' has a part in it"),
        (("list", "--state", "new"), "wu", "expected one of open, in_review"),
        (("note", CASE, "  "), "wu", "a note is blank"),
    ],
)
def test_what_is_refused_changes_nothing(office: Office, arguments: tuple[object, ...], by: str, why: str) -> None:
    ran = office(*arguments, by=by)
    assert (ran.code, why in ran.err) == (2, True), ran.err
    assert re.search(rf"{CASE} +open .* 0$", office.done("list"), re.M)


def test_assign_note_close_and_reopen(office: Office) -> None:
    assert "is wu's now, due 2026-04-01" in office.done("assign", CASE, "--to", "wu", "--due", "2026-04-01")
    office.done("note", CASE, "Called mei")
    office.done("decide", CASE, "unclear", "--reason", "Nobody remembers")
    office.done("close", CASE)
    assert "is open again (version 5)" in office.done("reopen", CASE, "--reason", "Mei remembers")
    shown = office.done("show", CASE)
    assert [line.split()[0] for line in shown.splitlines()[-5:]] == ["1", "2", "3", "4", "5"]
    assert "No such cases." in office.done("list", "--state", "open")
    assert CASE in office.done("list", "--assignee", "wu", "--state", "reopened")
    views = [entry for entry in StoredChain(open_engine(office.url)).entries() if entry.kind == "view"]
    details = [entry.details for entry in views]
    assert details == [{"what": "case", "case_id": CASE}, {"what": "cases", "fields": []}]
    assert {entry.actor for entry in views} == {os_user()}


def test_a_case_is_snoozed_and_woken(office: Office) -> None:
    until = f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%d}"
    asked = ("snooze", CASE, "--until", until, "--reason", "The contract comes next week")
    assert office(*asked, by="lin").code == 2, "a seller follows no case"
    assert office(*asked[:3], "2020-01-01", *asked[4:]).code == 2
    assert f"is snoozed until {until} (version 1)" in office.done(*asked, "--version", 0)
    assert office.done("list") == "No such cases.\n"
    for words in (("--snoozed", "only"), ("--customer", "c-1")):
        assert until in office.done("list", *words)
    assert "snoozed (until" in office.done("show", CASE) and "The contract comes" in office.done("show", CASE)
    assert "is awake again (version 2)" in office.done("wake", CASE)
    assert CASE in office.done("list")
    assert office.credit() == HELD
    kinds = [entry.kind for entry in StoredChain(open_engine(office.url)).entries()]
    assert kinds.count("snooze") == 2
