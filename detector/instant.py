"""Times of the contract: RFC 3339 text with an offset, kept as integer microseconds since 1970 in UTC."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US

_RFC3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]((?:[01][0-9]|2[0-3]):[0-5][0-9]:)([0-5][0-9]|60)(?:\.([0-9]+))?"
    r"([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_PLAIN = _EPOCH.replace(tzinfo=None)
_OFFSETS: Mapping[str, int] = {
    f"{sign}{hour:02}:{minute:02}": factor * (hour * 3600 + minute * 60)
    for sign, factor in (("+", 1), ("-", -1))
    for hour in range(24)
    for minute in range(60)
} | {"Z": 0, "z": 0}
_FIRST_S = -62_135_596_800  # 0001-01-01T00:00:00Z; what lies before cannot be written again
_AFTER_LAST_S = 253_402_300_800  # 10000-01-01T00:00:00Z
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

    A leap second (23:59:60 in UTC) counts as the last microsecond before it; digits beyond microseconds are cut off.
    Raises InstantError: no RFC 3339 time, no offset, or a day or second that does not exist.
    """
    # Nearly all times have this one shape, and every event has one or two: a quarter of the general way's time.
    offset = _OFFSETS.get(text[19:])
    if offset is not None and text[4:17:3] == "--T::":
        try:
            since = datetime.fromisoformat(text[:19]) - _EPOCH_PLAIN
        except ValueError:
            return _parse_any(text)
        second_of_day = since.seconds
        seconds = since.days * 86400 + second_of_day - offset
        if (second_of_day or text[11] == "0") and _FIRST_S <= seconds < _AFTER_LAST_S:  # 24:00:00 is no time here
            return seconds * SECOND_US
    return _parse_any(text)


def _parse_any(text: str) -> int:
    match = _RFC3339.fullmatch(text)
    if match is None:
        message = f"{text[:40]!r} is not an RFC 3339 time; expected one such as 2026-03-01T09:30:00+08:00"
        raise InstantError("bad_time", message)
    day, minute, second, fraction, offset = match.groups()
    if offset is None:
        message = f"{text[:40]!r} has no offset; expected one such as 2026-03-01T09:30:00+08:00"
        raise InstantError("no_offset", message)
    leap = second == "60"
    try:
        since = datetime.fromisoformat(f"{day}T{minute}{'59' if leap else second}") - _EPOCH_PLAIN
    except ValueError:
        message = f"{text[:40]!r} is not a date and time that exists"
        raise InstantError("bad_time", message) from None
    seconds = since.days * 86400 + since.seconds - _OFFSETS[offset]
    if not _FIRST_S <= seconds < _AFTER_LAST_S or (leap and seconds % 86400 != 86399):
        message = f"{text[:40]!r} is not a date and time that exists"
        raise InstantError("bad_time", message)
    return seconds * SECOND_US + (999_999 if leap else int(f"{fraction or '':0<6.6}"))


def format_instant(at_us: int) -> str:
    """Microseconds since 1970 as RFC 3339 text in UTC.

    >>> format_instant(parse_instant("2026-03-01T09:30:00+08:00"))
    '2026-03-01T01:30:00Z'
    """
    return f"{(_EPOCH_PLAIN + timedelta(microseconds=at_us)).isoformat()}Z"
