"""Work is weighed, not counted: what each activity weighs, in integer thousandths, and why.

1000 thousandths is one logged 30-minute meeting with a text of its own. An activity weighs type × quality; quality
takes away what is none: seconds-long calls, two-letter notes, copies of one text, durations that overlap, many entries
within minutes, many recorded long afterwards, more than a day holds. Weights are a function of the window's activities
as a set, never of ids or of the order of arrival.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from detector.events import ACTIVITY_TYPES
from detector.facts import DIRECTION_INBOUND, ActivityFact
from detector.instant import DAY_US, SECOND_US
from detector.pack import EffortParams, TypeWeight
from detector.padding import Crowds, Texts

MINUTE_US = 60 * SECOND_US


class Weighed(Struct, frozen=True):
    """An activity, its weight in thousandths, and the codes of what took weight away (empty: full weight)."""

    fact: ActivityFact
    thousandths: int
    why: tuple[str, ...]


_UNWEIGHED = Weighed(ActivityFact(0, "", 0, 0, 0, 0, 0, False, 0, "", 0), 0, ())


def _lag_s(fact: ActivityFact) -> int:
    """Seconds from an activity to its recording, where that is known."""
    return fact.recorded_s - fact.at // SECOND_US


class _Actor:
    """One person's part of a window: indices of the entries in time, and their total weight."""

    __slots__ = ("entries", "total")

    def __init__(self, entries: list[int], total: int) -> None:
        self.entries = entries
        self.total = total


class _Known(Struct, frozen=True):
    """What all windows of a customer have in common: what lets most entries be weighed without a look at others.

    `days`: UTC day of each activity. `common`: texts that stand there twice or more; any other is nobody's copy.
    `dense`: activities among so many of anybody within minutes that they may be a burst. `types`: what each kind of
    activity weighs; `longest_us`: none counts for longer.
    """

    days: list[int]
    common: frozenset[int]
    dense: frozenset[int]
    types: list[TypeWeight]
    longest_us: int


