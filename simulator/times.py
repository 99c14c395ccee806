"""Working time in a made-up firm at +08:00: business hours, weekends, holidays, seasons, time stamps.

Times are whole epoch seconds, days are local day numbers since 1970-01-01.
"""

from datetime import date

HOUR = 3600
DAY = 86400
OFFSET = 8 * HOUR
_EPOCH = date(1970, 1, 1).toordinal()

# Local hours at which people work, as often as they do: few at noon and in the evening.
_HOUR_WEIGHTS = {8: 1, 9: 5, 10: 7, 11: 6, 12: 1, 13: 3, 14: 6, 15: 7, 16: 7, 17: 5, 18: 2, 19: 1, 20: 1, 21: 1}
HOURS = tuple(hour * HOUR for hour, weight in _HOUR_WEIGHTS.items() for _ in range(weight))

# First days and lengths of the long holidays, month and day; the Spring Festival by year.
_SPRING = {2023: (1, 21), 2024: (2, 10), 2025: (1, 28), 2026: (2, 16), 2027: (2, 6), 2028: (1, 26)}


def day_of(time: int) -> int:
    """Return the local day number of an epoch second."""
    return (time + OFFSET) // DAY


def midnight(day: int) -> int:
    """Return the epoch second of a local midnight."""
    return day * DAY - OFFSET


def day_number(year: int, month: int, day: int) -> int:
    """Return the day number of a date."""
    return date(year, month, day).toordinal() - _EPOCH


def date_of(day: int) -> date:
    """Return the date of a day number."""
    return date.fromordinal(day + _EPOCH)


def _holidays() -> frozenset[int]:
    days: set[int] = set()
    for year in range(2000, 2096):
        month, first = _SPRING.get(year, (2, 5))
        days.update(range(day_number(year, month, first), day_number(year, month, first) + 8))
        days.update(range(day_number(year, 10, 1), day_number(year, 10, 1) + 7))
        days.update((day_number(year, 1, 1), *range(day_number(year, 5, 1), day_number(year, 5, 1) + 5)))
    return frozenset(days)


HOLIDAYS = _holidays()


def friday_evening(time: int) -> int:
    """Return 17:10 on the Friday of the week in which `time` lies, a later one where it has passed."""
    day = day_of(time)
    friday = day + (4 - (day + 3) % 7) % 7
    evening = midnight(friday) + 17 * HOUR + 600
    return evening if evening >= time else evening + 7 * DAY


class Stamps:
    """Writes epoch seconds as RFC 3339 with an offset; dates are kept, as one costs more than the rest.

    >>> Stamps("+08:00").text(1735660800)
    '2025-01-01T00:00:00+08:00'
    >>> Stamps("Z").text(1735660800)
    '2024-12-31T16:00:00Z'
    """

    _OFFSETS = {"+08:00": 8 * HOUR, "Z": 0, "+09:00": 9 * HOUR, "-05:00": -5 * HOUR}

    def __init__(self, zone: str, fraction: str = "") -> None:
        self._offset = self._OFFSETS[zone]
        self._tail = fraction + zone
        self._days: dict[int, str] = {}

    def text(self, time: int) -> str:
        """Return the stamp of an epoch second."""
        day, second = divmod(time + self._offset, DAY)
        head = self._days.get(day)
        if head is None:
            head = self._days[day] = date_of(day).isoformat() + "T"
        minute, second = divmod(second, 60)
        return f"{head}{minute // 60:02d}:{minute % 60:02d}:{second:02d}{self._tail}"
