"""Bytes of a record to an event, strictly; what the contract calls unusable is refused with a code and a sentence."""

import json
import re
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any, NamedTuple

import msgspec

from detector.events import TOPICS, Activity, Decision, Event, Order, Person, Quota
from detector.instant import DAY_US, EARLIEST_US, LATEST_US, InstantError, parse_instant
from detector.money import MAX_MINOR, MoneyError, currency_digits, parse_minor

MAX_DEPTH = 256
"""How deep a record may be nested; beyond it no parser's stack is trusted."""
MAX_BYTES = 16 * 1024 * 1024
"""How long a record may be."""

REASON_CODES: Mapping[str, str] = {
    "null_value": "a record without a value",
    "too_big": "a record longer than 16 MiB",
    "not_utf8": "bytes that are not UTF-8",
    "too_deep": f"nested deeper than {MAX_DEPTH} levels",
    "not_json": "no complete JSON value, or something behind it",
    "not_object": "JSON, but no object",
    "missing_field": "a required field is missing, null or empty",
    "wrong_type": "a field has a value of another type",
    "bad_value": "a field's value is outside its enumeration or form",
    "negative": "a number or amount below zero",
    "number_too_big": "a number beyond 64 bits",
    "bad_time": "no RFC 3339 time",
    "no_offset": "a time without an offset",
    "time_out_of_range": "occurred_at before 1990 or after 2100",
    "time_ahead": "occurred_at more than a day ahead of the record's timestamp",
    "bad_money": "an amount that is no decimal string",
    "too_many_digits": "an amount with more digits than its currency has",
    "amount_too_big": "an amount beyond 64 bits of minor units",
    "unknown_currency": "no ISO 4217 currency with minor units",
    "cancelled_amount": "a cancelled order with another amount than 0",
    "key_mismatch": "the record's key is not the id in its body",
    "id_conflict": "an id that came before with another payload",
    "too_late": "an event older than what is kept of its customer",
    "void_decision": "a decision that does not hold (it counts as applied)",
}
"""The stable reason codes of dead letters, with what each means."""


class Unusable(ValueError):
    """A record that cannot be used: `code` is one of REASON_CODES, the message says what was expected and found."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Decoded(NamedTuple):
    """An event, its `occurred_at` and, where stated, its `recorded_at`, in microseconds since 1970."""

    event: Event
    at: int
    recorded_at: int | None = None


_DECODERS: Mapping[str, msgspec.json.Decoder[Event]] = {
    topic.name: msgspec.json.Decoder(topic.event) for topic in TOPICS
}
_FIELDS = {topic.name: frozenset(topic.event.__struct_fields__) for topic in TOPICS}
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_STRING = re.compile(rb'"[^"]*"?')
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEP = tuple(1 if code in b"[{" else -1 for code in range(256))
_PLAIN_DECIMAL = re.compile(r"(-?)[0-9]{1,40}(\.[0-9]{1,40})?", re.ASCII)


def _too_deep(value: bytes) -> bool:
    """Whether brackets outside strings nest too deep; in linear time, whatever the bytes are."""
    if value.count(b"[") + value.count(b"{") <= MAX_DEPTH:
        return False
    plain = _STRING.sub(b"", value.replace(rb"\\", b"").replace(rb"\"", b""))
    brackets = plain.translate(None, _NO_BRACKETS)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > MAX_DEPTH


def _validation_code(message: str) -> str:
    # The message may quote what the record says, so a value must not pass for another fault.
    if message.startswith(("Invalid enum", "Expected `str` matching")):
        return "bad_value"
    if message.startswith("Expected `object`") and " - at `$" not in message:
        return "not_object"
    if message.startswith("Object missing") or "got `null`" in message or "of length >= 1" in message:
        return "missing_field"
    if "out of range" in message:
        return "number_too_big"
    return "wrong_type"


def _known_fields(topic: str, value: bytes) -> bytes:
    """The same object without its unknown fields, which may hold half a surrogate pair: they are never an error."""
    fields = _FIELDS[topic]
    try:
        parsed = json.loads(value, parse_constant=_no_constant)
        known = {name: item for name, item in parsed.items() if name in fields}
        return msgspec.json.encode(known)
    except (ValueError, RecursionError, AttributeError):
        message = "no complete JSON object in which every known field is text that UTF-8 can hold"
        raise Unusable("not_json", message) from None


def _no_constant(name: str) -> None:
    message = f"{name} is no JSON value"
    raise ValueError(message)


def _parse(topic: str, value: bytes, *, retry: bool = True) -> Event:
    try:
        return _DECODERS[topic].decode(value)
    except msgspec.ValidationError as error:
        raise Unusable(_validation_code(str(error)), str(error)) from None
    except msgspec.DecodeError as error:
        if retry and _SURROGATE.search(value):
            return _parse(topic, _known_fields(topic, value), retry=False)
        raise Unusable("not_json", str(error)) from None
    except ValueError as error:  # an integer literal of thousands of digits
        raise Unusable("number_too_big", str(error)) from None


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


def _check_bytes(value: bytes | None) -> bytes:
    if value is None:
        raise Unusable("null_value", "the record has no value; expected a JSON object")
    if len(value) > MAX_BYTES:
        raise Unusable("too_big", f"the record has {len(value)} bytes; expected at most {MAX_BYTES}")
    try:
        value.decode()
    except UnicodeDecodeError as error:
        raise Unusable("not_utf8", f"byte {error.start} is not UTF-8") from None
    # Two quick looks spare nearly every record the count: it has no list, and no object within the first one.
    if (value.find(b"{", 1) >= 0 or b"[" in value) and _too_deep(value):
        raise Unusable("too_deep", f"nested deeper than {MAX_DEPTH} levels")
    return value


def decode_event(topic: str, value: bytes | None, *, record_at: int | None = None) -> Decoded:
    """Decode and check one record of a topic.

    `record_at`: the Kafka record's timestamp in microseconds, where there is one. Raises Unusable.
    """
    event = _parse(topic, _check_bytes(value))
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


class _Key(msgspec.Struct):
    customer_id: str


_KEY_DECODER = msgspec.json.Decoder(_Key)


def customer_of(value: bytes) -> str | None:
    r"""The customer of a record, read cheaply; None where it has none (decoding will say why).

    >>> customer_of(b'{"customer_id": "C1", "extra": "half a pair: \\ud83d"}')
    'C1'
    """
    try:
        return _KEY_DECODER.decode(value).customer_id
    except msgspec.ValidationError:
        return None
    except (ValueError, RecursionError):
        if not _SURROGATE.search(value):
            return None
    try:
        parsed = json.loads(value)
        customer = parsed.get("customer_id") if isinstance(parsed, dict) else None
        return customer if isinstance(customer, str) else None
    except (ValueError, RecursionError):
        return None
