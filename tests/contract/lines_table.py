"""The contract's rules for single records as a table, written by hand: what to send, and what must become of it.

A row is a short list of (line, verdict) for one topic, in the order in which they are read. `@N@` stands for a number
that is new each time the row is used, `@G@` for that of a good customer. Verdicts: `applied`, `duplicate`,
`dead_letter`, `void` (a void decision: applied, noticed once), `blank` (no record at all).

Lines that must not be applied are about the good customers and would change their judgement if they were.
"""

import json
from dataclasses import dataclass
from typing import Any

MISSING = object()
Fields = dict[str, Any]


@dataclass(frozen=True)
class Row:
    topic: str
    name: str
    lines: tuple[tuple[bytes, str], ...]
    once: bool = False


# What every topic demands, and a value for it that would hurt a good customer if it were wrongly used.
HARM: dict[str, Fields] = {
    "ownership": {"customer_id": "g-@G@", "previous_owner_id": "lin", "new_owner_id": "qiu"},
    "activities": {"customer_id": "g-@G@", "actor_id": "mei", "activity_type": "meeting", "duration_seconds": 5400},
    "orders": {
        "order_id": "A-@G@",
        "customer_id": "g-@G@",
        "seller_id": "qiu",
        "amount": "1.23",
        "currency": "CNY",
        "status": "won",
    },
    "people": {"person_id": "lin", "role": "other", "status": "left", "effective_from": "2025-06-01T00:00:00Z"},
    "names": {"subject_id": "lin", "subject_type": "person"},
    "quotas": {"person_id": "mei", "period": "2026-03", "metric": "revenue", "target": "1000.00", "currency": "CNY"},
    "decisions": {
        "customer_id": "g-@G@",
        "decided_by": "gao",
        "decision": "reassign",
        "reason": "Out of the blue",
        "order_id": "A-@G@",
        "shares": [{"payee_id": "qiu", "share": "1"}],
    },
}
# The same about somebody else: lines that are applied must leave the good customers alone.
HARMLESS: dict[str, Fields] = {
    "ownership": {"customer_id": "odd-@N@", "previous_owner_id": "lin", "new_owner_id": "qiu"},
    "activities": {"customer_id": "odd-@N@"},
    "orders": {"order_id": "odd-@N@", "customer_id": "odd-@N@"},
    "people": {"person_id": "odd-@N@"},
    "names": {"subject_id": "odd-@N@", "display_name": "王芳"},
    "quotas": {"person_id": "odd-@N@"},
    "decisions": {"customer_id": "odd-@N@", "decision": "explain", "order_id": "odd-@N@", "shares": MISSING},
}
REQUIRED = {
    "ownership": ("event_id", "occurred_at", "customer_id"),
    "activities": ("event_id", "occurred_at", "customer_id", "actor_id"),
    "orders": ("event_id", "occurred_at", "order_id", "customer_id", "seller_id", "amount", "currency", "status"),
    "people": ("event_id", "occurred_at", "person_id", "role", "status", "effective_from"),
    "names": ("event_id", "occurred_at", "subject_id", "subject_type"),
    "quotas": ("event_id", "occurred_at", "person_id", "period", "metric", "target"),
    "decisions": ("event_id", "occurred_at", "customer_id", "decided_by", "decision"),
}
OPTIONAL_TEXT = {
    "ownership": ("previous_owner_id", "new_owner_id", "changed_by", "reason_text", "source"),
    "activities": ("content", "source"),
    "orders": ("entered_by", "order_source", "source"),
    "people": ("team_id", "manager_id", "source"),
    "names": ("display_name", "source"),
    "quotas": ("source",),
    "decisions": ("transfer_event_id", "reason_text", "source"),
}
BAD_TIMES = (
    "2026-03-01T10:00:00",
    "2026-03-01 10:00:00",
    "2026-03-01",
    "2026-03-01T10:00Z",
    "2026-03-01T10:00:00+0800",
    "2026-03-01T10:00:00+08",
    "2026-03-01T10:00:00+24:00",
    "2026-03-01T10:00:00+05:60",
    "2026-03-01T10:00:00 Z",
    "2026-03-01T10:00:00,5Z",
    "2026-03-01T10:00:00.Z",
    "2026-03-01T24:00:00Z",
    "2026-03-01T10:60:00Z",
    "2026-03-01T10:00:60Z",
    "2026-13-01T10:00:00Z",
    "2026-00-01T10:00:00Z",
    "2026-02-29T10:00:00Z",
    "2026-3-1T10:00:00Z",
    "26-03-01T10:00:00Z",
    "12026-03-01T10:00:00Z",
    "+2026-03-01T10:00:00Z",
    " 2026-03-01T10:00:00Z",
    "2026-03-01T10:00:00Z ",
    "2026-W09-7T10:00:00Z",
    "20260301T100000Z",
    "２０２６-03-01T10:00:00Z",
    "2026-03-01T10:00:00 Europe/Berlin",
    "2026-03-01T10:00:00UTC",
    "1772359200",
    "yesterday",
    "1989-12-31T23:59:59Z",
    "1970-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "2101-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    1772359200,
    1772359200.5,
)
GOOD_TIMES = (
    "2026-03-01T10:00:00Z",
    "2026-03-01T10:00:00+05:30",
    "2026-03-01T10:00:00-11:00",
    "2026-03-01T10:00:00+23:59",
    "2026-03-01T10:00:00-00:00",
    "2026-03-01t10:00:00z",
    "2026-03-01T10:00:00.5Z",
    "2026-03-01T10:00:00.123456Z",
    "2026-03-01T10:00:00.123456789+08:00",
    "2028-02-29T10:00:00Z",
    "1990-01-01T00:00:00Z",
    "2099-12-31T23:59:59Z",
    "2016-12-31T23:59:60Z",
)
BAD_AMOUNTS: tuple[tuple[Any, Any], ...] = (
    (12800, "CNY"),
    (12800.0, "CNY"),
    (2**70, "CNY"),
    (True, "CNY"),
    ("-1.00", "CNY"),
    ("-0.01", "CNY"),
    ("1.001", "CNY"),
    ("1.000", "CNY"),
    ("1.0", "JPY"),
    ("0.00", "JPY"),
    ("100.50", "JPY"),
    ("1.0001", "KWD"),
    ("12,800.00", "CNY"),
    ("12 800", "CNY"),
    ("1_000", "CNY"),
    ("¥100", "CNY"),
    ("100 CNY", "CNY"),
    (" 100", "CNY"),
    ("100\\n", "CNY"),
    ("0x10", "CNY"),
    ("１００", "CNY"),
    ("٣", "CNY"),
    ("NaN", "CNY"),
    ("Infinity", "CNY"),
    ("-Infinity", "CNY"),
    ("one", "CNY"),
    ("1/2", "CNY"),
    ("1.2.3", "CNY"),
    (".", "CNY"),
    ("100", "XYZ"),
    ("100", "cny"),
    ("100", "RMB"),
    ("100", "CN"),
    ("100", "人民币"),
    ("100", 156),
    (["100"], "CNY"),
    ({"value": "100"}, "CNY"),
)
GOOD_AMOUNTS = (
    ("0", "CNY"),
    ("0.000", "KWD"),
    ("12800", "CNY"),
    ("12800.5", "CNY"),
    ("12800.50", "CNY"),
    ("100", "JPY"),
    ("1.001", "KWD"),
    ("1.5", "KWD"),
    ("0.01", "USD"),
    ("12345678901.23", "EUR"),
)


def record(topic: str, harm: bool, **changes: Any) -> Fields:
    """A valid record with some fields changed; MISSING takes a field out."""
    common = {"event_id": "bad-@N@" if harm else "odd-@N@", "occurred_at": "2026-02-20T08:00:00Z"}
    fields = {**common, **HARM[topic], **({} if harm else HARMLESS[topic]), **changes}
    return {key: value for key, value in fields.items() if value is not MISSING}


def encoded(fields: Fields) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")


def bad(topic: str, name: str, **changes: Any) -> Row:
    return Row(topic, name, ((encoded(record(topic, True, **changes)), "dead_letter"),))


def good(topic: str, name: str, **changes: Any) -> Row:
    return Row(topic, name, ((encoded(record(topic, False, **changes)), "applied"),))


def several(topic: str, name: str, *lines: tuple[Fields, str]) -> Row:
    """Several records after each other, all about somebody else, the valid ones being applied."""
    return Row(topic, name, tuple((encoded(record(topic, False, **fields)), verdict) for fields, verdict in lines))
