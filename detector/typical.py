"""What entries count where two people's work is compared: noting how long something took is a habit, not work.

The credit plan takes durations as they are logged. The evidence does not: an entry without one counts as a typical
one of its type, and one with a long one as `typical_times` such entries at most. A call of which neither length nor
content was noted may not have been answered, and counts less. What its quality has taken away stays away.
"""

from collections.abc import Sequence

from detector.events import ACTIVITY_TYPES
from detector.facts import ActivityFact
from detector.pack import EffortParams, TypeWeight
from detector.weight import Weighed

_ANY = (-1, 2**62)


def as_typical(entries: Sequence[Weighed], params: EffortParams) -> Sequence[Weighed]:
    """The same entries with the weights, in thousandths, that they have as evidence."""
    types = [params.types[name] for name in ACTIVITY_TYPES]
    kept = [_kept_durations(kind, params.typical_times) for kind in types]
    return [
        item
        if kept[item.fact.kind][0] <= item.fact.duration_s <= kept[item.fact.kind][1]
        else _counted(item, types[item.fact.kind], params)
        for item in entries
    ]


def _kept_durations(kind: TypeWeight, times: int) -> tuple[int, int]:
    """The shortest and longest duration in seconds (-1: none) with which an entry counts as it weighs."""
    if not kind.typical_thousandths or not kind.full_thousandths:
        return _ANY
    return 0, times * kind.typical_thousandths * kind.full_seconds // kind.full_thousandths


def _counted(item: Weighed, kind: TypeWeight, params: EffortParams) -> Weighed:
    logged = _by_duration(item.fact, kind)
    if item.fact.duration_s >= 0:
        counts = min(logged, params.typical_times * kind.typical_thousandths)
    else:
        told = item.fact.text_units >= params.text_full_units
        counts = kind.typical_thousandths if told else kind.untold_thousandths or kind.typical_thousandths
    return Weighed(item.fact, item.thousandths * counts // logged, item.why)


def _by_duration(fact: ActivityFact, kind: TypeWeight) -> int:
    """What the type and the duration alone make of an entry, at least 1."""
    if fact.duration_s < 0:
        return max(1, kind.untimed_thousandths)
    return max(1, kind.full_thousandths * min(fact.duration_s, kind.max_seconds) // max(1, kind.full_seconds))
