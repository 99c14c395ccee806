"""Work that was typed in only after the order: which of it is doubtful for the order.

Once an order is known, what is typed in may be there to explain it. It is doubted unless typing late is the habit here:
the person's own, as their other entries with this customer show it, or else everybody's. Entries done after the order
show a habit too, since nothing hangs on them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from detector.facts import ActivityFact
from detector.instant import SECOND_US
from detector.pack import EffortParams
from detector.weight import Weighed, lag_s
from detector.window import Work

HABIT_ENTRIES = 300
"""So many of the latest entries before an order show what is the habit."""


def doubt_what_came_after(
    entries: Sequence[Weighed], ordered_at: int, work: Work, payee: str, params: EffortParams
) -> Sequence[Weighed]:
    """The same entries; those done before an order and typed in after it have `after_order` among their codes.

    That holds for everybody's. What was typed in within `after_order_hours` of being done is not late. `ordered_at`:
    microseconds since 1970. `work`: all of the window; of what was done after the order only the payee's own shows a
    habit.
    """
    ordered_s, late_s = ordered_at // SECOND_US, params.after_order_hours * 3600
    late = [
        item.fact.recorded_s > ordered_s and item.fact.at <= ordered_at and lag_s(item.fact) >= late_s
        for item in entries
    ]
    if not any(late):
        return entries
    shown = [item for item in work.before[-HABIT_ENTRIES:] if item.fact.recorded_s <= ordered_s]
    shown += [item for item in work.after if item.fact.actor == payee]
    people = {item.fact.actor for item, found in zip(entries, late, strict=True) if found}
    doubted = {person for person in people if not _types_late(person, shown, late_s)}
    return [
        Weighed(item.fact, item.thousandths, (*item.why, "after_order"))
        if found and item.fact.actor in doubted
        else item
        for item, found in zip(entries, late, strict=True)
    ]


def _types_late(person: str, shown: Iterable[Weighed], late_s: int) -> bool:
    """Whether half or more of a person's entries were typed in late; of everybody's, where the person has none."""
    lags = [(item.fact.actor, lag_s(item.fact)) for item in shown if item.fact.recorded_s >= 0]
    late = [lag >= late_s for who, lag in lags if who == person] or [lag >= late_s for _, lag in lags]
    return bool(late) and 2 * sum(late) >= len(late)


class TypedInLate:
    """A customer's entries that were typed in late: few deals hold one, and only those are looked through."""

    def __init__(self, activities: Sequence[ActivityFact]) -> None:
        """`activities`: sorted."""
        self._activities = activities
        self._late_s = -1
        self._times: list[int] = []
        self._recorded: list[int] = []

    def doubt(
        self, entries: Sequence[Weighed], start: int, ordered_at: int, work: Work, payee: str, params: EffortParams
    ) -> Sequence[Weighed]:
        """As `doubt_what_came_after`, for the entries of a deal that began after `start`."""
        late_s = params.after_order_hours * 3600
        if late_s != self._late_s:
            self._find(late_s)
        first, end = bisect_right(self._times, start), bisect_right(self._times, ordered_at)
        if first == end or max(self._recorded[first:end]) <= ordered_at // SECOND_US:
            return entries
        return doubt_what_came_after(entries, ordered_at, work, payee, params)

    def _find(self, late_s: int) -> None:
        late = [fact for fact in self._activities if fact.recorded_s >= 0 and lag_s(fact) >= late_s]
        self._late_s = late_s
        self._times = [fact.at for fact in late]
        self._recorded = [fact.recorded_s for fact in late]
