"""Live and replay agree where the contract says so, and every other difference is told."""

from pathlib import Path

import pytest

from streams.comparing import compare_outputs
from streams.replay import replay_folder
from tests.cli.running import RIPE, add_line, ripe_folder
from tests.streams.replayed import KEYS, counts, live, record, rows

ASSESSMENTS, ALERTS, CREDITS, FINDINGS, LETTERS = KEYS
FINDING = {"finding_id": "f:1", "kind": "transfer_rate", "subject": "north", "n": 3, "estimate": "0.3333"}


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """The replay of a held order with a void release, a broken line and a finding."""
    events = ripe_folder(tmp_path / "events", RIPE + "2026-05-10 10:00 | order B seller mei 10.00 CNY repeat\n")
    add_line(events, "orders.ndjson", event_id="bad", occurred_at="2026-03-10", customer_id="c-1")
    decision = {"event_id": "d1", "occurred_at": "2026-03-11T10:00:00Z", "customer_id": "c-1", "decided_by": "gao"}
    add_line(events, "decisions.ndjson", **decision, decision="release", reason="ok", order_id="A")
    replay_folder(events, tmp_path / "result")
    add_line(tmp_path / "result", "findings.ndjson", **FINDING)
    return tmp_path / "result"


def test_the_same_is_no_difference(result: Path) -> None:
    assert all(rows(result, topic) for topic in KEYS), "something of every topic is compared here"
    assert compare_outputs(result, live(result), counts(result)) == []


def test_revisions_and_what_was_said_before_do_not_matter(result: Path) -> None:
    first = rows(result, ASSESSMENTS)[0]
    before = [record(ASSESSMENTS, first | {"score": 1}), record(FINDINGS, FINDING | {"n": 1})]
    after = [record(ASSESSMENTS, first | {"revision": 7})]
    assert compare_outputs(result, [*before, *live(result), *after]) == []


def test_what_was_deleted_is_gone(result: Path) -> None:
    gone = rows(result, ASSESSMENTS)[0] | {"assessment_id": "transfer:gone"}
    more = [record(ASSESSMENTS, gone), record(ASSESSMENTS, None, "transfer:gone")]
    assert compare_outputs(result, [*more, *live(result)]) == []
    told = compare_outputs(result, [*live(result), record(ASSESSMENTS, None, "order:A")])
    assert told == ["assessment order:A of c-1: replay has it, live has not"]
    told = compare_outputs(result, [*live(result), record(FINDINGS, None, "f:1")])
    assert told == ["finding f:1: replay has it, live has not"]


def test_a_field_that_differs(result: Path) -> None:
    first = rows(result, ASSESSMENTS)[0]
    told = compare_outputs(result, [*live(result), record(ASSESSMENTS, first | {"score": 3})])
    assert told == [f"assessment order:A of c-1: score is 3, replay says {first['score']}"]
    without = {name: value for name, value in first.items() if name != "beneficiary_id"}
    told = compare_outputs(result, [*live(result), record(ASSESSMENTS, without)])
    assert told == ['assessment order:A of c-1: beneficiary_id is missing, replay says "mei"']


def test_an_alert_of_a_matter_that_is_no_more_is_withdrawn(result: Path) -> None:
    alert = rows(result, ALERTS)[0] | {"case_id": "c-1/gone"}
    assert compare_outputs(result, [*live(result), record(ALERTS, alert | {"status": "withdrawn"})]) == []
    (told,) = compare_outputs(result, [*live(result), record(ALERTS, alert | {"status": "confirmed"})])
    assert told.startswith("alert c-1/gone: live has it as confirmed")
    (told,) = compare_outputs(result, [item for item in live(result) if item.topic != ALERTS])
    assert told.endswith("replay has it, live has not")


def test_steps_in_between_of_the_ledger_do_not_matter(result: Path) -> None:
    entry = rows(result, CREDITS)[0]
    back = entry | {"amount": f"-{entry['amount']}"}
    assert compare_outputs(result, [*live(result), record(CREDITS, entry), record(CREDITS, back)]) == []
    (told,) = compare_outputs(result, [*live(result), record(CREDITS, entry)])
    assert "live adds up to 20480.00 CNY, replay to 10240.00 CNY" in told
    assert told.startswith("credit of order A of c-1 for lin, held:")


def test_dead_letters_lie_elsewhere_but_are_the_same(result: Path) -> None:
    letters = rows(result, LETTERS)
    assert len(letters) == 2
    others = [item for item in live(result) if item.topic != LETTERS]
    moved = [record(LETTERS, letter | {"partition": 2, "offset": 9, "file": None}) for letter in letters]
    assert compare_outputs(result, [*others, *moved]) == []
    bad = [letter for letter in letters if letter["reason_code"] != "void_decision"]
    told = compare_outputs(result, [*others, *moved, record(LETTERS, bad[0])])
    assert len(told) == 1 and "2 times, in replay 1 times" in told[0]
    told = compare_outputs(result, others)
    assert len(told) == 2 and told[1] == "void decision 'd1': replay notices it, live does not"


def test_a_void_decision_may_be_noticed_twice(result: Path) -> None:
    void = next(letter for letter in rows(result, LETTERS) if letter["reason_code"] == "void_decision")
    assert compare_outputs(result, [*live(result), record(LETTERS, void)]) == []
    without = {name: value for name, value in void.items() if name != "value_b64"}
    assert compare_outputs(result, [*live(result), record(LETTERS, without)]) == []
    other = void | {"message": "decision 'd2' on order 'A' is void: no reason is given"}
    assert compare_outputs(result, [*live(result), record(LETTERS, other)]) == [
        "void decision 'd2': live notices it, replay does not"
    ]


def test_an_alarm_that_only_replay_can_raise(result: Path) -> None:
    add_line(result, "findings.ndjson", finding_id="order_customer_conflict:1", kind="order_customer_conflict")
    others = [item for item in live(result) if b"order_customer_conflict" not in (item.value or b"")]
    assert compare_outputs(result, others) == []


def test_counts(result: Path) -> None:
    wrong = counts(result)
    wrong["applied"] = wrong["applied"] | {"crm.orders.v1": 7}
    told = compare_outputs(result, live(result), wrong)
    assert told == ["count applied of crm.orders.v1: 7, replay says 2"]


def test_many_differences_are_cut_short(result: Path) -> None:
    told = compare_outputs(result, [], at_most=3)
    assert len(told) == 4
    assert told[3].startswith("… and ") and told[3].endswith(" more differences")
