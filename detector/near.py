"""Texts that say nearly the same: a template with a name, a date or a word changed."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from detector.facts import ActivityFact
from detector.pack import EffortParams

REACH = 50
"""So many of a person's sentences before and after one are looked at, so that time grows with their number only."""


def find_near_copies(activities: Sequence[ActivityFact], params: EffortParams) -> Mapping[int, Sequence[int]]:
    """Entry → the entries in which the same person said nearly or exactly the same, by index and in order.

    Of entries that have enough of them to be copies, in some window, and of those near one of these, which may make it
    one: nearness does not pass on. A text without a sketch is like no other.
    """
    said: dict[str, list[tuple[int, int]]] = {}
    for index, fact in enumerate(activities):
        if fact.text_sketch and fact.text_units >= params.text_full_units:
            said.setdefault(fact.actor, []).append((index, fact.text_sketch))
    found: dict[int, list[int]] = {}
    for sentences in said.values():
        if len(sentences) >= params.copies:
            _compare(sentences, params.near_permille, found)
    enough = {index for index, near in found.items() if len(near) >= params.copies - 1}
    return {index: near for index, near in found.items() if index in enough or not enough.isdisjoint(near)}


def _compare(sentences: Sequence[tuple[int, int]], least_permille: int, found: dict[int, list[int]]) -> None:
    """Note who is near whom; each one's list comes out in order."""
    for place, (index, sketch) in enumerate(sentences):
        near = [  # as `likeness_permille` says it, without a call for each of so many
            earlier
            for earlier, other in sentences[max(0, place - REACH) : place]
            if (sketch & other).bit_count() * 1000 >= (sketch | other).bit_count() * least_permille
        ]
        if near:
            found.setdefault(index, []).extend(near)
            for earlier in near:
                found.setdefault(earlier, []).append(index)


class NearCopies:
    """Which entries of a window stand there too often, word for word or nearly, all by one person.

    Kept for a window that moves on in time. Each change tells whose standing it turned: of many that are near each
    other that is mostly nobody's.
    """

    __slots__ = ("_counts", "_enough", "_near")

    def __init__(self, near: Mapping[int, Sequence[int]], least: int) -> None:
        """`near`: as `find_near_copies` gives it; `least`: said so often, the entry itself counted, each is a copy."""
        self._near = near
        self._enough = least - 1
        self._counts: dict[int, int] = {}  # entry of the window → how many others of it are near

    def copy(self) -> "NearCopies":
        """The same window, to go on with apart."""
        same = NearCopies(self._near, self._enough + 1)
        same._counts = self._counts.copy()
        return same

    def copied(self, index: int) -> bool:
        """Whether an entry of the window stands there too often."""
        return self._counts.get(index, 0) >= self._enough

    def add(self, index: int, start: int) -> Sequence[int]:
        """Take in the next entry of a window that begins with `start`; the indices of those that are copies by it."""
        near = self._near.get(index)
        if near is None:
            return ()
        before = near[bisect_left(near, start) : bisect_left(near, index)]
        self._counts[index] = len(before)
        return self._change(before, 1, self._enough)

    def drop(self, index: int, end: int) -> Sequence[int]:
        """Let the first entry of a window go that ends before `end`; the indices of those that are no copies now."""
        near = self._near.get(index)
        if near is None:
            return ()
        del self._counts[index]
        return self._change(near[bisect_right(near, index) : bisect_left(near, end)], -1, self._enough - 1)

    def _change(self, near: Sequence[int], by: int, turning: int) -> Sequence[int]:
        """Change the counts of entries; the indices of those whose count is `turning` now."""
        counts, turned = self._counts, []
        for index in near:
            if index in counts:  # others are near too few in all to be copies in any window
                counts[index] += by
                if counts[index] == turning:
                    turned.append(index)
        return turned
