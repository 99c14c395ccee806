"""Which days are played, and how fast they pass."""

from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from detector.instant import DAY_US, SECOND_US

DEFAULT_SECONDS = 180.0
LEAST_DAYS = 60
MOST_DAYS = 720
ZONE = timezone(timedelta(hours=8))
"""The simulated firm's."""


class Plan(NamedTuple):
    """Days that pass from `since` to `until`, in microseconds since 1970, within so many real seconds."""

    since: int
    until: int
    seconds: float

    @property
    def days(self) -> int:
        """How many days pass."""
        return (self.until - self.since) // DAY_US

    def simulated(self, elapsed_s: float) -> int:
        """The simulated time after so many seconds, in microseconds since 1970.

        >>> Plan(0, 60 * DAY_US, 30.0).simulated(15.0) == 30 * DAY_US
        True
        """
        return self.since + round((self.until - self.since) * min(1.0, max(0.0, elapsed_s / self.seconds)))


def plan_days(seconds: float | None, now: datetime) -> Plan:
    """The last days up to last midnight, a day per second, but 60 days at least.

    They end before `now`: an event far ahead of its record's time would be a dead letter.
    """
    length = DEFAULT_SECONDS if seconds is None else seconds
    midnight = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    until = int(midnight.timestamp()) * SECOND_US
    return Plan(until - min(MOST_DAYS, max(LEAST_DAYS, round(length))) * DAY_US, until, length)
