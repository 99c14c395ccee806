"""Bytes of a record to the struct of its topic: UTF-8, size, nesting and JSON; what values mean is for `decode`."""

import json
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from itertools import accumulate

import msgspec

from detector.events import TOPICS, Event
from detector.unusable import MAX_BYTES, MAX_DEPTH, Unusable

_DECODERS: Mapping[str, msgspec.json.Decoder[Event]] = {
    topic.name: msgspec.json.Decoder(topic.event) for topic in TOPICS
}
_FIELDS: Mapping[str, AbstractSet[str]] = {topic.name: frozenset(topic.event.__struct_fields__) for topic in TOPICS}
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_STRING = re.compile(rb'"[^"]*"?')
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEP = tuple(1 if code in b"[{" else -1 for code in range(256))


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


def _no_constant(name: str) -> None:
    message = f"{name} is no JSON value"
    raise ValueError(message)


def _as_written(number: str) -> msgspec.Raw:
    return msgspec.Raw(number.encode())


def _known_fields(topic: str, value: bytes) -> bytes:
    """The same object without its unknown fields, which may hold half a surrogate pair: they are never an error."""
    fields = _FIELDS[topic]
    try:
        parsed = json.loads(value.decode(), parse_constant=_no_constant, parse_int=_as_written, parse_float=_as_written)
        return msgspec.json.encode({name: item for name, item in parsed.items() if name in fields})
    except (ValueError, AttributeError):
        message = "no complete JSON object in which every known field is text that UTF-8 can hold"
        raise Unusable("not_json", message) from None


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


def parse_record(topic: str, value: bytes | None, *, retry: bool = True) -> Event:
    """The struct of a record, its fields of the types and enumerations declared. Raises Unusable.

    `retry`: whether half a surrogate pair in an unknown field is looked for where the record is no JSON.
    """
    checked = _check_bytes(value)
    try:
        return _DECODERS[topic].decode(checked)
    except msgspec.ValidationError as error:
        raise Unusable(_validation_code(str(error)), str(error)) from None
    except msgspec.DecodeError as error:
        if retry and _SURROGATE.search(checked):
            return parse_record(topic, _known_fields(topic, checked), retry=False)
        raise Unusable("not_json", str(error)) from None
    except ValueError as error:  # an integer literal of thousands of digits
        raise Unusable("number_too_big", str(error)) from None


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
