"""A usable record of every input topic, and what decoding says of a changed one."""

import json
from typing import Any

from detector.decode import REASON_CODES, Unusable, decode_event

ORDERS, CALLS, PEOPLE, QUOTAS = "crm.orders.v1", "crm.activities.v1", "crm.people.v1", "crm.quotas.v1"
CHANGES, NAMES, DECISIONS = "crm.ownership-changes.v1", "crm.names.v1", "transferwatch.decisions.v1"
BASE: dict[str, Any] = {"event_id": "e1", "occurred_at": "2026-03-01T09:30:00+08:00"}
RECORDS: dict[str, dict[str, Any]] = {
    ORDERS: BASE
    | {"order_id": "O1", "customer_id": "C1", "seller_id": "s", "amount": "5.00", "currency": "CNY", "status": "won"},
    CALLS: BASE | {"customer_id": "C1", "actor_id": "s", "activity_type": "call"},
    PEOPLE: BASE | {"person_id": "s", "role": "sales", "status": "active", "effective_from": "2026-01-01T00:00:00Z"},
    QUOTAS: BASE | {"person_id": "s", "period": "2026-Q1", "metric": "revenue", "target": "5.00", "currency": "CNY"},
    CHANGES: BASE | {"customer_id": "C1"},
    NAMES: BASE | {"subject_id": "C1", "subject_type": "customer"},
    DECISIONS: BASE
    | {"customer_id": "C1", "decided_by": "m", "decision": "release", "reason": "seen", "order_id": "O1"},
}
MISSING = object()


def code_of(topic: str, value: bytes | None, record_at: int | None = None) -> str:
    """The reason code, or "ok"."""
    try:
        decode_event(topic, value, record_at=record_at)
    except Unusable as error:
        assert error.code in REASON_CODES
        assert 10 < len(error.message) < 500
        return error.code
    return "ok"


def changed(topic: str, **fields: object) -> bytes:
    record = RECORDS[topic] | fields
    return json.dumps({name: value for name, value in record.items() if value is not MISSING}).encode()


def literal(topic: str, field: str, text: bytes) -> bytes:
    """A record in which a field has a JSON text of its own."""
    return changed(topic, **{field: "@@"}).replace(b'"@@"', text)
