"""The firm's calendar: days off, business hours, strong months."""

from datetime import date
from random import Random

from simulator.sections import Calendar
from simulator.times import DAY, HOLIDAYS, HOUR, HOURS, OFFSET, date_of, day_of, midnight

_EPOCH = date(1970, 1, 1).toordinal()
_MOST_DAYS = 400


def days_between(text: str) -> range:
    """Return the day numbers of a date or a span. Raises ValueError for anything else.

    >>> len(days_between("2025-12-24..2026-01-02"))
    10
    """
    first, _, last = text.partition("..")
    start, end = (date.fromisoformat(part.strip()).toordinal() - _EPOCH for part in (first, last or first))
    if not 0 <= end - start < _MOST_DAYS:
        message = f"{text!r} is no span of 1 to {_MOST_DAYS} days"
        raise ValueError(message)
    return range(start, end + 1)


class Workdays:
    """Draws times at which people work, and says when customers sign more."""

    def __init__(self, calendar: Calendar) -> None:
        off = {day for text in calendar.days_off for day in days_between(text)}
        self._off = frozenset(off | HOLIDAYS) if calendar.public_holidays else frozenset(off)
        self._season = calendar.season
        self._strongest = max(calendar.season)
        self.month_end = calendar.month_end
        self.office_handovers = calendar.office_handovers

    def resting(self, day: int) -> bool:
        """Tell whether most people are off on this day."""
        return (day + 3) % 7 >= 5 or day in self._off

    def closed(self, time: int) -> bool:
        """Tell whether the office is closed at a time: a day off, or before 8 or from 20 o'clock."""
        day = day_of(time)
        return self.resting(day) or not 8 * HOUR <= time - midnight(day) < 20 * HOUR

    def weak(self, rng: Random, time: int) -> bool:
        """Draw whether an order at this time should be drawn again, as the month is a weak one."""
        return rng.random() * self._strongest > self._season[date_of(day_of(time)).month - 1]

    def working(self, rng: Random, start: int, end: int, weekend: float = 0.05) -> int:
        """Draw a time in [start, end], mostly in business hours; `weekend` is the chance to work on a day off."""
        span = end - start
        if span < 4 * HOUR:
            return start + int(rng.random() * max(span, 1))
        time = start
        for _ in range(5):
            time = start + int(rng.random() * span)
            day = (time + OFFSET) // DAY
            if ((day + 3) % 7 >= 5 or day in self._off) and rng.random() > weekend:
                continue
            time = day * DAY - OFFSET + HOURS[int(rng.random() * len(HOURS))] + int(rng.random() * HOUR)
            if start <= time <= end:
                return time
        return max(start, min(end, time))

    def next_working(self, rng: Random, time: int) -> int:
        """Return a time in business hours on the day of `time`, or on the next working day."""
        day = day_of(time)
        for _ in range(_MOST_DAYS):
            if not self.resting(day):
                break
            day += 1
        return midnight(day) + HOURS[int(rng.random() * len(HOURS))] + int(rng.random() * HOUR)
