"""What counts for an order or transfer: its customer's events within the horizon before it and some days after it."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from detector.effort import Weighed, weigh
from detector.facts import ActivityFact, ChangeFact
from detector.instant import DAY_US
from detector.pack import EffortParams, PackVersion
from detector.path import Ownership, trace_ownership


class Window(NamedTuple):
    """The events that count: `before` includes what is tied in time with the matter, activities coming before orders.

    `work`: weighed effort by person before it, in thousandths, the whole horizon.
    """

    at: int
    since: int
    until: int
    before: Sequence[Weighed]
    after: Sequence[Weighed]
    work: dict[str, int]
    ownership: Ownership


class Windows:
    """Cuts windows out of one customer's events; activities are weighed once where windows see the same ones."""

    def __init__(self, changes: Sequence[ChangeFact], activities: Sequence[ActivityFact]) -> None:
        """Both sorted."""
        self._changes = changes
        self._activities = activities
        self._times = [fact.at for fact in activities]
        self._weighed: dict[tuple[int, int, int], list[Weighed]] = {}

    def _weigh(self, start: int, end: int, effort: EffortParams) -> list[Weighed]:
        key = (start, end, id(effort))
        if key not in self._weighed:
            self._weighed[key] = weigh(self._activities[start:end], effort)
        return self._weighed[key]

    def cut(self, at: int, base: PackVersion) -> Window:
        """The window of a matter at a time (microseconds since 1970)."""
        since = at - base.judging.horizon_days * DAY_US
        until = at + base.judging.after_days * DAY_US
        start = bisect_left(self._times, since)
        end = bisect_right(self._times, until)
        middle = bisect_right(self._times, at)
        before = self._weigh(start, middle, base.effort)
        # Work before the matter is weighed by what stood there then: later entries must not devalue it.
        after = self._weigh(start, end, base.effort)[middle - start :] if end > middle else []
        work: Counter[str] = Counter()
        for item in before:
            work[item.fact.actor] += item.thousandths
        ownership = trace_ownership(self._changes, since, until)
        return Window(at, since, until, before, after, dict(work), ownership)
