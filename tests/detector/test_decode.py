"""Decoding, field by field: what the contract calls unusable is refused with its code, all else is read."""

import pytest

from detector.decode import decode_event
from detector.events import TOPICS, Decision, Order, OwnershipChange, Quota
from detector.instant import DAY_US, parse_instant
from tests.detector.decode_records import (
    CALLS,
    CHANGES,
    DECISIONS,
    MISSING,
    NAMES,
    ORDERS,
    PEOPLE,
    QUOTAS,
    RECORDS,
    changed,
    code_of,
    literal,
)


@pytest.mark.parametrize("topic", RECORDS)
def test_plain_records_are_read(topic: str) -> None:
    event, at, recorded_at = decode_event(topic, changed(topic))
    assert type(event) is next(known.event for known in TOPICS if known.name == topic)
    assert at == parse_instant("2026-03-01T01:30:00Z")
    assert recorded_at is None
    assert decode_event(topic, changed(topic, recorded_at="2026-03-01T09:30:01Z"))[2] == parse_instant(
        "2026-03-01T09:30:01Z"
    )


REQUIRED = {
    ORDERS: ("order_id", "customer_id", "seller_id", "amount", "currency", "status"),
    CALLS: ("customer_id", "actor_id", "activity_type"),
    PEOPLE: ("person_id", "role", "status", "effective_from"),
    QUOTAS: ("person_id", "period", "metric", "target"),
    CHANGES: ("customer_id",),
    NAMES: ("subject_id", "subject_type"),
    DECISIONS: ("customer_id", "decided_by", "decision", "reason", "order_id"),
}


@pytest.mark.parametrize(
    ("topic", "field"),
    [(topic, field) for topic, fields in REQUIRED.items() for field in ("event_id", "occurred_at", *fields)],
)
def test_required_fields_missing_null_or_of_another_type(topic: str, field: str) -> None:
    assert code_of(topic, changed(topic, **{field: MISSING})) == "missing_field"
    assert code_of(topic, changed(topic, **{field: None})) == "missing_field"
    wrongs: tuple[object, ...] = (True, [], {}, 1.5)
    for wrong in wrongs:
        assert code_of(topic, changed(topic, **{field: wrong})) == "wrong_type"
    if field.endswith("_id"):
        assert code_of(topic, changed(topic, **{field: ""})) == "missing_field"
        assert code_of(topic, changed(topic, **{field: 7})) == "wrong_type"


@pytest.mark.parametrize("topic", RECORDS)
def test_optional_fields_may_be_null_and_are_of_their_type(topic: str) -> None:
    names = next(known.event for known in TOPICS if known.name == topic).__struct_fields__
    optional = set(names) - {"event_id", "occurred_at", *REQUIRED[topic]}
    assert {"recorded_at", "source"} <= optional
    for name in optional:
        if (topic, name) != (QUOTAS, "currency"):
            assert code_of(topic, changed(topic, **{name: None})) == "ok", name
        assert code_of(topic, changed(topic, **{name: True})) == "wrong_type", name


