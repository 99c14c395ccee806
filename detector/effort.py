"""Work is weighed, not counted: what each activity weighs, in integer thousandths, and why.

1000 thousandths is one logged 30-minute meeting with a text of its own. An activity weighs type × quality; quality
takes away what is none: seconds-long calls, two-letter notes, copies of one text, durations that overlap, many entries
within minutes, many recorded long afterwards, more than a day holds. Weights depend on earlier activities only, and on
the content of those tied in time, never on ids or on the order of arrival.
"""

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

    __slots__ = ("bulk_at", "bulk_entries", "busy_until", "day", "day_total", "recent")

    def __init__(self) -> None:
        self.busy_until = 0
        self.day = -1
        self.day_total = 0
        self.recent: list[int] = []
        self.bulk_at = -1
        self.bulk_entries = 0


class Weigher:
    """Weighs activities in the order of time; one instance per customer and window."""

    def __init__(self, params: EffortParams) -> None:
        self._params = params
        self._types: list[TypeWeight] = [params.types[name] for name in ACTIVITY_TYPES]
        self._actors: dict[str, _Actor] = {}
        self._texts: set[int] = set()

    def weigh_all(self, activities: Sequence[ActivityFact]) -> list[Weighed]:
        """Weigh sorted activities."""
        return [self._weigh(fact) for fact in activities]

    def _weigh(self, fact: ActivityFact) -> Weighed:
        actor = self._actors.get(fact.actor)
        if actor is None:
            actor = self._actors[fact.actor] = _Actor()
        why: list[str] = []
        weight = self._by_type(fact, actor, why)
        weight = self._by_text(fact, weight, why)
        if weight and fact.direction != DIRECTION_INBOUND:
            weight = self._by_burst(fact, actor, weight, why)
        if weight and fact.recorded_s >= 0:
            weight = self._by_recording(fact, actor, weight, why)
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

    def _by_text(self, fact: ActivityFact, weight: int, why: list[str]) -> int:
        params = self._params
        timed = fact.duration_s >= 0 and self._types[fact.kind].full_seconds > 0
        if not fact.text_digest:
            why.append("no_text")
            return weight * (params.no_text_timed_permille if timed else params.no_text_untimed_permille) // 1000
        if fact.text_digest in self._texts:
            why.append("repeated_text")
            return weight * (params.repeat_timed_permille if timed else params.repeat_untimed_permille) // 1000
        self._texts.add(fact.text_digest)
        if timed or fact.text_units >= params.text_full_units:
            return weight
        if fact.text_units < params.text_min_units:
            why.append("empty_text")
            return 0
        why.append("short_text")
        return weight * params.text_part_permille // 1000

    def _by_burst(self, fact: ActivityFact, actor: _Actor, weight: int, why: list[str]) -> int:
        since = fact.at - self._params.burst_minutes * MINUTE_US
        actor.recent = [at for at in actor.recent if at > since]
        actor.recent.append(fact.at)
        if len(actor.recent) <= self._params.burst_free_entries:
            return weight
        why.append("burst")
        return weight * self._params.burst_permille // 1000

    def _by_recording(self, fact: ActivityFact, actor: _Actor, weight: int, why: list[str]) -> int:
        if fact.recorded_s - fact.at // SECOND_US < self._params.bulk_hours * 3600:
            return weight
        if abs(fact.recorded_s - actor.bulk_at) > self._params.bulk_window_minutes * 60:
            actor.bulk_at = fact.recorded_s
            actor.bulk_entries = 0
        actor.bulk_entries += 1
        if actor.bulk_entries <= self._params.bulk_free_entries:
            return weight
        why.append("bulk_recorded")
        return weight * self._params.bulk_permille // 1000

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
    """Weigh a customer's activities, sorted by time then content."""
    return Weigher(params).weigh_all(activities)
