"""What is the same in all windows of a customer: which entries weigh what they weigh alone, whatever stands beside.

Nearly all do. Only an entry whose text stands there again, that lies close to others in time, or that was recorded
late has to be held against the rest of each window.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from detector.events import ACTIVITY_TYPES
from detector.facts import ActivityFact
from detector.instant import DAY_US, MINUTE_US, SECOND_US
from detector.near import find_near_copies
from detector.pack import EffortParams, TypeWeight
from detector.weight import Weighed, by_text, by_type, lag_s


class Known(Struct, frozen=True):
    """By index of an activity: its UTC day, and what it weighs alone where that holds in every window, else None.

    `types`: what each kind of activity weighs; `longest_us`: none counts for longer. `late_s`: recorded so many
    seconds later or more, an entry is late, and `very_late_s` later it makes all that was typed in with it doubtful.
    Entries may stand in the way of each other by texts that are `common` (said twice or more), or as `dense`: among so
    many of anybody within minutes that they may be a burst. `near`: of an entry whose text may stand there too often,
    all those in which the same person said nearly the same.
    """

    days: list[int]
    alone: list[Weighed | None]
    types: list[TypeWeight]
    longest_us: int
    late_s: int
    very_late_s: int
    common: frozenset[int]
    dense: frozenset[int]
    near: Mapping[int, Sequence[int]]


def know(activities: Sequence[ActivityFact], params: EffortParams) -> Known:
    """What all windows of a customer's activities, sorted, have in common."""
    times = [fact.at for fact in activities]
    types = [params.types[name] for name in ACTIVITY_TYPES]
    longest_us, late_s = max([kind.max_seconds for kind in types]) * SECOND_US, params.bulk_hours * 3600
    common, dense, near = _common(activities), _dense(times, params), find_near_copies(activities, params)
    alone: list[Weighed | None] = []
    last_at: dict[str, int] = {}
    for index, fact in enumerate(activities):
        apart = fact.at - last_at.get(fact.actor, -longest_us) >= longest_us
        last_at[fact.actor] = fact.at
        special = fact.text_digest in common or index in dense or index in near
        if apart and not special and lag_s(fact) < late_s:
            alone.append(_weigh_alone(fact, types[fact.kind], params))
        else:
            alone.append(None)
    very_late_s = max(late_s, params.backdated_days * DAY_US // SECOND_US)
    return Known([at // DAY_US for at in times], alone, types, longest_us, late_s, very_late_s, common, dense, near)


def _weigh_alone(fact: ActivityFact, kind: TypeWeight, params: EffortParams) -> Weighed:
    why: list[str] = []
    weight = by_text(fact, by_type(fact, kind, 0, params, why), kind, "own", params, why)
    return Weighed(fact, weight, tuple(why))


def _common(activities: Sequence[ActivityFact]) -> frozenset[int]:
    texts = [fact.text_digest for fact in activities if fact.text_digest]
    if len(set(texts)) == len(texts):
        return frozenset()
    return frozenset([text for text, count in Counter(texts).items() if count > 1])


def _dense(times: Sequence[int], params: EffortParams) -> frozenset[int]:
    width, least = params.burst_minutes * MINUTE_US, params.burst_entries
    rows = zip(times, times[least - 1 :], strict=False)
    close = [first for first, (began, ended) in enumerate(rows) if ended - began <= width]
    return frozenset([index for first in close for index in range(first, first + least)])
