"""Facts: what judging keeps of each event, and that it keeps nobody's words."""

from typing import Any

import pytest

from detector.decode import decode_event
from detector.events import ACTIVITY_TYPES, Activity, Decision, Order, OwnershipChange, Person, Quota
from detector.facts import (
    activity_fact,
    change_fact,
    decision_fact,
    payload_hash,
    person_fact,
    statement_fact,
)
from detector.instant import SECOND_US, parse_instant
from tests.detector.builders import shipped
from tests.detector.decode_records import CALLS, CHANGES, DECISIONS, ORDERS, PEOPLE, QUOTAS, changed

RULES = shipped().pack.text_rules


def read(topic: str, **fields: object) -> Any:
    """The event and its time, as the facts take them."""
    return decode_event(topic, changed(topic, **fields))[:2]


@pytest.mark.parametrize(
    ("code", "text", "given"),
    [
        (None, None, False),
        ("", "", False),
        ("other", None, False),
        ("other", "客户搬家", False),
        ("other", "客户搬家了", True),
        ("capacity", None, True),
        ("capacity", "12345", True),
        ("their own code", None, False),
        ("their own code", "moved", True),
        ("Capacity", None, False),
        (None, "1234567890 !!", False),
        (None, "leave", True),
    ],
)
def test_when_a_reason_is_given(code: str | None, text: str | None, given: bool) -> None:
    event, at = read(CHANGES, reason_code=code, reason_text=text)
    assert isinstance(event, OwnershipChange)
    assert change_fact(event, at).reason.given is given


def test_a_claim_is_kept_as_a_code_not_as_words() -> None:
    event, at = read(CHANGES, reason_code="their own", reason_text="她离职了，客户转给我")
    fact = change_fact(event, at, RULES)
    assert fact.reason == ("", True, "leaver")
    assert "客户" not in repr(fact)


@pytest.mark.parametrize(
    ("fields", "code", "text_code"),
    [
        ({"reason": "她离职了"}, "", "leaver"),
        ({"reason": "她离职了", "reason_text": "她在休假"}, "", "leave_cover"),
        ({"reason": "seen", "reason_code": "leaver"}, "leaver", ""),
    ],
)
def test_the_claim_of_an_explanation(fields: dict[str, object], code: str, text_code: str) -> None:
    event, at = read(DECISIONS, decision="explain", **fields)
    assert isinstance(event, Decision)
    fact = decision_fact(event, at, RULES)
    assert (fact.reason.code, fact.reason.text_code) == (code, text_code)


@pytest.mark.parametrize(("reason", "stated"), [("seen", True), ("", False), (" \n\u3000", False)])
def test_a_blank_reason_is_none(reason: str, stated: bool) -> None:
    event, at = read(DECISIONS, reason=reason)
    assert decision_fact(event, at).has_reason is stated


def test_shares_are_kept_as_written() -> None:
    event, at = read(DECISIONS, shares=[{"payee_id": "s", "share": "0.20"}, {"payee_id": "s", "share": "0.2000"}])
    assert decision_fact(event, at).shares == (("s", "0.20"), ("s", "0.2000"))
    event, at = read(DECISIONS, shares=[])
    assert decision_fact(event, at).shares == ()
    event, at = read(DECISIONS)
    assert decision_fact(event, at).shares is None


def test_activity_types_of_the_contract_and_all_else_is_a_note() -> None:
    kinds = {}
    for name in (*ACTIVITY_TYPES, "knitting", "Call", ""):
        event, at = read(CALLS, activity_type=name)
        kinds[name] = ACTIVITY_TYPES[activity_fact(event, at).kind]
    assert kinds == {name: name for name in ACTIVITY_TYPES} | {"knitting": "note", "Call": "note", "": "note"}


def test_numbers_and_times_of_an_activity() -> None:
    event, at = read(CALLS, duration_seconds=61.9, recorded_at="2026-03-01T10:00:00.9Z", stage="quoted")
    assert isinstance(event, Activity)
    fact = activity_fact(event, at)
    assert (fact.duration_s, fact.recorded_s, fact.stage) == (
        61,
        parse_instant("2026-03-01T10:00:00Z") // SECOND_US,
        "quoted",
    )
    assert activity_fact(event, at, recorded_at=parse_instant("2026-03-01T10:00:00.9Z")) == fact
    event, at = read(CALLS)
    assert activity_fact(event, at)[4:] == (-1, 0, 0, 0, False, -1, "", fact.id_hash)


@pytest.mark.parametrize(("direction", "asks"), [("inbound", True), ("outbound", False), (None, False)])
def test_only_the_customer_asks_for_another_contact(direction: str | None, asks: bool) -> None:
    event, at = read(CALLS, direction=direction, content="能不能换个人跟我们对接")
    assert activity_fact(event, at, RULES).asks is asks


def test_a_missing_order_type_is_new() -> None:
    event, at = read(ORDERS)
    assert isinstance(event, Order)
    fact = statement_fact(event, at)
    assert (fact.order_type, fact.amount_minor, fact.entered_by, fact.order_source) == ("new", 500, "", "")
    event, at = read(ORDERS, amount="5", order_type="new")
    assert statement_fact(event, at) == fact, "the same amount written in another way is the same payload"


def test_a_person_sorts_by_when_it_takes_effect() -> None:
    event, at = read(PEOPLE, effective_from="2025-12-31T16:00:00-08:00")
    assert isinstance(event, Person)
    assert person_fact(event, at)[:2] == (parse_instant("2026-01-01T00:00:00Z"), at)


def test_a_quota_with_another_target_is_another_payload() -> None:
    event, at = read(QUOTAS)
    assert isinstance(event, Quota)
    again, same_at = read(QUOTAS, source="scrm", recorded_at="2026-03-02T00:00:00Z", extra=1)
    other, other_at = read(QUOTAS, target="6.00")
    assert payload_hash(event, at) == payload_hash(again, same_at) != payload_hash(other, other_at)