FIELDS: list[tuple[str, str, object, str]] = [
    (CALLS, "activity_type", "knitting", "ok"),
    (CALLS, "activity_type", "", "ok"),
    (CALLS, "stage", "ein eigener Schritt", "ok"),
    (CALLS, "direction", "Inbound", "bad_value"),
    (CALLS, "direction", "", "bad_value"),
    (CHANGES, "reason_code", "their own", "ok"),
    (CHANGES, "previous_owner_id", None, "ok"),
    (PEOPLE, "role", "director", "bad_value"),
    (PEOPLE, "role", "got `null`", "bad_value"),
    (PEOPLE, "role", "missing required field", "bad_value"),
    (PEOPLE, "role", "out of range", "bad_value"),
    (PEOPLE, "role", "of length >= 1", "bad_value"),
    (PEOPLE, "status", "gone", "bad_value"),
    (PEOPLE, "effective_from", "2026-01-01", "bad_time"),
    (PEOPLE, "effective_from", "2026-01-01T00:00:00", "no_offset"),
    (PEOPLE, "effective_from", "1960-01-01T00:00:00Z", "ok"),
    (NAMES, "subject_type", "team", "bad_value"),
    (QUOTAS, "period", "2026-13", "bad_value"),
    (QUOTAS, "period", "2026-Q5", "bad_value"),
    (QUOTAS, "period", "2026-03\n", "bad_value"),
    (QUOTAS, "period", "２０２６-03", "bad_value"),
    (QUOTAS, "metric", "profit", "bad_value"),
    (QUOTAS, "target", 5, "wrong_type"),
    (QUOTAS, "target", "-5", "negative"),
    (QUOTAS, "target", "5.001", "too_many_digits"),
    (QUOTAS, "currency", None, "ok"),
    (QUOTAS, "currency", "XXX", "unknown_currency"),
    (ORDERS, "status", "lost", "bad_value"),
    (ORDERS, "order_type", "upsell", "bad_value"),
    (ORDERS, "amount", "5.001", "too_many_digits"),
    (ORDERS, "amount", "-5.00", "negative"),
    (ORDERS, "amount", "1e3", "bad_money"),
    (ORDERS, "amount", "５", "bad_money"),
    (ORDERS, "amount", 5, "wrong_type"),
    (ORDERS, "amount", "9" * 60, "amount_too_big"),
    (ORDERS, "currency", "RMB", "unknown_currency"),
    (DECISIONS, "decision", "approve", "bad_value"),
    (DECISIONS, "reason", "", "ok"),
    (DECISIONS, "amount", "1e3", "bad_money"),
    (DECISIONS, "amount", "-1", "negative"),
    (DECISIONS, "shares", [], "ok"),
    (DECISIONS, "shares", [{"payee_id": "s", "share": "0"}], "ok"),
    (DECISIONS, "shares", [{"payee_id": "s", "share": "0.20001"}, {"payee_id": "s", "share": "7"}], "ok"),
    (DECISIONS, "shares", [{"payee_id": "s", "share": "1", "note": "extra"}], "ok"),
    (DECISIONS, "shares", [{"payee_id": "s", "share": 1}], "wrong_type"),
    (DECISIONS, "shares", [{"payee_id": "s", "share": "-1"}], "negative"),
    (DECISIONS, "shares", [{"payee_id": "s", "share": "1e0"}], "bad_money"),
    (DECISIONS, "shares", [{"payee_id": "s"}], "missing_field"),
    (DECISIONS, "shares", [{"payee_id": "", "share": "1"}], "missing_field"),
    (DECISIONS, "shares", {"s": "1"}, "wrong_type"),
    (DECISIONS, "shares", ["s"], "wrong_type"),
    *[(topic, "occurred_at", "2026-03-01T09:30:00", "no_offset") for topic in RECORDS],
    *[(topic, "occurred_at", "1772328600", "bad_time") for topic in RECORDS],
    *[(topic, "occurred_at", "1989-12-31T23:59:59Z", "time_out_of_range") for topic in RECORDS],
    *[(topic, "occurred_at", "2101-01-01T00:00:00Z", "time_out_of_range") for topic in RECORDS],
    *[(topic, "occurred_at", "1990-01-01T00:00:00Z", "ok") for topic in RECORDS],
    *[(topic, "occurred_at", "2100-12-31T23:59:59Z", "ok") for topic in RECORDS],
    *[(topic, "recorded_at", "2026-03-01", "bad_time") for topic in RECORDS],
    *[(topic, "recorded_at", "2026-03-01T09:30:00", "no_offset") for topic in RECORDS],
    *[(topic, "recorded_at", "1970-01-01T00:00:00Z", "ok") for topic in RECORDS],
    *[(topic, "occurred_at_", {"x": [1]}, "ok") for topic in RECORDS],
]


@pytest.mark.parametrize(("topic", "field", "value", "code"), FIELDS)
def test_values_of_fields(topic: str, field: str, value: object, code: str) -> None:
    assert code_of(topic, changed(topic, **{field: value})) == code


