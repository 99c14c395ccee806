"""A case from its alert to its end, on SQLite and PostgreSQL: what is written, what is refused, what brings it back."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from detector.errors import CaseConflict, CaseError
from detector.events import Share
from detector.instant import parse_instant
from store.audit.chain import StoredChain
from store.cases.changing import assign, close, note, reopen
from store.cases.drafting import Settlement
from store.cases.states import STATES
from store.cases.worker import Worker
from store.engine import reading, writing
from store.keeping.erasing import erase
from store.queries.cases import dossier_of, foreign_of, history_of_case, list_cases
from store.queries.finding_cases import CaseFilter
from store.tables import cases as tables
from store.types import utc
from tests.store.cases.firm import AUDITOR, BOSS, CASE, RELEASE, START_US, Firm, alert, judged
from tests.store.dumps import rows
from tests.store.feeding import write_all
from tests.store.records import ALERTS, ASSESSMENTS, DECISIONS


def kinds(firm: Firm) -> list[str]:
    with reading(firm.engine) as connection:
        return [step.kind for step in history_of_case(connection, CASE)]


def entries(firm: Firm) -> list[tuple[str, str]]:
    found = [entry for entry in StoredChain(firm.engine).entries() if entry.kind != "rule_change"]
    return [(entry.kind, str(entry.details.get("decision", entry.details.get("change")))) for entry in found]


def test_an_alert_opens_a_case_once(firm: Firm) -> None:
    case = firm.case()
    assert (case.state, case.version, case.customer_id) == ("open", 0, "C1")
    firm.say(ALERTS, **alert(revision=2, severity="high"))
    firm.say(ALERTS, **alert(alert_id="x2", severity="low"))
    assert firm.case() == case, "a second alert joins; nobody has looked yet, so nothing is brought back"
    page = list_cases(firm.engine)
    assert [(item.case.case_id, item.severity, item.dossier_id) for item in page.rows] == [(CASE, "high", CASE)]


def test_from_the_first_look_to_the_end(firm: Firm) -> None:
    with writing(firm.engine) as connection:
        assign(connection, BOSS, CASE, 0, BOSS, utc(START_US), START_US)
        note(connection, BOSS, CASE, "Called mei", START_US)
    assert (firm.case().state, firm.case().version) == ("in_review", 2)
    ruled = firm.decide(BOSS, "abnormal", RELEASE, version=2, judged={"order:SO1": 1})
    (decision,) = ruled.decisions
    assert (decision.decision, decision.amount, decision.decided_by) == ("release", "100.00", "boss")
    assert decision.shares == [Share("lin", "0.80"), Share("mei", "0.20")]
    with writing(firm.engine) as connection:
        closed = close(connection, BOSS, CASE, 3, START_US)
    assert (closed.state, closed.disposition, closed.version) == ("closed", "abnormal", 4)
    assert kinds(firm) == ["assign", "note", "decide", "close"]
    wanted = [("case_change", "assign"), ("case_change", "note"), ("decision", "abnormal"), ("decision", "release")]
    assert entries(firm) == [*wanted, ("case_change", "close")]
    assert StoredChain(firm.engine).verify().fault is None
    (listed,) = list_cases(firm.engine, CaseFilter(states=["closed"], assignee_id="a-boss", customer_id="C1")).rows
    assert listed.assignee == "boss"
    assert list_cases(firm.engine, CaseFilter(states=[each for each in STATES if each != "closed"])).rows == []


def test_the_entry_the_event_and_the_case_are_one(firm: Firm) -> None:
    firm.decide(settlements=RELEASE)
    (waits,) = firm.waiting()
    entry = list(StoredChain(firm.engine).entries())[-1]
    (row,) = rows(firm.engine, tables.outbox)
    assert waits.number == entry.seq
    assert row["event_sha256"] == entry.details["event_sha256"]
    assert entry.details["assessment_id"] == "order:SO1"
    assert json.loads(waits.record)["reason"] == "Looked at it"
    with pytest.raises(CaseError, match="would be void"):
        with writing(firm.engine) as connection:
            reopen(connection, AUDITOR, CASE, None, "Otherwise", START_US)
        firm.decide(settlements=[Settlement("SO1", [Share("mei", "0.5")])])
    assert len(firm.waiting()) == 1, "what was refused left nothing"
    assert firm.case().state == "reopened"


def test_decisions_of_a_case_follow_each_other_whatever_the_clock_says(firm: Firm) -> None:
    first = firm.decide(settlements=RELEASE).decisions[0]
    with writing(firm.engine) as connection:
        reopen(connection, AUDITOR, CASE, None, "Otherwise", START_US - 10)
    second = firm.decide(settlements=[Settlement("SO1", [Share("mei", "1")])]).decisions[0]
    assert parse_instant(first.occurred_at) < parse_instant(second.occurred_at)


@pytest.mark.parametrize(
    ("who", "part"), [("gao", "mover"), ("lin", "payee, originator"), ("mei", "payee, beneficiary")]
)
def test_who_has_a_part_does_not_decide(firm: Firm, who: str, part: str) -> None:
    with pytest.raises(CaseError, match=rf"{part}.* their manager '{'boss'}'"):
        firm.decide(Worker(f"a-{who}", who))
    with pytest.raises(CaseError, match="has a part"), writing(firm.engine) as connection:
        close(connection, Worker(f"a-{who}", who), CASE, None, START_US)
    with pytest.raises(CaseError, match="has a part"), writing(firm.engine) as connection:
        assign(connection, AUDITOR, CASE, None, Worker(f"a-{who}", who), None, START_US)
    assert firm.case().version == 0
    assert firm.decide(Worker("a-zhao", "zhao")).case.state == "decided", "who gave lin the customer caused nothing"


def test_whom_their_own_shares_pay_does_not_decide(firm: Firm) -> None:
    with pytest.raises(CaseError, match="payee.*an auditor can"):
        firm.decide(BOSS, settlements=[Settlement("SO1", [Share("boss", "1")])])


def test_a_late_look_is_refused_and_told_who_was_first(firm: Firm) -> None:
    firm.decide(BOSS, "honest", version=0)
    with pytest.raises(CaseConflict, match="boss decide honest at 2026-05-28T20:26:40Z") as error:
        firm.decide(AUDITOR, "abnormal", version=0)
    assert "you saw version 0" in str(error.value)
    assert firm.case().disposition == "honest"


def test_what_was_judged_anew_is_looked_at_again(firm: Firm) -> None:
    firm.say(ASSESSMENTS, **judged(revision=2, score=90))
    with pytest.raises(CaseConflict, match="order:SO1 is at revision 2 and you saw revision 1"):
        firm.decide(judged={"order:SO1": 1})
    assert firm.decide(judged={"order:SO1": 2}).case.state == "decided"


WEIGHTY: list[tuple[dict[str, Any], str]] = [
    ({"severity": "high"}, "severity"),
    ({"amount": "100.01"}, "amount"),
    ({"amount": "100", "currency": "USD"}, "amount"),
    ({"beneficiary_id": "wang"}, "people"),
    ({"order_id": "SO2", "amount": "1.00"}, "order"),
    ({"alert_id": "x2", "severity": "low"}, "new_alert"),
]


@pytest.mark.parametrize(("change", "why"), WEIGHTY)
@pytest.mark.parametrize("closed", [False, True])
def test_a_revision_that_matters_brings_a_case_back(firm: Firm, change: dict[str, Any], why: str, closed: bool) -> None:
    firm.decide()
    if closed:
        with writing(firm.engine) as connection:
            close(connection, AUDITOR, CASE, None, START_US)
    firm.say(ALERTS, **alert(revision=2, **change))
    case = firm.case()
    assert (case.state, case.disposition) == ("reopened", None)
    with reading(firm.engine) as connection:
        last = history_of_case(connection, CASE)[-1]
    assert (last.kind, last.actor, last.details["why"]) == ("revise", None, [why])
    firm.say(ALERTS, **alert(revision=3, **change))
    assert firm.case() == case, "it is back already"


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"severity": "low"},
        {"amount": "99.99"},
        {"status": "withdrawn", "severity": "high"},
        {"headline": "Otherwise"},
        {"hits": []},
        {"raised_at": "2026-04-01T00:00:00Z"},
    ],
)
def test_what_the_decision_covered_does_not(firm: Firm, change: dict[str, Any]) -> None:
    firm.decide()
    firm.say(ALERTS, **alert(revision=2, **change))
    assert firm.case().state == "decided"


def test_a_withdrawn_matter_closes_undecided_and_comes_back(firm: Firm) -> None:
    with pytest.raises(CaseError, match="is open: close cannot be done"), writing(firm.engine) as connection:
        close(connection, AUDITOR, CASE, None, START_US)
    firm.say(ALERTS, **alert(revision=2, status="withdrawn"))
    with writing(firm.engine) as connection:
        close(connection, AUDITOR, CASE, None, START_US)
    assert (firm.case().state, firm.case().disposition) == ("closed", None)
    firm.say(ALERTS, **alert(revision=3, status="provisional"))
    assert firm.case().state == "reopened"


def test_only_orders_of_the_case_are_settled(firm: Firm) -> None:
    with pytest.raises(CaseError, match="'SO9' is none of the orders of case 'C1/h1'; those are: SO1"):
        firm.decide(settlements=[Settlement("SO9")])


def test_a_split_of_a_persons_is_not_taken_for_the_plans(firm: Firm) -> None:
    holds = {"event_id": "d", "decision": "reassign", "decided_by": "x", "state": "holds"}
    firm.say(ASSESSMENTS, **judged(revision=2, decisions=[holds]))
    with pytest.raises(CaseError, match="does not show the plan's"):
        firm.decide(settlements=RELEASE)


def test_cases_of_the_same_three_within_90_days_are_one_dossier(firm: Firm) -> None:
    for number, at in ((2, "2026-05-31T01:00:00Z"), (3, "2026-08-30T01:00:00Z"), (4, "2026-03-03T01:00:00Z")):
        more = {"case_id": f"C1/h{number}", "alert_id": f"y{number}", "raised_at": at, "assessment_id": f"a{number}"}
        firm.say(ALERTS, **alert(**more, beneficiary_id="wang" if number == 4 else "mei"))
    with reading(firm.engine) as connection:
        names = (CASE, "C1/h3", "C1/h4", "none")
        found = {case: [item.case.case_id for item in dossier_of(connection, case)] for case in names}
    assert found == {CASE: [CASE, "C1/h2"], "C1/h3": ["C1/h3"], "C1/h4": ["C1/h4"], "none": []}


def test_words_of_a_case_are_erased(firm: Firm) -> None:
    with writing(firm.engine) as connection:
        note(connection, BOSS, CASE, "Mei told me of her illness", START_US)
    erase(firm.engine, "customer", "C1", utc(START_US))
    with reading(firm.engine) as connection:
        (step,) = history_of_case(connection, CASE)
    assert (step.kind, step.text) == ("note", None)


def test_a_decision_from_elsewhere_is_flagged(firm: Firm) -> None:
    firm.decide(settlements=RELEASE)
    (waits,) = firm.waiting()
    ours = json.loads(waits.record)
    firm.log.put(DECISIONS, waits.record)
    record = firm.log.records[next(place for place in firm.log.records if place.topic == DECISIONS)][-1]
    assert write_all(firm.recorder, [record]).foreign == ()
    firm.say(DECISIONS, **{**ours, "event_id": "mine", "decided_by": "thief"})
    firm.say(DECISIONS, **{**ours, "amount": "999.00"})
    flagged = [(item.event_id, item.why, item.decided_by) for item in foreign_of(firm.engine).rows]
    assert sorted(flagged) == sorted([("mine", "unknown", "thief"), (ours["event_id"], "changed", "a-audit")])


def test_pages_of_cases_go_on(firm: Firm) -> None:
    for number in range(5):
        firm.say(ALERTS, **alert(case_id=f"C{number}/h", alert_id=f"z{number}", customer_id=f"C{number}"))
    found, after = [], None
    while True:
        page = list_cases(firm.engine, after=after, limit=2)
        found += [item.case.case_id for item in page.rows]
        after = page.next
        if after is None:
            break
    assert found == sorted([CASE, *(f"C{number}/h" for number in range(5))], reverse=True)


def test_the_views_tell_it_without_words(firm: Firm) -> None:
    firm.decide(settlements=RELEASE)
    firm.say(DECISIONS, **{**json.loads(firm.waiting()[0].record), "event_id": "mine"})
    with reading(firm.engine) as connection:
        for view in ("v_cases", "v_case_steps", "v_outbox", "v_foreign_decisions"):
            (row,) = connection.execute(text(f"SELECT * FROM {view}")).mappings().all()
            assert row["customer_id"] == "C1"
            assert "Looked at it" not in str(dict(row))
