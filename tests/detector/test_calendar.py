"""Accounting months: any first day, time zones with and without summer time, closed months."""

from zoneinfo import ZoneInfo

import pytest

from detector.calendar import accounting_month, date_only_end, open_month
from detector.instant import parse_instant
from detector.pack import Calendar


@pytest.mark.parametrize(
    ("moment", "first_day", "zone", "month"),
    [
        ("2026-02-25T23:59:59.999999+08:00", 26, "Asia/Shanghai", "2026-02"),
        ("2026-02-26T00:00:00+08:00", 26, "Asia/Shanghai", "2026-03"),
        ("2026-03-25T23:59:59+08:00", 26, "Asia/Shanghai", "2026-03"),
        ("2026-03-26T00:00:00+08:00", 26, "Asia/Shanghai", "2026-04"),
        ("2026-02-25T16:00:00Z", 26, "Asia/Shanghai", "2026-03"),
        ("2026-02-25T15:59:59Z", 26, "Asia/Shanghai", "2026-02"),
        ("2026-12-25T23:59:59+08:00", 26, "Asia/Shanghai", "2026-12"),
        ("2026-12-26T00:00:00+08:00", 26, "Asia/Shanghai", "2027-01"),
        ("2026-01-01T00:00:00+08:00", 1, "Asia/Shanghai", "2026-01"),
        ("2025-12-31T23:59:59+08:00", 1, "Asia/Shanghai", "2025-12"),
        ("2026-01-01T00:00:00+08:00", 1, "America/New_York", "2025-12"),
        ("2026-03-31T22:00:00Z", 1, "Europe/Berlin", "2026-04"),
        ("2026-10-31T22:59:59Z", 1, "Europe/Berlin", "2026-10"),
        ("2026-10-31T23:00:00Z", 1, "Europe/Berlin", "2026-11"),
        ("2024-02-29T12:00:00Z", 28, "UTC", "2024-03"),
        ("2026-02-02T00:00:00Z", 2, "UTC", "2026-03"),
        ("2026-02-01T23:59:59Z", 2, "UTC", "2026-02"),
    ],
)
def test_the_month_of_a_time(moment: str, first_day: int, zone: str, month: str) -> None:
    assert accounting_month(parse_instant(moment), Calendar(zone, first_day), ZoneInfo(zone)) == month


@pytest.mark.parametrize(
    ("month", "closed", "posted"),
    [
        ("2026-02", "2026-02", "2026-03"),
        ("2025-07", "2026-02", "2026-03"),
        ("2026-03", "2026-02", "2026-03"),
        ("2026-07", "2026-02", "2026-07"),
        ("2026-12", "2026-12", "2027-01"),
        ("2026-01", "", "2026-01"),
    ],
)
def test_what_belongs_to_a_closed_month_posts_to_the_earliest_open_one(month: str, closed: str, posted: str) -> None:
    assert open_month(month, Calendar("UTC", 1, closed)) == posted


@pytest.mark.parametrize(
    ("moment", "zone", "end"),
    [
        ("2026-03-02T00:00:00+08:00", "Asia/Shanghai", "2026-03-03T00:00:00+08:00"),
        ("2026-03-01T16:00:00Z", "Asia/Shanghai", "2026-03-02T16:00:00Z"),
        ("2026-03-02T00:00:00Z", "Asia/Shanghai", None),
        ("2026-03-02T00:00:00Z", "UTC", "2026-03-03T00:00:00Z"),
        ("2026-03-02T00:00:00.000001+08:00", "Asia/Shanghai", None),
        ("2026-03-01T23:59:59+08:00", "Asia/Shanghai", None),
        ("2026-03-02T12:00:00+08:00", "Asia/Shanghai", None),
        ("2026-12-31T00:00:00+08:00", "Asia/Shanghai", "2027-01-01T00:00:00+08:00"),
        ("2026-03-29T00:00:00+01:00", "Europe/Berlin", "2026-03-30T00:00:00+02:00"),
        ("2026-10-25T00:00:00+02:00", "Europe/Berlin", "2026-10-26T00:00:00+01:00"),
    ],
)
def test_midnight_at_the_companys_place_is_a_date_whose_day_may_last_23_or_25_hours(
    moment: str, zone: str, end: str | None
) -> None:
    found = date_only_end(parse_instant(moment), ZoneInfo(zone))
    assert found == (None if end is None else parse_instant(end))