NUMBERS = [
    (b"0", "ok"), (b"60", "ok"), (b"61.5", "ok"), (b"6.1e1", "ok"), (b"-0", "ok"), (b"-0.0", "ok"), (b"1E-400", "ok"),
    (b"9223372036854775807", "ok"), (b"null", "ok"),
    (b"-1", "negative"), (b"-0.5", "negative"), (b"-1e30", "negative"), (b"-99999999999999999999", "negative"),
    (b"9223372036854775808", "number_too_big"), (b"9223372036854775807.0", "number_too_big"),
    (b"18446744073709551616", "number_too_big"), (b"1e19", "number_too_big"), (b"1e400", "number_too_big"),
    (b"1" * 400, "number_too_big"), (b"1" * 5_000, "number_too_big"), (b"1" * 1_000_000, "number_too_big"),
    (b'"60"', "wrong_type"), (b"true", "wrong_type"), (b"[60]", "wrong_type"),
    (b"060", "not_json"), (b"1_000", "not_json"), (b"+1", "not_json"), (b".5", "not_json"), (b"5.", "not_json"),
    (b"NaN", "not_json"), (b"Infinity", "not_json"), (b"-Infinity", "not_json"), (b"0x10", "not_json"),
    ("６０".encode(), "not_json"), (b"", "not_json"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), NUMBERS)
def test_durations(text: bytes, code: str) -> None:
    assert code_of(CALLS, literal(CALLS, "duration_seconds", text)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "ok") for text in (b"0", b"12", b"9223372036854775807")),
        *((text, "wrong_type") for text in (b"5.5", b"5.0", b'"5"', b"true", b"[5]")),
        *((text, "number_too_big") for text in (b"9223372036854775808", b"1" * 5_000)),
        (b"-1", "negative"),
        (b"null", "missing_field"),
    ],
)
def test_a_target_of_new_customers_is_an_integer(text: bytes, code: str) -> None:
    assert code_of(QUOTAS, literal(QUOTAS, "target", text).replace(b'"revenue"', b'"new_customers"')) == code


def test_a_cancelled_order_states_nothing() -> None:
    assert code_of(ORDERS, changed(ORDERS, status="cancelled", amount="0")) == "ok"
    assert code_of(ORDERS, changed(ORDERS, status="cancelled", amount="0.00")) == "ok"
    assert code_of(ORDERS, changed(ORDERS, status="cancelled", amount="0.01")) == "cancelled_amount"
    assert code_of(ORDERS, changed(ORDERS, status="refunded", amount="0")) == "ok"


def test_what_a_decision_is_about() -> None:
    explain = {"decision": "explain", "order_id": None}
    assert code_of(DECISIONS, changed(DECISIONS, **explain)) == "missing_field"
    assert code_of(DECISIONS, changed(DECISIONS, **explain, transfer_event_id="o1")) == "ok"
    assert code_of(DECISIONS, changed(DECISIONS, decision="reassign", order_id=None)) == "missing_field"


def test_a_record_far_ahead_of_its_timestamp() -> None:
    at = parse_instant("2026-03-01T09:30:00+08:00")
    assert code_of(CALLS, changed(CALLS), record_at=at - DAY_US) == "ok"
    assert code_of(CALLS, changed(CALLS), record_at=at - DAY_US - 1) == "time_ahead"
    assert code_of(CALLS, changed(CALLS), record_at=at + 900 * DAY_US) == "ok"


def test_types_of_what_is_read() -> None:
    order = decode_event(ORDERS, changed(ORDERS)).event
    change = decode_event(CHANGES, changed(CHANGES)).event
    quota = decode_event(QUOTAS, changed(QUOTAS)).event
    decision = decode_event(DECISIONS, changed(DECISIONS, shares=[{"payee_id": "s", "share": "1"}])).event
    assert isinstance(order, Order)
    assert order.order_type is None
    assert isinstance(change, OwnershipChange)
    assert change.new_owner_id is None
    assert isinstance(quota, Quota)
    assert quota.target == "5.00"
    assert isinstance(decision, Decision)
    assert [(share.payee_id, share.share) for share in decision.shares or ()] == [("s", "1")]
