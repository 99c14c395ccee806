"""How many requests one sender may make: the generic cell rate algorithm, one number kept for each sender.

Counted in this process, whose memory and time it protects. Sign-ins are counted in the store as well.
"""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from detector.instant import SECOND_US
from store.accounts.rates import Pace

_MOST_SENDERS = 50_000


class Rate(NamedTuple):
    """So many requests a minute in the long run, and so many at once."""

    per_minute: int
    burst: int


def pace_of(rate: Rate) -> Pace:
    """A rate as the algorithm counts.

    >>> pace_of(Rate(per_minute=60, burst=2))
    Pace(every_us=1000000, ahead_us=1000000)
    """
    every_us = 60 * SECOND_US // rate.per_minute
    return Pace(every_us, every_us * (rate.burst - 1))


class Limiter:
    """Counts requests by sender. What is kept is bounded: whoever was quiet longest is forgotten first."""

    def __init__(self, rate: Rate, most_senders: int = _MOST_SENDERS) -> None:
        self._every_us, self._ahead_us = pace_of(rate)
        self._most = most_senders
        self._due: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def wait_seconds(self, sender: str, at_us: int) -> int:
        """0 where a request may go on, which counts it; else after how many seconds to try again.

        >>> limiter = Limiter(Rate(per_minute=60, burst=2))
        >>> [limiter.wait_seconds("lin", 0) for _ in range(3)], limiter.wait_seconds("lin", SECOND_US)
        ([0, 0, 1], 0)
        """
        with self._lock:
            due = max(self._due.get(sender, 0), at_us)
            early_us = due - at_us - self._ahead_us
            if early_us > 0:
                return -(-early_us // SECOND_US)
            self._due[sender] = due + self._every_us
            self._due.move_to_end(sender)
            if len(self._due) > self._most:
                self._due.popitem(last=False)
            return 0
