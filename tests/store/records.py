"""Single records by hand."""

from typing import Any

ACTIVITIES, ORDERS, NAMES = "crm.activities.v1", "crm.orders.v1", "crm.names.v1"
CHANGES, PEOPLE, DECISIONS = "crm.ownership-changes.v1", "crm.people.v1", "transferwatch.decisions.v1"
ASSESSMENTS, ALERTS = "transferwatch.assessments.v1", "transferwatch.alerts.v1"
CREDITS, FINDINGS = "transferwatch.credits.v1", "transferwatch.findings.v1"
LETTERS = "transferwatch.dead-letters.v1"


def activity(**fields: Any) -> dict[str, Any]:
    base = {"event_id": "a1", "occurred_at": "2026-03-01T09:00:00+08:00", "customer_id": "C1", "actor_id": "E1"}
    return {**base, "activity_type": "call", **fields}


def order(**fields: Any) -> dict[str, Any]:
    base = {"event_id": "o1", "occurred_at": "2026-03-02T09:00:00+08:00", "customer_id": "C1", "order_id": "SO1"}
    return {**base, "seller_id": "E2", "amount": "100.00", "currency": "CNY", "status": "won", **fields}


def name(**fields: Any) -> dict[str, Any]:
    base = {"event_id": "n1", "occurred_at": "2026-03-01T09:00:00+08:00", "subject_id": "C1"}
    return {**base, "subject_type": "customer", "display_name": "Lin", **fields}


def assessment(**fields: Any) -> dict[str, Any]:
    base = {"assessment_id": "order:SO1", "revision": 1, "customer_id": "C1", "order_id": "SO1", "path": []}
    judged = {"outcome": "clear", "score": 0, "hits": [], "features": {}, "notes": []}
    return {**base, **judged, "assessed_at": "2026-03-02T01:00:00Z", "rule_versions": {}, "rules_digest": "d", **fields}


def credit(**fields: Any) -> dict[str, Any]:
    base = {"entry_id": "x1", "order_id": "SO1", "customer_id": "C1", "payee_id": "E2", "credit_type": "direct"}
    money = {"share": "1.00", "amount": "100.00", "currency": "CNY", "status": "posted", "plan_id": "p"}
    when = {"plan_version": 1, "effective_at": "2026-03-02T01:00:00Z", "accounting_period": "2026-03"}
    return {**base, **money, **when, "reason": "won o1", "assessment_id": "order:SO1", **fields}


def letter(**fields: Any) -> dict[str, Any]:
    return {"topic": ORDERS, "partition": 0, "offset": 1, "reason_code": "not_json", "message": "no JSON", **fields}
