"""What counts for an order or transfer: its customer's events within the horizon before it and some days after it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from msgspec import Struct

from detector.asking import Asking
from detector.effort import Weigher
from detector.facts import ActivityFact, ChangeFact
from detector.instant import DAY_US, HOUR_US
from detector.pack import EffortParams, PackVersion
from detector.path import Ownership, trace_ownership
from detector.weight import Weighed


class Window(Struct, frozen=True):
    """Which events count for a matter at a time (`at`, as `since` and `until` in microseconds since 1970).

    Activities with indices from `first` to before `middle` come before the matter, those tied in time with it too;
    those from there to before `end` come after it. `asks`: times before it at which the customer asked for another
    contact, in words that are the customer's own as far as the log shows.
    """

    at: int
    since: int
    until: int
    first: int
    middle: int
    end: int
    asks: Sequence[int]
    effort: EffortParams
    ownership: Ownership


class Work(Struct, frozen=True):
    """A window's activities weighed, in time. `by_person`: weights before the matter, summed, the whole horizon."""

    before: Sequence[Weighed]
    after: Sequence[Weighed]
    by_person: dict[str, int]


class Windows:
    """Cuts windows out of one customer's events and weighs their activities.

    Fastest where windows are weighed in the order of time: from one to the next only what differs is weighed anew.
    """

    def __init__(self, changes: Sequence[ChangeFact], activities: Sequence[ActivityFact]) -> None:
        """Both sorted."""
        self._changes = changes
        self._change_times = [fact.at for fact in changes]
        self._activities = activities
        self._times = [fact.at for fact in activities]
        self._asking = Asking(activities)
        self._stages = [(fact.at, fact.stage) for fact in activities if fact.stage]
        self._ownerships: dict[tuple[int, int], Ownership] = {}
        self._before: Weigher | None = None
        self._after: Weigher | None = None

    def cut(self, at: int, base: PackVersion) -> Window:
        """The window of a matter at a time (microseconds since 1970)."""
        since = at - base.judging.horizon_days * DAY_US
        until = at + base.judging.after_days * DAY_US
        times = self._times
        late_us, after_us = base.effort.backdated_days * DAY_US, base.effort.after_order_hours * HOUR_US
        asks = self._asking.times(since, at, late_us, min(late_us, after_us))
        bounds = bisect_left(times, since), bisect_right(times, at), bisect_right(times, until)
        return Window(at, since, until, *bounds, asks, base.effort, self.ownership(since, until))

    def ownership(self, since: int, until: int) -> Ownership:
        """The owners from `since` to `until`, both included; one for all windows that see the same changes."""
        seen = bisect_left(self._change_times, since), bisect_right(self._change_times, until)
        if seen not in self._ownerships:
            self._ownerships[seen] = trace_ownership(self._changes[: seen[1]], since, until)
        return self._ownerships[seen]

    def after(self, time: int, window: Window, work: Work) -> Sequence[Weighed]:
        """A window's entries before its matter that come after a time."""
        return work.before[bisect_right(self._times, time, window.first, window.middle) - window.first :]

    def of_deal(self, start: int, day_end: int | None, window: Window, work: Work) -> Sequence[Weighed]:
        """The entries of a deal that began after a time: those before its matter, and with `day_end` those before it.

        Of an order known by its date only, the work of that very day may have made it.
        """
        entries = self.after(start, window, work)
        if day_end is None or not work.after or work.after[0].fact.at >= day_end:
            return entries
        return [*entries, *(item for item in work.after if item.fact.at < day_end)]

    def stages(self, start: int, window: Window) -> Sequence[tuple[int, str]]:
        """The stages noted by a window's entries before its matter that come after a time, each with its time."""
        if not self._stages:
            return ()
        first = bisect_left(self._stages, (max(start + 1, window.since), ""))
        return self._stages[first : bisect_left(self._stages, (window.at + 1, ""))]

    def weigh(self, window: Window) -> Work:
        """What the activities of a window weigh."""
        first, middle, end, effort = window.first, window.middle, window.end, window.effort
        before = self._before
        if before is None or not before.can_move(first, middle, effort):
            before = self._before = Weigher(self._activities, effort)
        before.move(first, middle)
        if end == middle:
            return Work(before.weighed(first), (), before.work())
        # Work before the matter is weighed by what stood there then: later entries must not devalue it.
        after = self._after
        if after is None or after.end < middle or not after.can_move(first, end, effort):
            after = self._after = before.copy()
        after.move(first, end)
        return Work(before.weighed(first), after.weighed(middle), before.work())
