"""Work is weighed, not counted: what each activity weighs, in integer thousandths, and why.

1000 thousandths is one logged 30-minute meeting with a text of its own. An activity weighs type × quality; quality
takes away what is none: seconds-long calls, two-letter notes, copies of one text, durations that overlap, many entries
within minutes, many recorded long afterwards, more than a day holds. Weights are a function of the window's activities
as a set, never of ids or of the order of arrival.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from detector.events import ACTIVITY_TYPES
from detector.facts import DIRECTION_INBOUND, ActivityFact
from detector.instant import DAY_US, SECOND_US
from detector.pack import EffortParams, TypeWeight

MINUTE_US = 60 * SECOND_US


class Weighed(NamedTuple):
    """An activity, its weight in thousandths, and the codes of what took weight away (empty: full weight)."""

    fact: ActivityFact
    thousandths: int
    why: tuple[str, ...]


class _Actor:
    """What is remembered of one person while going through the activities in time."""

    __slots__ = ("busy_until", "day", "day_total")

    def __init__(self) -> None:
        self.busy_until = 0
        self.day = -1
        self.day_total = 0


class _Padding:
    """What only the whole window shows: sentences copied, entries in bursts, entries recorded together much later."""

    def __init__(self, activities: Sequence[ActivityFact], params: EffortParams) -> None:
        self._copies: Counter[tuple[str, int]] = Counter()
        self._author: dict[int, str] = {}
        starts: dict[str, list[int]] = {}
        recorded: dict[str, list[int]] = {}
        backdated: dict[str, list[int]] = {}
        bulk_s = params.bulk_window_minutes * 60
        backdated_s = params.backdated_days * DAY_US // SECOND_US
        late_s = params.bulk_hours * 3600
        for fact in activities:
            if fact.text_units >= params.text_full_units:
                self._copies[fact.actor, fact.text_digest] += 1
                self._author.setdefault(fact.text_digest, fact.actor)
            if fact.direction != DIRECTION_INBOUND:
                starts.setdefault(fact.actor, []).append(fact.at)
            lag_s = fact.recorded_s - fact.at // SECOND_US
            if fact.recorded_s >= 0 and lag_s >= late_s:
                recorded.setdefault(fact.actor, []).append(fact.recorded_s)
                if lag_s >= backdated_s:
                    backdated.setdefault(fact.actor, []).append(fact.recorded_s)
        burst_us = params.burst_minutes * MINUTE_US
        self.bursts = {who: _crowded(times, burst_us, params.burst_entries) for who, times in starts.items()}
        self.bulks = {who: _crowded(sorted(times), bulk_s, params.bulk_entries) for who, times in recorded.items()}
        self.backdated = {
            who: frozenset(time for time in self.bulks[who] if any(abs(time - late) <= bulk_s for late in times))
            for who, times in backdated.items()
        }
        self._params = params

    def copied(self, fact: ActivityFact) -> bool:
        """Whether a sentence stands there many times, or was somebody else's before."""
        if fact.text_units < self._params.text_full_units:
            return False
        many = self._copies[fact.actor, fact.text_digest] >= self._params.copies
        return many or self._author[fact.text_digest] != fact.actor


def _crowded(times: Sequence[int], width: int, least: int) -> frozenset[int]:
    """The sorted times that lie in some span of `width` with `least` of them or more.

    >>> sorted(_crowded([1, 2, 3, 50, 90, 91], 5, 3))
    [1, 2, 3]
    """
    found: set[int] = set()
    first = marked = 0
    for last, time in enumerate(times):
        while time - times[first] > width:
            first += 1
        if last - first + 1 >= least:
            found.update(times[max(first, marked) : last + 1])
            marked = last + 1
    return frozenset(found)


class Weigher:
    """Weighs the activities of one customer and window."""

    def __init__(self, params: EffortParams) -> None:
        self._params = params
        self._types: list[TypeWeight] = [params.types[name] for name in ACTIVITY_TYPES]
        self._actors: dict[str, _Actor] = {}
        self._texts: set[tuple[str, int]] = set()

    def weigh_all(self, activities: Sequence[ActivityFact]) -> list[Weighed]:
        """Weigh activities sorted by time, then content."""
        padding = _Padding(activities, self._params)
        return [self._weigh(fact, padding) for fact in activities]

    def _weigh(self, fact: ActivityFact, padding: _Padding) -> Weighed:
        actor = self._actors.get(fact.actor)
        if actor is None:
            actor = self._actors[fact.actor] = _Actor()
        why: list[str] = []
        weight = self._by_text(fact, self._by_type(fact, actor, why), padding, why)
        if weight and fact.direction != DIRECTION_INBOUND and fact.at in padding.bursts[fact.actor]:
            why.append("burst")
            weight = weight * self._params.burst_permille // 1000
        late_s = fact.recorded_s - fact.at // SECOND_US
        bulk = late_s >= self._params.bulk_hours * 3600 and fact.recorded_s in padding.bulks.get(fact.actor, ())
        if weight and bulk:
            backdated = late_s >= self._params.backdated_days * DAY_US // SECOND_US
            why.append("backdated" if backdated else "bulk_recorded")
            weight = weight * (self._params.backdated_permille if backdated else self._params.bulk_permille) // 1000
        if weight:
            weight = self._by_day(fact, actor, weight, why)
        return Weighed(fact, weight, tuple(why))

    def _by_type(self, fact: ActivityFact, actor: _Actor, why: list[str]) -> int:
        kind = self._types[fact.kind]
        if not kind.full_seconds or fact.duration_s < 0:
            return kind.untimed_thousandths
        seconds = fact.duration_s
        if seconds < kind.min_seconds:
            why.append("too_short")
            return 0
        if seconds > kind.max_seconds:
            why.append("capped_duration")
            seconds = kind.max_seconds
        end = fact.at + seconds * SECOND_US
        if actor.busy_until > fact.at:
            why.append("overlap")
            seconds = max(0, (end - actor.busy_until) // SECOND_US)
        actor.busy_until = max(actor.busy_until, end)
        return kind.full_thousandths * seconds // kind.full_seconds

    def _by_text(self, fact: ActivityFact, weight: int, padding: _Padding, why: list[str]) -> int:
        params = self._params
        needed = self._types[fact.kind].needs_text
        if not fact.text_digest:
            why.append("no_text")
            return weight * (params.no_text_needed_permille if needed else params.no_text_permille) // 1000
        if padding.copied(fact):
            why.append("copied_text")
            return weight * (params.copied_needed_permille if needed else params.copied_permille) // 1000
        if (fact.actor, fact.text_digest) in self._texts:
            why.append("repeated_text")
            return weight * (params.repeat_needed_permille if needed else params.repeat_permille) // 1000
        self._texts.add((fact.actor, fact.text_digest))
        if not needed or fact.text_units >= params.text_full_units:
            return weight
        if fact.text_units < params.text_min_units:
            why.append("empty_text")
            return 0
        why.append("short_text")
        return weight * params.text_part_permille // 1000

    def _by_day(self, fact: ActivityFact, actor: _Actor, weight: int, why: list[str]) -> int:
        day = fact.at // DAY_US
        if day != actor.day:
            actor.day, actor.day_total = day, 0
        left = self._params.daily_cap_thousandths - actor.day_total
        if weight > left:
            why.append("daily_cap")
            weight = left
        actor.day_total += weight
        return weight


def weigh(activities: Sequence[ActivityFact], params: EffortParams) -> list[Weighed]:
    """Weigh a window's activities, sorted by time then content."""
    return Weigher(params).weigh_all(activities)
