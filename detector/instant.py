"""Times of the contract: RFC 3339 text with an offset, kept as integer microseconds since 1970 in UTC."""

import re
from datetime import UTC, datetime, timedelta

SECOND_US = 1_000_000
HOUR_US = 3600 * SECOND_US
DAY_US = 24 * HOUR_US

_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST_US = int((datetime(1990, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()) * SECOND_US
LATEST_US = int((datetime(2101, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()) * SECOND_US - 1


class InstantError(ValueError):
    """A text that is no usable time; `code` is the dead letter's reason code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def parse_instant(text: str) -> int:
    """Microseconds since 1970 of an RFC 3339 time with an offset.

    >>> parse_instant("1970-01-02T08:00:00.25+08:00") == DAY_US + 250_000
    True

    A leap second (`:60`) counts as the last microsecond before it ends; digits beyond microseconds are cut off.
    Raises InstantError: no RFC 3339 time, or no offset.
    """
    match = _RFC3339.fullmatch(text)
    if match is None:
        message = f"{text[:40]!r} is not an RFC 3339 time; expected one such as 2026-03-01T09:30:00+08:00"
        raise InstantError("bad_time", message)
    if match[1] is None:
        message = f"{text[:40]!r} has no offset; expected one such as 2026-03-01T09:30:00+08:00"
        raise InstantError("no_offset", message)
    leap = text[17:19] == "60"
    plain = f"{text[:17]}59.999999{match[1]}" if leap else text
    try:
        moment = datetime.fromisoformat(plain if plain[-1] != "z" else f"{plain[:-1]}Z")
        return round(moment.timestamp() * 1e6)
    except (ValueError, OverflowError):
        message = f"{text[:40]!r} is not a date and time that exists"
        raise InstantError("bad_time", message) from None


def format_instant(at_us: int) -> str:
    """Microseconds since 1970 as RFC 3339 text in UTC.

    >>> format_instant(parse_instant("2026-03-01T09:30:00+08:00"))
    '2026-03-01T01:30:00Z'
    """
    moment = _EPOCH + timedelta(microseconds=at_us)
    return moment.isoformat().replace("+00:00", "Z")
