"""One record of each type, with a value that is found nowhere else in each field that is not for everybody.

A canary says what it takes to see it, as a person thinks of it and not as the code declares it: `texts`, `amounts`,
`customer_name`, `pay:lin` (what lin is paid), `raw` (all of them).
"""

from datetime import datetime
from itertools import count
from typing import Any

from msgspec import Struct

from detector import events, outputs
from store.cases.case import Case
from store.queries.cases import CaseStep, ListedCase
from store.queries.figures import Attainment, Source
from store.queries.judged import JudgedOrder
from store.queries.pairs import Pair
from store.queries.staff import PersonNow

AT = "2026-03-01T00:00:00Z"
_NUMBERS = count(1)


def canary(takes: str) -> str:
    return f"canary-{next(_NUMBERS)}-{takes}-end"


def _event(**fields: Any) -> dict[str, Any]:
    return {"event_id": "e-1", "occurred_at": AT, "recorded_at": AT, "source": "crm", **fields}


def _params() -> dict[str, outputs.Param]:
    return {"customer": "c-1", "work": 3, "code": canary("texts"), "own_rules": canary("texts")}


def _money_params() -> dict[str, outputs.Param]:
    amounts = {name: canary("amounts") for name in ("amounts", "transferred_amounts", "amount_rates")}
    return {"team": "north", "target": canary("pay:nobody"), "error": canary("texts"), **amounts}


def _hit() -> outputs.Hit:
    return outputs.Hit(
        rule_id="ripe", rule_version=1, score=9, message_id="m", params=_params(), reason=canary("texts")
    )


def _assessment() -> outputs.Assessment:
    return outputs.Assessment(
        assessment_id="order:O-1",
        revision=1,
        customer_id="c-1",
        order_id="O-1",
        originator_id="lin",
        beneficiary_id="mei",
        path=[outputs.PathOwner(owner="lin", since=AT, change="e-1")],
        outcome="review",
        score=80,
        hits=[_hit()],
        reason_test=outputs.ReasonTest(
            result="confirmed", code=canary("texts"), message_id="m", params=_params(), why=canary("texts")
        ),
        features={"payee_days": 3, "link": "own", "reason_code": canary("texts"), "own": canary("texts")},
        notes=[outputs.Note(message_id="m", params=_params(), text=canary("texts"))],
        decisions=[outputs.DecisionState(event_id="d-1", decision="release", decided_by="gao", state="holds")],
        assessed_at=AT,
        rule_versions={"ripe": 1},
        rules_digest="0" * 64,
    )


def _credit(payee: str) -> outputs.Credit:
    return outputs.Credit(
        entry_id="x-1",
        order_id="O-1",
        customer_id="c-1",
        payee_id=payee,
        credit_type="direct",
        share=canary(f"pay:{payee}"),
        amount=canary(f"pay:{payee}"),
        currency="CNY",
        status="held",
        plan_id="p",
        plan_version=1,
        effective_at=AT,
        accounting_period="2026-03",
        reason="split",
        assessment_id="order:O-1",
    )


def _alert() -> outputs.Alert:
    return outputs.Alert(
        alert_id="al-1",
        case_id="c-1/e-1",
        assessment_id="order:O-1",
        customer_id="c-1",
        order_id="O-1",
        originator_id="lin",
        beneficiary_id="mei",
        revision=1,
        severity="high",
        message_id="m",
        params=_money_params(),
        headline=canary("texts+amounts+others_pay"),
        amount=canary("amounts"),
        currency="CNY",
        raised_at=AT,
        status="confirmed",
        hits=[_hit()],
    )


def _events() -> list[Struct]:
    shares = [events.Share("lin", canary("pay:lin")), events.Share("mei", canary("pay:mei"))]
    return [
        events.OwnershipChange(
            **_event(customer_id="c-1", reason_code=canary("texts"), reason_text=canary("texts")), new_owner_id="mei"
        ),
        events.Activity(
            **_event(customer_id="c-1", activity_type=canary("texts"), content=canary("texts"), stage=canary("texts")),
            actor_id="lin",
        ),
        events.Order(
            **_event(customer_id="c-1", order_id="O-1", amount=canary("amounts"), order_source=canary("texts")),
            seller_id="mei",
            currency="CNY",
            status="won",
        ),
        events.Person(**_event(person_id="lin"), role="sales", status="active", effective_from=AT),
        events.Name(**_event(subject_id="c-1"), subject_type="customer", display_name=canary("customer_name")),
        events.Name(**_event(subject_id="lin"), subject_type="person", display_name=canary("")),
        events.Quota(**_event(person_id="lin", target=canary("pay:lin")), period="2026-03", metric="revenue"),
        events.Decision(
            **_event(customer_id="c-1", reason=canary("texts"), amount=canary("amounts"), shares=shares),
            decided_by="gao",
            decision="release",
            reason_code=canary("texts"),
            reason_text=canary("texts"),
        ),
    ]


def _case(at: datetime) -> Case:
    changes: dict[str, Any] = {"assignee_id": "a-1", "due_at": at, "opened_at": at, "changed_at": at}
    return Case(case_id="c-1/e-1", customer_id="c-1", state="open", disposition=None, version=1, **changes)


def _rows() -> list[Struct]:
    """Rows of the store's questions."""
    at = datetime.fromisoformat(AT)
    judged: dict[str, Any] = {"outcome": "review", "score": 80, "reason_late": False, "decided": False}
    who: dict[str, Any] = {"originator_id": "lin", "beneficiary_id": "mei"}
    order: dict[str, Any] = {"customer_id": "c-1", "order_id": "O-1", "ordered_at": at, "seller_id": "mei"}
    money: dict[str, Any] = {"amount": canary("amounts"), "currency": "CNY"}
    return [
        JudgedOrder(**order, **who, **judged, **money, status="won", reason_result=None, revision=1),
        Source(person_id="mei", source="own", currency="CNY", orders=1, amount=canary("amounts")),
        Attainment(
            person_id="lin",
            period="2026-03",
            metric="revenue",
            target=canary("pay:lin"),
            currency="CNY",
            booked=canary("amounts"),
            held=canary("pay:lin"),
            posted=canary("pay:lin"),
            attainment=canary("pay:lin"),
        ),
        ListedCase(
            case=_case(at),
            dossier_id="c-1/e-1",
            assignee="ann",
            status="confirmed",
            severity="high",
            headline=canary("texts+amounts+others_pay"),
            params=_money_params(),
            order_id="O-1",
            **who,
            **money,
        ),
        CaseStep(version=1, kind="note", actor="ann", person_id=None, at=at, details={}, text=canary("texts")),
        Pair(**who, orders=1, watch=0, review=1, currency="CNY", amount=canary("amounts")),
        PersonNow(person_id="lin", role="sales", team_id="north", status="active", since=at, display_name=canary("")),
    ]


def records() -> list[Struct]:
    """All types that people may see."""
    return [
        *_events(),
        *_rows(),
        _assessment(),
        _alert(),
        _credit("lin"),
        _credit("mei"),
        outputs.Finding(finding_id="f-1", kind="transfer_rate", subject="lin", params=_money_params()),
        outputs.DeadLetter(
            topic="crm.orders.v1",
            key_b64=canary("raw"),
            value_b64=canary("raw"),
            value_sha256=canary("raw"),
            headers=[(canary("raw"), canary("raw"))],
            reason_code="not_json",
            message=canary("raw"),
        ),
    ]
