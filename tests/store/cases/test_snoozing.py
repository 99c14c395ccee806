"""Snoozes: who may, for how long, what wakes a case, what stays as it was; on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from detector.errors import CaseBarred, CaseConflict, CaseError, CaseStateError
from detector.instant import DAY_US, format_instant
from store.audit.chain import StoredChain
from store.cases.asking import Answer, answer, ask
from store.cases.case import Case
from store.cases.changing import assign, set_due
from store.cases.snoozing import snooze, wake
from store.cases.worker import Worker
from store.engine import reading, writing
from store.queries.cases import history_of_case, list_cases
from store.queries.finding_cases import CaseFilter, Snoozed, without_snoozed
from store.recording.recorder import Recorder
from store.tables import judgements
from store.tables.accounts import accounts
from store.types import utc
from tests.store.cases.firm import AUDITOR, BOSS, CASE, LIN, START_US, Firm, alert
from tests.store.dumps import rows
from tests.store.feeding import KAFKA
from tests.store.records import ALERTS

GAO = Worker("a-gao", "gao")
IN_A_WEEK = utc(START_US + 7 * DAY_US)


@pytest.fixture
def firm(firm: Firm) -> Firm:
    """The firm with a recorder whose clock stands at the beginning: `at` moves it."""
    at(firm, START_US)
    return firm


def at(firm: Firm, now_us: int) -> None:
    firm.recorder = Recorder(firm.engine, KAFKA, lambda: now_us)


def rest(firm: Firm, worker: Worker = AUDITOR, until: datetime = IN_A_WEEK, version: int | None = None) -> Case:
    with writing(firm.engine) as connection:
        return snooze(connection, worker, CASE, version, until, "Waiting for the contract", START_US)


def listed(firm: Firm, snoozed: Snoozed | None = None, now_us: int = START_US, **wanted: Any) -> list[str]:
    asked = without_snoozed(CaseFilter(**wanted), snoozed, utc(now_us))
    return [item.case.case_id for item in list_cases(firm.engine, asked).rows]


def steps(firm: Firm) -> list[tuple[str, str | None]]:
    with reading(firm.engine) as connection:
        return [(step.kind, step.actor) for step in history_of_case(connection, CASE)]


def test_it_is_left_out_until_its_time_has_come_and_nothing_else_moves(firm: Firm) -> None:
    credit = rows(firm.engine, judgements.credits)
    case = rest(firm, BOSS)
    assert (case.state, case.version, case.snoozed_until) == ("open", 1, IN_A_WEEK)
    assert (listed(firm), listed(firm, "only"), listed(firm, "any")) == ([], [CASE], [CASE])
    assert (listed(firm, customer_id="C1"), listed(firm, order_id="SO1")) == ([CASE], [CASE]), (
        "what is asked for is told"
    )
    moment_before, then = START_US + 7 * DAY_US - 1, START_US + 7 * DAY_US
    assert (listed(firm, now_us=moment_before), listed(firm, now_us=then), listed(firm, "only", then)) == (
        [],
        [CASE],
        [],
    )
    assert rows(firm.engine, judgements.credits) == credit
    assert steps(firm) == [("snooze", "boss")], "the time passed, and nobody wrote anything"


def test_it_is_entered_without_the_words(firm: Firm) -> None:
    rest(firm)
    with writing(firm.engine) as connection:
        wake(connection, BOSS, CASE, 1, START_US)
    _rules, *entered = [(each.kind, each.actor, each.details) for each in StoredChain(firm.engine).entries()]
    told = {"case_id": CASE, "until": IN_A_WEEK.isoformat()}
    assert entered == [
        ("snooze", "a-audit", {**told, "version": 1}),
        ("snooze", "a-boss", {**told, "version": 2, "lifted": True}),
    ]
    with reading(firm.engine) as connection:
        assert [step.text for step in history_of_case(connection, CASE)] == ["Waiting for the contract", None]


@pytest.mark.parametrize("worker", [LIN, GAO])
def test_who_has_a_part_in_it_does_not_snooze_it(firm: Firm, worker: Worker) -> None:
    with pytest.raises(CaseBarred, match="has a part in it"):
        rest(firm, worker)
    rest(firm)
    with writing(firm.engine) as connection:
        assert not wake(connection, worker, CASE, None, START_US).is_asleep(START_US), "that hides nothing"


@pytest.mark.parametrize(
    ("until", "is_taken"),
    [
        (START_US, False),
        (START_US + 1, True),
        (START_US + 30 * DAY_US, True),
        (START_US + 30 * DAY_US + 1, False),
        (START_US - DAY_US, False),
    ],
)
def test_thirty_days_at_most(firm: Firm, until: int, is_taken: bool) -> None:
    if is_taken:
        assert rest(firm, until=utc(until)).is_asleep(START_US)
        return
    with pytest.raises(CaseError, match="at most 30 days"):
        rest(firm, until=utc(until))
    assert steps(firm) == []


def test_as_it_was_seen_and_with_a_reason(firm: Firm) -> None:
    rest(firm)
    with pytest.raises(CaseConflict, match="audit snooze"):
        rest(firm, BOSS, version=0)
    with pytest.raises(CaseError, match="blank"), writing(firm.engine) as connection:
        snooze(connection, BOSS, CASE, 1, IN_A_WEEK, "  ", START_US)
    assert rest(firm, BOSS, utc(START_US + DAY_US), 1).version == 2, "another day may be set"


def test_only_an_undecided_case_rests_and_only_a_resting_one_wakes(firm: Firm) -> None:
    with pytest.raises(CaseStateError, match="not snoozed"), writing(firm.engine) as connection:
        wake(connection, BOSS, CASE, None, START_US)
    rest(firm)
    with pytest.raises(CaseStateError, match="not snoozed"), writing(firm.engine) as connection:
        wake(connection, BOSS, CASE, None, START_US + 8 * DAY_US)
    assert firm.decide().case.snoozed_until is None
    with pytest.raises(CaseStateError, match="decided: snooze cannot be done"):
        rest(firm)


@pytest.mark.parametrize(
    "changed",
    [
        {"revision": 2, "severity": "high"},
        {"revision": 2, "amount": "100.01"},
        {"alert_id": "x2", "assessment_id": "order:SO2", "order_id": "SO2"},
    ],
)
def test_what_nobody_has_seen_wakes_it_at_once(firm: Firm, changed: dict[str, Any]) -> None:
    rest(firm)
    firm.say(ALERTS, **alert(revision=2))
    firm.say(ALERTS, **alert(revision=3, severity="low"))
    assert listed(firm) == []
    firm.say(ALERTS, **alert(**changed))
    assert (listed(firm), firm.case().state, firm.case().snoozed_until) == ([CASE], "open", None)
    assert steps(firm) == [("snooze", "audit"), ("wake", None)]
    firm.say(ALERTS, **alert(**changed | {"revision": 5, "severity": "high"}))
    assert len(steps(firm)) == 2, "an open case needs no waking"


def test_a_snooze_that_is_over_is_not_ended_again(firm: Firm) -> None:
    rest(firm)
    at(firm, START_US + 7 * DAY_US)
    firm.say(ALERTS, **alert(revision=2, severity="high"))
    assert steps(firm) == [("snooze", "audit")]
    assert firm.decide().case.state == "decided"
    firm.say(ALERTS, **alert(revision=3, severity="high"))
    assert firm.case().state == "decided", "what was seen at the decision counts, not what was seen at the snooze"


def test_what_is_due_is_not_hidden(firm: Firm) -> None:
    due = START_US + 2 * DAY_US
    with writing(firm.engine) as connection:
        set_due(connection, BOSS, CASE, 0, utc(due), START_US)
    rest(firm)
    assert (listed(firm, now_us=due - 1), listed(firm, now_us=due)) == ([], [CASE])
    assert listed(firm, "only", due) == [CASE], "it is snoozed all the same"


def test_a_reason_that_was_waited_for_wakes_it_and_other_steps_do_not(firm: Firm) -> None:
    key = b"k" * 32
    with writing(firm.engine) as connection:
        connection.execute(accounts.update().where(accounts.c.name == "lin").values(role="seller"))
        _, token = ask(connection, BOSS, CASE, None, "lin", key, START_US)
    rest(firm)
    with writing(firm.engine) as connection:
        assign(connection, BOSS, CASE, None, AUDITOR, None, START_US)
    assert listed(firm) == []
    with writing(firm.engine) as connection:
        answer(connection, LIN, token, [key], Answer("", "leave_cover"), START_US)
    assert listed(firm) == [CASE]
    firm.say(ALERTS, **alert(revision=2, severity="high"))
    assert [kind for kind, _ in steps(firm)] == ["ask", "snooze", "assign", "explain"]


def test_the_view_tells_it(firm: Firm) -> None:
    rest(firm)
    with reading(firm.engine) as connection:
        told = connection.exec_driver_sql("SELECT snoozed_until FROM v_cases").scalar_one()
    assert str(told)[:10] == format_instant(START_US + 7 * DAY_US)[:10]
    assert timedelta(days=7) == IN_A_WEEK - utc(START_US)
