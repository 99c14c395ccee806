"""Cases by what is known of them, on both databases: each condition finds its case and no other."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from store.cases.changing import assign, set_due
from store.engine import reading, writing
from store.queries.cases import list_cases
from store.queries.finding_cases import CaseFilter
from store.queries.parts import people_of_cases
from store.types import utc
from tests.store.cases.firm import AUDITOR, BOSS, CASE, START_US, Firm, alert, ripe_firm
from tests.store.records import ALERTS

OTHER = "C2/h9"
DUE = utc(START_US)
OPENED = "2026-03-01T00:00:00Z"

ASKED: list[tuple[dict[str, Any], list[str]]] = [
    ({}, [CASE, OTHER]),
    ({"states": ["open"]}, [OTHER]),
    ({"states": ["in_review", "decided"]}, [CASE]),
    ({"assignee_id": "a-boss"}, [CASE]),
    ({"unassigned": True}, [OTHER]),
    ({"unassigned": False}, [CASE]),
    ({"due_before": DUE}, []),
    ({"due_before": DUE + timedelta(seconds=1)}, [CASE]),
    ({"customer_id": "C2"}, [OTHER]),
    ({"order_id": "SO1"}, [CASE]),
    ({"person_id": "zhou"}, [OTHER]),
    ({"person_id": "mei"}, [CASE]),
    ({"team_id": "T1"}, [CASE]),
    ({"team_id": "T9"}, []),
    ({"severity": "high"}, [OTHER]),
    ({"severity": "high", "status": "confirmed"}, []),
    ({"outcomes": ["review", "watch"]}, [CASE]),
    ({"outcomes": ["clear"]}, []),
    ({"currency": "CNY", "amount_from": "100.00"}, [CASE]),
    ({"currency": "CNY", "amount_to": "99.99"}, []),
    ({"currency": "USD"}, []),
    ({"only_people": frozenset({"zhou"})}, [OTHER]),
    ({"only_people": frozenset({"lin", "gao"}), "states": ["open"]}, []),
    ({"only_people": frozenset()}, []),
]


@pytest.fixture
def two(engine: Engine) -> Firm:
    """The case of order SO1, assigned and due, and another, of a transfer of other people."""
    firm = ripe_firm(engine)
    ids = {"alert_id": "x9", "case_id": OTHER, "customer_id": "C2", "assessment_id": "transfer:h9", "raised_at": OPENED}
    none = {"order_id": None, "amount": None, "currency": None}
    who = {"originator_id": "zhou", "beneficiary_id": "xu"}
    firm.say(ALERTS, **alert(**ids, **none, **who, severity="high", status="provisional"))
    with writing(engine) as connection:
        assign(connection, AUDITOR, CASE, 0, BOSS, None, START_US)
        set_due(connection, AUDITOR, CASE, 1, DUE, START_US)
    return firm


def test_each_condition_finds_its_case(two: Firm) -> None:
    found = [[item.case.case_id for item in list_cases(two.engine, CaseFilter(**asked)).rows] for asked, _ in ASKED]
    assert found == [wanted for _, wanted in ASKED]


def test_whose_a_case_is(two: Firm) -> None:
    with reading(two.engine) as connection:
        found = people_of_cases(connection, [CASE, OTHER, "none"])
        assert people_of_cases(connection, []) == {}
    assert found == {CASE: frozenset({"lin", "mei"}), OTHER: frozenset({"zhou", "xu"})}