def _know(activities: Sequence[ActivityFact], params: EffortParams) -> _Known:
    times = [fact.at for fact in activities]
    texts = [fact.text_digest for fact in activities if fact.text_digest]
    common = [text for text, count in Counter(texts).items() if count > 1] if len(set(texts)) < len(texts) else ()
    burst_us, least = params.burst_minutes * MINUTE_US, params.burst_entries
    rows = zip(times, times[least - 1 :], strict=False)
    close = [first for first, (began, ended) in enumerate(rows) if ended - began <= burst_us]
    dense = frozenset([index for first in close for index in range(first, first + least)])
    types = [params.types[name] for name in ACTIVITY_TYPES]
    longest_us = max([kind.max_seconds for kind in types]) * SECOND_US
    return _Known([at // DAY_US for at in times], frozenset(common), dense, types, longest_us)


class Weigher:
    """Weighs a window of one customer's activities, then later windows, for what the way from one to the next changes.

    What comes in or falls out marks the entries whose weight may change by it, and from each of them on that person's
    day is weighed anew. So the weights are those of the window alone, whatever the windows before it.
    """

    def __init__(self, activities: Sequence[ActivityFact], params: EffortParams, known: _Known | None = None) -> None:
        """`activities`: all of the customer, sorted by time, then content; the first window is empty."""
        self.params = params
        self.start = self.end = 0
        self._activities = activities
        self._known = known or _know(activities, params)
        self._late_s = params.bulk_hours * 3600
        self._weighed: list[Weighed] = []
        self._actors: dict[str, _Actor] = {}
        self._texts = Texts(activities, params.text_full_units, params.copies)
        self._starts = Crowds(params.burst_minutes * MINUTE_US, params.burst_entries)
        self._recorded = Crowds(params.bulk_window_minutes * 60, params.bulk_entries)
        self._anew: dict[tuple[str, int], int] = {}  # (person, UTC day) → the first entry to weigh anew

    def copy(self) -> "Weigher":
        """The same window, to go on with apart."""
        same = Weigher(self._activities, self.params, self._known)
        same.start, same.end = self.start, self.end
        same._weighed = self._weighed[:]
        same._actors = {name: _Actor(actor.entries[:], actor.total) for name, actor in self._actors.items()}
        same._texts = self._texts.copy()
        same._starts, same._recorded = self._starts.copy(), self._recorded.copy()
        return same

    def can_move(self, start: int, end: int, params: EffortParams) -> bool:
        """Whether a window comes after this one and is weighed alike."""
        return start >= self.start and end >= self.end and params is self.params

    def move(self, start: int, end: int) -> None:
        """Go on to the window of the activities with indices from `start` to before `end`; neither may go back."""
        gone = range(self.start, min(start, self.end))
        for index in gone:
            self._drop(index)
        del self._weighed[: len(gone)]
        self.start = start
        for index in range(max(self.end, start), end):
            self._add(index)
        self.end = end
        for (name, day), first in self._anew.items():
            actor = self._actors[name]
            self._weigh_day(actor, day, bisect_left(actor.entries, first))
        self._anew.clear()

    def weighed(self, start: int) -> list[Weighed]:
        """The window's entries from an index on."""
        return self._weighed[start - self.start :]

    def work(self) -> dict[str, int]:
        """Person → sum of the window's weights, for everybody with an entry."""
        return {name: actor.total for name, actor in self._actors.items() if actor.entries}

    def _mark(self, indices: Iterable[int]) -> None:
        for index in indices:
            key = self._activities[index].actor, self._known.days[index]
            if index < self._anew.get(key, index + 1):
                self._anew[key] = index

    def _add(self, index: int) -> None:
        fact, known = self._activities[index], self._known
        name = fact.actor
        actor = self._actors.get(name)
        if actor is None:
            actor = self._actors[name] = _Actor([], 0)
        actor.entries.append(index)
        self._weighed.append(_UNWEIGHED)
        if fact.text_digest in known.common:
            self._mark(self._texts.add(index))
        if index in known.dense and fact.direction != DIRECTION_INBOUND:
            self._mark(self._starts.add(name, fact.at, index))
        if fact.recorded_s >= 0 and _lag_s(fact) >= self._late_s:
            self._mark(self._recorded.add(name, fact.recorded_s, index))
        self._weigh_day(actor, known.days[index], len(actor.entries) - 1)

    def _drop(self, index: int) -> None:
        fact, known = self._activities[index], self._known
        name, actor = fact.actor, self._actors[fact.actor]
        del actor.entries[0]
        actor.total -= self._weighed[index - self.start].thousandths
        if fact.text_digest in known.common:
            self._mark(self._texts.drop(index))
        if index in known.dense and fact.direction != DIRECTION_INBOUND:
            self._mark(self._starts.drop(name, fact.at, index))
        if fact.recorded_s >= 0 and _lag_s(fact) >= self._late_s:
            self._mark(self._recorded.drop(name, fact.recorded_s, index))
        # What began before its end overlaps it no more, and its day has room again.
        ends = max(fact.at + self._known.longest_us, (known.days[index] + 1) * DAY_US)
        for later in actor.entries:
            if self._activities[later].at >= ends:
                break
            self._mark((later,))

    def _weigh_day(self, actor: _Actor, day: int, first: int) -> None:
        """Weigh a person's day anew from the entry at a place of theirs on."""
        entries, days, weighed, start = actor.entries, self._known.days, self._weighed, self.start
        left = self.params.daily_cap_thousandths
        for place in range(first - 1, -1, -1):
            if days[entries[place]] != day:
                break
            left -= weighed[entries[place] - start].thousandths
        for place in range(first, len(entries)):
            index = entries[place]
            if days[index] != day:
                break
            found = self._weigh(place, actor, left)
            actor.total += found.thousandths - weighed[index - start].thousandths
            weighed[index - start] = found
            left -= found.thousandths

    def _weigh(self, place: int, actor: _Actor, left: int) -> Weighed:
        """Weigh a person's entry; `left`: what the day still holds."""
        index, params = actor.entries[place], self.params
        fact = self._activities[index]
        why: list[str] = []
        weight = self._by_text(index, fact, self._by_type(place, fact, actor, why), why)
        if weight and index in self._starts.crowded:
            why.append("burst")
            weight = weight * params.burst_permille // 1000
        if weight and index in self._recorded.crowded:
            backdated = _lag_s(fact) >= params.backdated_days * DAY_US // SECOND_US
            why.append("backdated" if backdated else "bulk_recorded")
            weight = weight * (params.backdated_permille if backdated else params.bulk_permille) // 1000
        if weight > left:
            why.append("daily_cap")
            weight = left
        return Weighed(fact, weight, tuple(why))

    def _by_type(self, place: int, fact: ActivityFact, actor: _Actor, why: list[str]) -> int:
        kind, seconds = self._known.types[fact.kind], fact.duration_s
        if not kind.full_seconds or seconds < 0:
            return kind.untimed_thousandths
        if seconds < kind.min_seconds:
            why.append("too_short")
            return 0
        if seconds > kind.max_seconds:
            why.append("capped_duration")
            seconds = kind.max_seconds
        busy_until = self._busy_until(place, fact.at, actor) if place else 0
        if busy_until > fact.at:
            why.append("overlap")
            seconds = max(0, (fact.at + seconds * SECOND_US - busy_until) // SECOND_US)
        return kind.full_thousandths * seconds // kind.full_seconds

    def _busy_until(self, place: int, at: int, actor: _Actor) -> int:
        """When the last of a person's earlier entries ends; no entry lasts longer than its type's `max_seconds`."""
        busy_until = 0
        for earlier in range(place - 1, -1, -1):
            fact = self._activities[actor.entries[earlier]]
            if fact.at + self._known.longest_us <= at:
                break
            kind = self._known.types[fact.kind]
            if kind.full_seconds and fact.duration_s >= kind.min_seconds:
                busy_until = max(busy_until, fact.at + min(fact.duration_s, kind.max_seconds) * SECOND_US)
        return busy_until

    def _by_text(self, index: int, fact: ActivityFact, weight: int, why: list[str]) -> int:
        params = self.params
        needed = self._known.types[fact.kind].needs_text
        if not fact.text_digest:
            why.append("no_text")
            return weight * (params.no_text_needed_permille if needed else params.no_text_permille) // 1000
        standing = self._texts.standing(index) if fact.text_digest in self._known.common else "own"
        if standing == "copied":
            why.append("copied_text")
            return weight * (params.copied_needed_permille if needed else params.copied_permille) // 1000
        if standing == "repeated":
            why.append("repeated_text")
            return weight * (params.repeat_needed_permille if needed else params.repeat_permille) // 1000
        if not needed or fact.text_units >= params.text_full_units:
            return weight
        if fact.text_units < params.text_min_units:
            why.append("empty_text")
            return 0
        why.append("short_text")
        return weight * params.text_part_permille // 1000


def weigh(activities: Sequence[ActivityFact], params: EffortParams) -> list[Weighed]:
    """Weigh a window's activities, sorted by time then content."""
    weigher = Weigher(activities, params)
    weigher.move(0, len(activities))
    return weigher.weighed(0)
