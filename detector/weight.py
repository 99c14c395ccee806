"""What one entry weighs by its type, duration and text: the part of weighing that looks at no list of others.

`detector.effort` weighs windows by these factors, which note why they took weight away.
"""

from msgspec import Struct

from detector.facts import ActivityFact
from detector.instant import SECOND_US
from detector.pack import EffortParams, TypeWeight
from detector.padding import Standing


class Weighed(Struct, frozen=True):
    """An activity, its weight in thousandths, and the codes of what took weight away (empty: full weight)."""

    fact: ActivityFact
    thousandths: int
    why: tuple[str, ...]


def lag_s(fact: ActivityFact) -> int:
    """Seconds from an activity to its recording; -1 where that is not known."""
    return fact.recorded_s - fact.at // SECOND_US if fact.recorded_s >= 0 else -1


def by_type(fact: ActivityFact, kind: TypeWeight, busy_until: int, params: EffortParams, why: list[str]) -> int:
    """Thousandths by type and duration; `busy_until`: when the person's earlier entries end, in microseconds."""
    seconds = fact.duration_s
    if not kind.full_seconds or seconds < 0:
        return kind.untimed_thousandths
    if seconds < kind.min_seconds:
        why.append("too_short")
        return 0
    if seconds > kind.absurd_seconds:
        why.append("absurd_duration")
        return kind.untimed_thousandths * params.absurd_permille // 1000
    if seconds > kind.max_seconds:
        why.append("capped_duration")
        seconds = kind.max_seconds
    if busy_until > fact.at:
        why.append("overlap")
        seconds = max(0, (fact.at + seconds * SECOND_US - busy_until) // SECOND_US)
    return kind.full_thousandths * seconds // kind.full_seconds


def by_text(
    fact: ActivityFact, weight: int, kind: TypeWeight, standing: Standing, params: EffortParams, why: list[str]
) -> int:
    """What is left of a weight by the entry's text and its standing among the others."""
    needed = kind.needs_text
    if not fact.text_digest:
        why.append("no_text")
        return weight * (params.no_text_needed_permille if needed else params.no_text_permille) // 1000
    if needed and fact.text_units < params.text_min_units:
        why.append("empty_text")  # said again it still says nothing
        return 0
    if standing in ("copied", "nearly_copied"):
        why.append("copied_text" if standing == "copied" else "near_copy")
        return weight * (params.copied_needed_permille if needed else params.copied_permille) // 1000
    if standing == "repeated":
        why.append("repeated_text")
        return weight * (params.repeat_needed_permille if needed else params.repeat_permille) // 1000
    if not needed or fact.text_units >= params.text_full_units:
        return weight
    why.append("short_text")
    return weight * params.text_part_permille // 1000
