"""Column types that mean the same on SQLite and PostgreSQL: times in UTC, JSON, and texts that both can hold."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import JSON, DateTime, Dialect, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

MAX_ID_BYTES = 255
"""Longer ids are kept by their head and a hash: an index of PostgreSQL takes at most 2.7 kB for all of its columns."""

_HEAD_CHARACTERS = 40
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_NUL = "\N{SYMBOL FOR NULL}"
_RAW_NUL = rb"\u0000"
_MINUTE = timedelta(minutes=1)


class Utc(TypeDecorator[datetime]):
    """An instant: `timestamptz` in PostgreSQL; in SQLite, which has no times, text of fixed width that sorts by time.

    The text is ISO 8601 in UTC with microseconds, such as `2026-03-01T01:30:00.000000Z`, so the same condition
    (`occurred_at >= '2026-03-01'`) finds the same rows in both. Values are aware datetimes in UTC; a naive one is
    refused with ValueError. The offset that an event stated stands in a column beside it (`store.schema.moment`).
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text in SQLite."""
        return dialect.type_descriptor(String(27) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To what the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"the time {value.isoformat()} has no offset; expected an aware datetime"
            raise ValueError(message)
        if dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Back to an aware datetime in UTC."""
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""JSON: `jsonb` in PostgreSQL, text in SQLite. A value may be `msgspec.Raw`, which is kept as it is."""


def utc(at_us: int) -> datetime:
    """Microseconds since 1970 as a time.

    >>> utc(1_000_000).isoformat()
    '1970-01-01T00:00:01+00:00'
    """
    return _EPOCH + timedelta(microseconds=at_us)


def microseconds(at: datetime | None) -> int:
    """A kept time in microseconds since 1970; 0 for none.

    >>> microseconds(utc(1_500_000)), microseconds(None)
    (1500000, 0)
    """
    return (at - _EPOCH) // timedelta(microseconds=1) if at is not None else 0


def offset_minutes(instant: str) -> int:
    """The offset of an RFC 3339 time in minutes.

    >>> offset_minutes("2026-03-01T09:30:00+08:00"), offset_minutes("2026-03-01T09:30:00Z")
    (480, 0)
    """
    if instant[-1] in "Zz":
        return 0
    minutes = int(instant[-5:-3]) * 60 + int(instant[-2:])
    return -minutes if instant[-6] == "-" else minutes


def in_zone(at: datetime, offset: int | None) -> datetime:
    """A kept time with the offset, in minutes, that was stated with it.

    >>> in_zone(utc(0), 480).isoformat()
    '1970-01-01T08:00:00+08:00'
    """
    return at.astimezone(timezone(_MINUTE * (offset or 0)))


def clean_text(text: str | None) -> str | None:
    r"""A text as both databases can hold it: PostgreSQL takes no NUL, whose picture stands in its place.

    >>> clean_text("a\0b")
    'a␀b'
    """
    return text.replace("\0", _NO_NUL) if text and "\0" in text else text


def fit_id(text: str) -> str:
    """An id as every index can hold it; one of more than MAX_ID_BYTES by its head and SHA-256.

    >>> fit_id("C1"), len(fit_id("x" * 1000))
    ('C1', 105)
    """
    if "\0" in text:
        text = text.replace("\0", _NO_NUL)
    if len(text) <= MAX_ID_BYTES // 4 or len(encoded := text.encode()) <= MAX_ID_BYTES:
        return text
    return f"{text[:_HEAD_CHARACTERS]}…{sha256(encoded).hexdigest()}"


def fit_json(raw: bytes) -> msgspec.Raw:
    r"""JSON as both databases can hold it, unparsed unless a NUL may be in it.

    >>> bytes(fit_json(b'{"a": "x\\u0000"}')).decode()
    '{"a":"x␀"}'
    """
    if _RAW_NUL not in raw:
        return msgspec.Raw(raw)
    return msgspec.Raw(msgspec.json.encode(_without_nul(msgspec.json.decode(raw))))


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return {clean_text(name): _without_nul(item) for name, item in value.items()}
    return value
