"""Bytes of a record to an event, strictly; what the contract calls unusable is refused with a code and a sentence."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from detector.events import Activity, Decision, Event, Order, Person, Quota
from detector.instant import DAY_US, EARLIEST_US, LATEST_US, InstantError, parse_instant
from detector.money import MAX_MINOR, MoneyError, currency_digits, parse_minor
from detector.record import customer_of, parse_record
from detector.unusable import MAX_BYTES, MAX_DEPTH, REASON_CODES, Unusable

__all__ = ("MAX_BYTES", "MAX_DEPTH", "REASON_CODES", "Decoded", "Unusable", "customer_of", "decode_event")


class Decoded(NamedTuple):
    """An event, its `occurred_at` and, where stated, its `recorded_at`, in microseconds since 1970."""

    event: Event
    at: int
    recorded_at: int | None = None


_PLAIN_DECIMAL = re.compile(r"(-?)[0-9]{1,40}(\.[0-9]{1,40})?", re.ASCII)


def _plain_decimal(text: str, field: str) -> None:
    match = _PLAIN_DECIMAL.fullmatch(text)
    if match is None:
        raise Unusable("bad_money", f"{field} {text[:40]!r} is not a decimal string")
    if match[1]:
        raise Unusable("negative", f"{field} {text[:40]!r} is negative")


def _check_order(order: Order) -> None:
    try:
        minor = parse_minor(order.amount, order.currency)
    except MoneyError as error:
        raise Unusable(error.code, str(error)) from None
    if order.status == "cancelled" and minor:
        message = f"order {order.order_id!r} is cancelled but states {order.amount}; expected 0"
        raise Unusable("cancelled_amount", message)


def _check_quota(quota: Quota) -> None:
    money = quota.metric != "new_customers"
    if money is not isinstance(quota.target, str):
        expected = "a decimal string" if money else "an integer"
        raise Unusable("wrong_type", f"target of {quota.metric} is {quota.target!r}; expected {expected}")
    if isinstance(quota.target, int):
        if quota.target < 0:
            raise Unusable("negative", f"target {quota.target} is negative")
        if quota.target > MAX_MINOR:
            raise Unusable("number_too_big", "target is beyond 64 bits")
    elif quota.currency is None:
        _plain_decimal(quota.target, "target")
    if quota.period[-1] == "\n":  # which a pattern's $ lets through
        raise Unusable("bad_value", f"period {quota.period!r} has something behind it")
    if quota.currency is not None:
        try:
            currency_digits(quota.currency)
            if isinstance(quota.target, str):
                parse_minor(quota.target, quota.currency)
        except MoneyError as error:
            raise Unusable(error.code, str(error)) from None


def _check_decision(decision: Decision) -> None:
    if decision.decision == "explain":
        if decision.order_id is None and decision.transfer_event_id is None:
            raise Unusable("missing_field", "explain needs order_id or transfer_event_id")
    elif decision.order_id is None:
        raise Unusable("missing_field", f"{decision.decision} needs order_id")
    if decision.amount is not None:
        _plain_decimal(decision.amount, "amount")
    for share in decision.shares or ():
        _plain_decimal(share.share, "share")


def _check_activity(activity: Activity) -> None:
    duration = activity.duration_seconds
    if duration is not None and not 0 <= duration <= MAX_MINOR:
        code = "negative" if duration < 0 else "number_too_big"
        raise Unusable(code, f"duration_seconds {str(duration)[:40]} is not within 0 and 2^63 - 1")


def _check_person(person: Person) -> None:
    try:
        parse_instant(person.effective_from)
    except InstantError as error:
        raise Unusable(error.code, f"effective_from: {error}") from None


_CHECKS: Mapping[type[Event], Callable[[Any], None]] = {
    Activity: _check_activity,
    Decision: _check_decision,
    Order: _check_order,
    Person: _check_person,
    Quota: _check_quota,
}


def decode_event(topic: str, value: bytes | None, *, record_at: int | None = None) -> Decoded:
    """Decode and check one record of a topic.

    `record_at`: the Kafka record's timestamp in microseconds, where there is one. Raises Unusable.
    """
    event = parse_record(topic, value)
    field, recorded_at = "occurred_at", None
    try:
        at = parse_instant(event.occurred_at)
        if event.recorded_at is not None:
            field = "recorded_at"
            recorded_at = parse_instant(event.recorded_at)
    except InstantError as error:
        raise Unusable(error.code, f"{field}: {error}") from None
    if not EARLIEST_US <= at <= LATEST_US:
        raise Unusable("time_out_of_range", f"occurred_at {event.occurred_at} is not within 1990 and 2100")
    if record_at is not None and at > record_at + DAY_US:
        raise Unusable("time_ahead", f"occurred_at {event.occurred_at} is over a day ahead of its record")
    check = _CHECKS.get(type(event))
    if check is not None:
        check(event)
    return tuple.__new__(Decoded, (event, at, recorded_at))
