"""Cells to RFC 3339 times: ISO texts, the mapping's formats, Excel's real dates and date serials."""

import re
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from streams.tabular.cleaning import BadValue

DEFAULT_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d",
)  # fmt: skip
DEFAULT_CLOCKS = ("", " %H:%M:%S", " %H:%M", " %H时%M分", " %H:%M:%S.%f")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)?", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_CLOCK = re.compile("%[HIcXsT]")
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial has no zone; the mapping gives one
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


class TimeRule(NamedTuple):
    """How times are read: formats tried in turn (none: year-first ones), IANA zone, clock time of a bare date."""

    formats: tuple[str, ...]
    zone: str | None
    at: str | None


def parse_time(text: str, rule: TimeRule, *, any_year: bool = False) -> str:
    """A cleaned cell as RFC 3339 text with an offset.

    >>> parse_time("01-03-2017", TimeRule(("%d-%m-%Y",), "Asia/Shanghai", "18:00"))
    '2017-03-01T18:00:00+08:00'
    >>> parse_time("45000.5", TimeRule((), "UTC", None))
    '2023-03-15T12:00:00+00:00'

    Raises BadValue: no such time, another form, outside 1990 to 2100 (unless `any_year`), or no zone known.
    """
    moment, bare_date = _moment(text, rule.formats)
    if not any_year and not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise BadValue("year")
    if bare_date and rule.at:
        moment = datetime.combine(moment.date(), time.fromisoformat(rule.at), tzinfo=moment.tzinfo)
    try:
        return _rfc3339(moment if moment.tzinfo is not None else _local(moment, rule.zone))
    except OverflowError:  # at the very ends of the calendar
        raise BadValue("year") from None


def _local(moment: datetime, zone: str | None) -> datetime:
    if zone is None:
        raise BadValue("zone")
    local = moment.replace(tzinfo=_zone(zone))
    if local.astimezone(UTC).astimezone(_zone(zone)).replace(tzinfo=None) != moment:
        raise BadValue("gap", zone=zone)
    return local


def parse_period(text: str) -> str:
    """A quota's period: `2026-03` or `2026-Q1`; Excel's date for a month is taken as that month.

    >>> parse_period("2026年3月"), parse_period("2026Q1"), parse_period("2026-03-01T00:00:00")
    ('2026-03', '2026-Q1', '2026-03')
    """
    quarter = re.fullmatch(r"(\d{4})[-年/ ]?[Qq第]([1-4])(?:季度)?", text)
    if quarter:
        return f"{quarter[1]}-Q{quarter[2]}"
    month = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", text)
    if month and 1 <= int(month[2]) <= 12:
        return f"{month[1]}-{int(month[2]):02d}"
    try:
        return _moment(text, ())[0].strftime("%Y-%m")
    except BadValue:
        raise BadValue("period") from None


def _moment(text: str, formats: tuple[str, ...]) -> tuple[datetime, bool]:
    """The time of a cell (with a zone only where the text has one), and whether it is a bare date."""
    if not formats and _ISO.fullmatch(text):
        return _iso(text)
    for pattern in formats or _defaults():
        try:
            return datetime.strptime(text, pattern), not _CLOCK.search(pattern)  # noqa: DTZ007
        except ValueError:
            continue
    if _ISO.fullmatch(text):  # what a real date of Excel has become
        return _iso(text)
    if _SERIAL.fullmatch(text):
        days = float(text)
        return _EXCEL_EPOCH + timedelta(seconds=round(days * 86400)), days.is_integer()
    raise BadValue("time", formats=", ".join(formats) or "2026-03-01 09:30, 2026/3/1, 2026年3月1日")


def _iso(text: str) -> tuple[datetime, bool]:
    try:
        return datetime.fromisoformat(re.sub(r" (?=[+\-Z])", "", text)), len(text) == 10
    except ValueError:
        raise BadValue("no_such_time") from None


@lru_cache(maxsize=1)
def _defaults() -> tuple[str, ...]:
    return tuple(date + clock for date in DEFAULT_FORMATS for clock in DEFAULT_CLOCKS)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _rfc3339(moment: datetime) -> str:
    """Offsets of whole minutes only, as RFC 3339 has them."""
    offset = moment.utcoffset() or timedelta(0)
    if offset % timedelta(minutes=1):
        moment = moment.astimezone(UTC)
    return moment.isoformat()
