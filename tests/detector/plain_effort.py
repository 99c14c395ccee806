"""Weighing one window at a time, as docs/detection.md tells it, with nothing kept: `Weigher` must agree with it."""

from collections import Counter
from collections.abc import Sequence

from detector.events import ACTIVITY_TYPES
from detector.facts import DIRECTION_INBOUND, ActivityFact
from detector.instant import DAY_US, SECOND_US
from detector.near import REACH
from detector.pack import EffortParams
from detector.text import likeness_permille

Plain = tuple[ActivityFact, int, tuple[str, ...]]


def crowded(moments: Sequence[int], width: int, least: int) -> set[int]:
    """Moments in some span of `width` that holds `least` of them or more."""
    found: set[int] = set()
    for start in moments:
        span = [moment for moment in moments if start <= moment <= start + width]
        if len(span) >= least:
            found.update(span)
    return found


class PlainWindow:
    """All that a window shows of its entries together."""

    def __init__(self, facts: Sequence[ActivityFact], params: EffortParams) -> None:
        self.params = params
        self.facts = facts
        sentences = [fact for fact in facts if fact.text_units >= params.text_full_units]
        self.said = Counter((fact.actor, fact.text_digest) for fact in sentences)
        self.author = {fact.text_digest: fact.actor for fact in reversed(sentences)}
        self.bursts: dict[str, set[tuple[bool, int]]] = {}  # whether inbound, when
        self.bulks: dict[str, set[int]] = {}
        for who in {fact.actor for fact in facts}:
            mine = [fact for fact in facts if fact.actor == who]
            typed = [
                fact for fact in mine if (fact.direction, ACTIVITY_TYPES[fact.kind]) != (DIRECTION_INBOUND, "message")
            ]
            own = [fact.at for fact in typed if fact.direction != DIRECTION_INBOUND]
            late = [fact.recorded_s for fact in mine if self.late(fact)]
            width, least = params.burst_minutes * 60 * SECOND_US, params.burst_entries
            self.bursts[who] = {(False, at) for at in crowded(own, width, least)}
            self.bursts[who] |= {(True, at) for at in crowded([fact.at for fact in typed], width, least)}
            self.bulks[who] = crowded(late, params.bulk_window_minutes * 60, params.bulk_entries)

        self.sentences = sentences

    def near_copies(self, fact: ActivityFact) -> int:
        """How often its author says nearly the same in the window, itself counted."""
        if not fact.text_sketch or fact.text_units < self.params.text_full_units:
            return 0
        mine = [other for other in self.sentences if other.actor == fact.actor and other.text_sketch]
        place = next(place for place, other in enumerate(mine) if other is fact)
        least = self.params.near_permille
        around = mine[max(0, place - REACH) : place + REACH + 1]
        return sum(likeness_permille(fact.text_sketch, other.text_sketch) >= least for other in around)

    def paper_again(self, fact: ActivityFact) -> bool:
        """Whether the author entered a paper of the same kind within a burst's time before."""
        before = self.facts[: next(place for place, other in enumerate(self.facts) if other is fact)]
        width = self.params.burst_minutes * 60 * SECOND_US
        alike = [other.at for other in before if (other.actor, other.kind) == (fact.actor, fact.kind)]
        return ACTIVITY_TYPES[fact.kind] in ("quote", "contract") and any(fact.at - at <= width for at in alike)

    def late(self, fact: ActivityFact) -> bool:
        lag_s = fact.recorded_s - fact.at // SECOND_US
        return fact.recorded_s >= 0 and lag_s >= self.params.bulk_hours * 3600

    def in_backdated_sitting(self, fact: ActivityFact) -> bool:
        very_late = [
            other.recorded_s
            for other in self.facts
            if other.actor == fact.actor
            and self.late(other)
            and other.recorded_s - other.at // SECOND_US >= self.params.backdated_days * 86400
        ]
        return any(abs(moment - fact.recorded_s) <= self.params.sitting_minutes * 60 for moment in very_late)

    def copied(self, fact: ActivityFact) -> bool:
        if fact.text_units < self.params.text_full_units:
            return False
        many = self.said[fact.actor, fact.text_digest] >= self.params.copies
        return many or self.author[fact.text_digest] != fact.actor


