"""Accounting months by the company's calendar and time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from detector.pack import Calendar

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _next_month(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def accounting_month(at: int, calendar: Calendar, zone: ZoneInfo) -> str:
    """The accounting month of a time (microseconds since 1970); months are named after the month in which they end.

    >>> from detector.instant import parse_instant
    >>> shanghai = ZoneInfo("Asia/Shanghai")
    >>> accounting_month(parse_instant("2026-02-28T16:00:00Z"), Calendar("Asia/Shanghai", 1), shanghai)
    '2026-03'
    >>> accounting_month(parse_instant("2026-12-26T00:00:00+08:00"), Calendar("Asia/Shanghai", 26), shanghai)
    '2027-01'
    """
    local = (_EPOCH + timedelta(microseconds=at)).astimezone(zone)
    year, month = local.year, local.month
    if calendar.month_starts_on_day > 1 and local.day >= calendar.month_starts_on_day:
        year, month = _next_month(year, month)
    return f"{year:04d}-{month:02d}"


def date_only_end(at: int, zone: ZoneInfo) -> int | None:
    """The end of the day (microseconds since 1970) of a time of which only the date is known; None for any other.

    A CRM that keeps no time of day states midnight, at the company's place.

    >>> from detector.instant import parse_instant
    >>> shanghai, midnight = ZoneInfo("Asia/Shanghai"), parse_instant("2026-03-02T00:00:00+08:00")
    >>> date_only_end(midnight, shanghai) == parse_instant("2026-03-03T00:00:00+08:00")
    True
    >>> date_only_end(midnight + 1, shanghai) is None
    True
    """
    local = (_EPOCH + timedelta(microseconds=at)).astimezone(zone)
    if local.hour or local.minute or local.second or local.microsecond:
        return None
    tomorrow = (local.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=zone)
    return (tomorrow - _EPOCH) // timedelta(microseconds=1)


def days_left(at: int, month: str, calendar: Calendar, zone: ZoneInfo) -> int:
    """How many whole days of 24 hours are left of an accounting month at a time (microseconds since 1970) in it.

    >>> from detector.instant import parse_instant
    >>> shanghai, noon = ZoneInfo("Asia/Shanghai"), parse_instant("2026-03-25T12:00:00+08:00")
    >>> [days_left(noon, "2026-03", Calendar("Asia/Shanghai", day), shanghai) for day in (1, 26)]
    [6, 0]
    """
    year, number = int(month[:4]), int(month[5:])
    if calendar.month_starts_on_day == 1:
        year, number = _next_month(year, number)
    end = datetime(year, number, calendar.month_starts_on_day, tzinfo=zone)
    return (end - (_EPOCH + timedelta(microseconds=at))) // timedelta(days=1)


def month_span(month: str, calendar: Calendar, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when to before when an accounting month lasts.

    >>> [each.isoformat() for each in month_span("2026-03", Calendar("UTC", 26), ZoneInfo("UTC"))]
    ['2026-02-26T00:00:00+00:00', '2026-03-26T00:00:00+00:00']
    """
    first = month if calendar.month_starts_on_day == 1 else months_later(month, -1)
    return _day(first, calendar, zone), _day(months_later(first, 1), calendar, zone)


def _day(month: str, calendar: Calendar, zone: ZoneInfo) -> datetime:
    return datetime(int(month[:4]), int(month[5:]), calendar.month_starts_on_day, tzinfo=zone)


def open_month(month: str, calendar: Calendar) -> str:
    """The month to post in: the month itself, or the earliest open one where it is closed.

    >>> open_month("2026-01", Calendar("UTC", 1, "2026-02")), open_month("2026-03", Calendar("UTC", 1, "2026-02"))
    ('2026-03', '2026-03')
    """
    if not calendar.closed_through or month > calendar.closed_through:
        return month
    year, number = _next_month(int(calendar.closed_through[:4]), int(calendar.closed_through[5:]))
    return f"{year:04d}-{number:02d}"


def months_later(month: str, months: int) -> str:
    """The accounting month so many months later, or earlier where it is negative.

    >>> months_later("2026-11", 3), months_later("2026-03", -3), months_later("2026-03", 0)
    ('2027-02', '2025-12', '2026-03')
    """
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + months, 12)
    return f"{year:04d}-{number + 1:02d}"
