"""Work is weighed, not counted: what each activity weighs, in integer thousandths, and why.

1000 thousandths is one logged 30-minute meeting with a text of its own. An activity weighs type × quality; quality
takes away what is none: seconds-long calls, two-letter notes, copies of one text, durations that overlap, many entries
within minutes, many recorded long afterwards, more than a day holds. Weights are a function of the window's activities
as a set, never of ids or of the order of arrival.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from detector.alone import Known, know
from detector.facts import DIRECTION_INBOUND, EMAIL, PAPERS, ActivityFact
from detector.instant import DAY_US, MINUTE_US, SECOND_US
from detector.near import NearCopies
from detector.pack import EffortParams
from detector.padding import Crowds, Standing, Starts, Texts
from detector.weight import Weighed, by_text, by_type, lag_s

_UNWEIGHED = Weighed(ActivityFact(0, "", 0, 0, 0, 0, 0, 0, False, 0, "", 0), 0, ())


class _Actor:
    """One person's part of a window: indices of the entries in time, and their total weight."""

    __slots__ = ("entries", "total")

    def __init__(self, entries: list[int], total: int) -> None:
        self.entries = entries
        self.total = total


class Weigher:
    """Weighs a window of one customer's activities, then later windows, for what the way from one to the next changes.

    What comes in or falls out marks the entries whose weight may change by it, and from each of them on that person's
    day is weighed anew. So the weights are those of the window alone, whatever the windows before it.
    """

    def __init__(self, activities: Sequence[ActivityFact], params: EffortParams, known: Known | None = None) -> None:
        """`activities`: all of the customer, sorted by time, then content; the first window is empty."""
        self.params = params
        self.start = self.end = 0
        self._activities = activities
        self._known = known or know(activities, params)
        self._weighed: list[Weighed] = []
        self._actors: dict[str, _Actor] = {}
        self._texts = Texts(activities, params.text_full_units, params.copies)
        self._near = NearCopies(self._known.near, params.copies)
        self._starts = Starts(params.burst_minutes * MINUTE_US, params.burst_entries)
        self._recorded = Crowds(params.bulk_window_minutes * 60, params.bulk_entries)
        self._backdated = Crowds(params.sitting_minutes * 60, 1)  # moments at which something very old was typed in
        self._anew: dict[tuple[str, int], int] = {}  # (person, UTC day) → the first entry to weigh anew

    def copy(self) -> "Weigher":
        """The same window, to go on with apart."""
        same = Weigher(self._activities, self.params, self._known)
        same.start, same.end = self.start, self.end
        same._weighed = self._weighed[:]
        same._actors = {name: _Actor(actor.entries[:], actor.total) for name, actor in self._actors.items()}
        same._texts, same._near = self._texts.copy(), self._near.copy()
        same._starts, same._recorded = self._starts.copy(), self._recorded.copy()
        same._backdated = self._backdated.copy()
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
            self.end = index + 1
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
        actor = self._actors.get(fact.actor)
        if actor is None:
            actor = self._actors[fact.actor] = _Actor([], 0)
        entries, alone = actor.entries, known.alone[index]
        first_of_day = not entries or known.days[entries[-1]] != known.days[index]
        entries.append(index)
        if alone is not None and first_of_day and alone.thousandths <= self.params.daily_cap_thousandths:
            self._weighed.append(alone)
            actor.total += alone.thousandths
            return
        self._weighed.append(_UNWEIGHED)
        if alone is None:
            if fact.text_digest in known.common:
                self._mark(self._texts.add(index))
            self._mark(self._near.add(index, self.start))
            if index in known.dense:
                self._mark(self._starts.add(fact, index))
            if lag_s(fact) >= known.late_s:
                self._mark(self._recorded.add(fact.actor, fact.recorded_s, index))
            if lag_s(fact) >= known.very_late_s:
                self._backdated.add(fact.actor, fact.recorded_s, index)
                self._mark(self._sitting(fact, self._recorded))
        self._weigh_day(actor, known.days[index], len(entries) - 1)

    def _drop(self, index: int) -> None:
        fact, known = self._activities[index], self._known
        actor = self._actors[fact.actor]
        del actor.entries[0]
        actor.total -= self._weighed[index - self.start].thousandths
        if known.alone[index] is None:
            if fact.text_digest in known.common:
                self._mark(self._texts.drop(index))
            self._mark(self._near.drop(index, self.end))
            if index in known.dense:
                self._mark(self._starts.drop(fact, index))
            if lag_s(fact) >= known.late_s:
                self._mark(self._recorded.drop(fact.actor, fact.recorded_s, index))
            if lag_s(fact) >= known.very_late_s:
                self._backdated.drop(fact.actor, fact.recorded_s, index)
                self._mark(self._sitting(fact, self._recorded))
        # What began before its end overlaps it no more, and its day has room again.
        ends = max(fact.at + known.longest_us, (known.days[index] + 1) * DAY_US)
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
        index = actor.entries[place]
        found = self._known.alone[index]
        if found is None:
            found = self._weigh_among_others(place, actor)
        if found.thousandths > left:
            return Weighed(found.fact, left, (*found.why, "daily_cap"))
        return found

    def _weigh_among_others(self, place: int, actor: _Actor) -> Weighed:
        index, params, known = actor.entries[place], self.params, self._known
        fact = self._activities[index]
        kind = known.types[fact.kind]
        why: list[str] = []
        weight = by_type(fact, kind, self._busy_until(place, fact.at, actor), params, why)
        standing: Standing = self._texts.standing(index) if fact.text_digest in known.common else "own"
        if standing != "copied" and self._near.copied(index):
            standing = "nearly_copied"
        weight = by_text(fact, weight, kind, standing, params, why)
        if weight and (self._starts.crowded(fact, index) or self._paper_again(place, fact, actor)):
            why.append("burst")
            written = fact.direction == DIRECTION_INBOUND and fact.kind == EMAIL
            weight = weight * (params.burst_inbound_mail_permille if written else params.burst_permille) // 1000
        if weight and index in self._recorded.crowded:
            backdated = bool(self._sitting(fact, self._backdated))
            why.append("backdated" if backdated else "bulk_recorded")
            weight = weight * (params.backdated_permille if backdated else params.bulk_permille) // 1000
        return Weighed(fact, weight, tuple(why))

    def _sitting(self, fact: ActivityFact, among: Crowds) -> Sequence[int]:
        """Those of some entries that the same person typed in at about the time of this one."""
        return among.near(fact.actor, fact.recorded_s, self.params.sitting_minutes * 60)

    def _paper_again(self, place: int, fact: ActivityFact, actor: _Actor) -> bool:
        """Whether the same person entered another paper of the kind just before: nobody writes an offer in minutes."""
        if fact.kind not in PAPERS:
            return False
        since = fact.at - self.params.burst_minutes * MINUTE_US
        for earlier in range(place - 1, -1, -1):
            other = self._activities[actor.entries[earlier]]
            if other.at < since:
                return False
            if other.kind == fact.kind:
                return True
        return False

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


def weigh(activities: Sequence[ActivityFact], params: EffortParams) -> list[Weighed]:
    """Weigh a window's activities, sorted by time then content."""
    weigher = Weigher(activities, params)
    weigher.move(0, len(activities))
    return weigher.weighed(0)