def weigh_plainly(facts: Sequence[ActivityFact], params: EffortParams) -> list[Plain]:
    """Weigh a window's activities, sorted by time then content."""
    window = PlainWindow(facts, params)
    busy: dict[str, int] = {}
    spent: Counter[tuple[str, int]] = Counter()
    texts: set[tuple[str, int]] = set()
    found = []
    for fact in facts:
        why: list[str] = []
        weight = _by_type(fact, params, busy, why)
        weight = _by_text(fact, weight, window, texts, why)
        kind, inbound = ACTIVITY_TYPES[fact.kind], fact.direction == DIRECTION_INBOUND
        burst = (inbound, fact.at) in window.bursts[fact.actor] and not (inbound and kind == "message")
        if weight and (burst or window.paper_again(fact)):
            why.append("burst")
            mail = kind == "email" and inbound
            weight = weight * (params.burst_inbound_mail_permille if mail else params.burst_permille) // 1000
        if weight and window.late(fact) and fact.recorded_s in window.bulks[fact.actor]:
            backdated = window.in_backdated_sitting(fact)
            why.append("backdated" if backdated else "bulk_recorded")
            weight = weight * (params.backdated_permille if backdated else params.bulk_permille) // 1000
        day = fact.actor, fact.at // DAY_US
        if weight > params.daily_cap_thousandths - spent[day]:
            why.append("daily_cap")
            weight = params.daily_cap_thousandths - spent[day]
        spent[day] += weight
        found.append((fact, weight, tuple(why)))
    return found


def _by_type(fact: ActivityFact, params: EffortParams, busy: dict[str, int], why: list[str]) -> int:
    kind = params.types[ACTIVITY_TYPES[fact.kind]]
    if not kind.full_seconds or fact.duration_s < 0:
        return kind.untimed_thousandths
    if fact.duration_s < kind.min_seconds:
        why.append("too_short")
        return 0
    if fact.duration_s > kind.absurd_seconds:  # no measurement, though the person is busy as long as counts
        why.append("absurd_duration")
        busy[fact.actor] = max(busy.get(fact.actor, 0), fact.at + kind.max_seconds * SECOND_US)
        return kind.untimed_thousandths * params.absurd_permille // 1000
    if fact.duration_s > kind.max_seconds:
        why.append("capped_duration")
    end = fact.at + min(fact.duration_s, kind.max_seconds) * SECOND_US
    begins = max(fact.at, busy.get(fact.actor, 0))
    if begins > fact.at:
        why.append("overlap")
    busy[fact.actor] = max(end, begins)
    return kind.full_thousandths * max(0, (end - begins) // SECOND_US) // kind.full_seconds


def _by_text(fact: ActivityFact, weight: int, window: PlainWindow, texts: set[tuple[str, int]], why: list[str]) -> int:
    params, needed = window.params, window.params.types[ACTIVITY_TYPES[fact.kind]].needs_text
    mine = fact.actor, fact.text_digest
    if not fact.text_digest:
        why.append("no_text")
        return weight * (params.no_text_needed_permille if needed else params.no_text_permille) // 1000
    if needed and fact.text_units < params.text_min_units:
        why.append("empty_text")
        if not window.copied(fact):
            texts.add(mine)
        return 0
    if window.copied(fact):
        why.append("copied_text")
        return weight * (params.copied_needed_permille if needed else params.copied_permille) // 1000
    near = window.near_copies(fact)
    if near >= params.copies:
        texts.add(mine)
        why.append("near_copy")
        return weight * (params.copied_needed_permille if needed else params.copied_permille) // 1000
    if mine in texts:
        why.append("repeated_text")
        return weight * (params.repeat_needed_permille if needed else params.repeat_permille) // 1000
    texts.add(mine)
    if not needed or fact.text_units >= params.text_full_units:
        return weight
    why.append("short_text")
    return weight * params.text_part_permille // 1000
