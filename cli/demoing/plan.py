"""Which days are played and how fast, and the simulated firm that lives through them."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

from detector.instant import DAY_US, SECOND_US, format_instant
from simulator.settings import WorldSettings
from simulator.world import simulate

DEFAULT_SECONDS = 180.0
LEAST_DAYS = 60
MOST_DAYS = 720
_MONTH_DAYS = 30
_HISTORY_MONTHS = 4  # what the CRM holds when the first day begins: deals take weeks
_CUSTOMERS_PER_MONTH = 100
_ZONE = timezone(timedelta(hours=8))  # the simulated firm's


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
    midnight = now.astimezone(_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    until = int(midnight.timestamp()) * SECOND_US
    return Plan(until - min(MOST_DAYS, max(LEAST_DAYS, round(length))) * DAY_US, until, length)


def make_firm(folder: Path, plan: Plan, seed: int) -> None:
    """Simulate a firm whose observed time ends with the plan's, and write it as a world."""
    months = max(6, -(-plan.days // _MONTH_DAYS) + _HISTORY_MONTHS)
    end = datetime.fromtimestamp(plan.until / SECOND_US, UTC).astimezone(_ZONE)
    simulate(
        folder,
        WorldSettings(
            customers=months * _CUSTOMERS_PER_MONTH,
            teams=4,
            months=months,
            start=(end - timedelta(days=months * _MONTH_DAYS)).date().isoformat(),
            seed=seed,
            fraud_share=0.08,
            deal_days=20.0,
        ),
    )


def instant(at: int) -> str:
    """A simulated time as it stands in an event."""
    return format_instant(at)
