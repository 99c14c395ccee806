"""Who owned a customer, from when to when, and by which change."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from detector.facts import ChangeFact


class Segment(Struct, frozen=True):
    """One owner for [start, end); `owner` "" is the pool. `start` None: since before what is known or counted.

    `change`: the change that began it (None where unknown or before the window). `end` None: to this day.
    """

    owner: str
    start: int | None
    end: int | None
    change: ChangeFact | None


class Ownership(Struct, frozen=True):
    """The consecutive owners within a window, and changes that named another previous owner than the tracked one."""

    segments: tuple[Segment, ...]
    contradicted: tuple[str, ...]

    def index_at(self, at: int) -> int:
        """Index of the segment in force at a time, a change at that very time included; -1 for none."""
        found = -1
        for index, segment in enumerate(self.segments):
            if segment.start is None or segment.start <= at:
                found = index
        return found


def trace_ownership(changes: Sequence[ChangeFact], since: int, until: int) -> Ownership:
    """Follow the owner through sorted changes; those before `since` count only as the owner then in force.

    `since`, `until`: microseconds since 1970, both inclusive. The first known change's previous owner is the owner
    before it, unless it names none.
    """
    segments: list[Segment] = []
    contradicted: list[str] = []
    owner: str | None = None
    for change in changes:
        if change.at > until:
            break
        if owner is None and change.previous:
            segments.append(Segment(change.previous, None, None, None))
            owner = change.previous
        elif owner and change.previous and change.previous != owner and change.at >= since:
            contradicted.append(change.event_id)
        if change.new == owner:
            continue
        if change.at < since:
            segments = [Segment(change.new, None, None, None)]
        else:
            if segments:
                segments[-1] = replace(segments[-1], end=change.at)
            segments.append(Segment(change.new, change.at, None, change))
        owner = change.new
    return Ownership(tuple(segments), tuple(contradicted))
