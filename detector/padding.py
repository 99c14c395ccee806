"""What only the other entries of a window show: sentences copied or said again, entries that crowd together.

Both are kept for a window that moves on in time: entries come in at its end and fall out at its start. Each change
tells which other entries may now stand differently, and no more than a few of them are looked at.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from typing import Literal

from detector.facts import DIRECTION_INBOUND, MESSAGE, ActivityFact

Standing = Literal["own", "copied", "nearly_copied", "repeated"]
_NONE: Sequence[int] = ()


class Crowds:
    """Moments of entries by person: which of a person's lie in some span of `width` with `least` of them or more.

    >>> crowds = Crowds(width=5, least=3)
    >>> [crowds.add("amy", moment, index) for index, moment in enumerate([1, 2, 50, 3])]
    [[], [], [], [0, 1, 3]]
    >>> crowds.drop("amy", 1, 0), crowds.crowded
    ([1, 3], set())
    """

    __slots__ = ("_least", "_moments", "_width", "crowded")

    def __init__(self, width: int, least: int) -> None:
        self._width = width
        self._least = least
        self._moments: dict[str, list[tuple[int, int]]] = {}
        self.crowded: set[int] = set()

    def copy(self) -> "Crowds":
        """The same moments, to go on with apart."""
        same = Crowds(self._width, self._least)
        same._moments = {person: moments[:] for person, moments in self._moments.items()}
        same.crowded = self.crowded.copy()
        return same

    def add(self, person: str, moment: int, index: int) -> Sequence[int]:
        """Take in an entry's moment; the indices of those that are crowded now and were not."""
        moments = self._moments.setdefault(person, [])
        insort(moments, (moment, index))
        close = [near for near in self._close(moments, (moment, index)) if near[1] not in self.crowded]
        found = [near[1] for near in close if self._holds(moments, near)]
        self.crowded.update(found)
        return found

    def drop(self, person: str, moment: int, index: int) -> Sequence[int]:
        """Let an entry's moment go; the indices of those that were crowded and are no more."""
        moments = self._moments[person]
        close = [near for near in self._close(moments, (moment, index)) if near[1] in self.crowded]
        del moments[bisect_left(moments, (moment, index))]
        freed = [near[1] for near in close if near[1] != index and not self._holds(moments, near)]
        self.crowded.difference_update(freed, (index,))
        return freed

    def near(self, person: str, moment: int, width: int) -> Sequence[int]:
        """The indices of a person's entries whose moments lie within `width` of one.

        >>> crowds = Crowds(width=5, least=3)
        >>> [len(crowds.add("amy", moment, index)) for index, moment in enumerate([1, 20, 30])]
        [0, 0, 0]
        >>> crowds.near("amy", 25, 5), crowds.near("bob", 25, 5)
        ([1, 2], [])
        """
        moments = self._moments.get(person, [])
        first = bisect_left(moments, (moment - width, -1))
        return [index for _, index in moments[first : bisect_left(moments, (moment + width + 1, -1))]]

    def _close(self, moments: list[tuple[int, int]], entry: tuple[int, int]) -> Sequence[tuple[int, int]]:
        """Who may stand in a row of `least` with an entry, itself too: fewer than that on either side."""
        if len(moments) < self._least:
            return ()
        place, reach = bisect_left(moments, entry), self._least - 1
        return moments[max(0, place - reach) : place + reach + 1]

    def _holds(self, moments: list[tuple[int, int]], entry: tuple[int, int]) -> bool:
        """Whether an entry stands in a row of `least` that are close enough."""
        place, further = bisect_left(moments, entry), self._least - 1
        for first in range(max(0, place - further), min(place, len(moments) - self._least) + 1):
            if moments[first + further][0] - moments[first][0] <= self._width:
                return True
        return False


class Starts:
    """When entries began: which are of a burst.

    A customer who calls pads nobody's day, so that entries not marked inbound are held against their like alone. One
    that is marked so is held against all: whoever types it says who began. A customer's messages come in rows.
    """

    __slots__ = ("_all", "_own")

    def __init__(self, width: int, least: int) -> None:
        self._own, self._all = Crowds(width, least), Crowds(width, least)

    def copy(self) -> "Starts":
        """The same entries, to go on with apart."""
        same = Starts(0, 0)
        same._own, same._all = self._own.copy(), self._all.copy()
        return same

    def crowded(self, fact: ActivityFact, index: int) -> bool:
        """Whether an entry is of a burst."""
        return index in (self._all if fact.direction == DIRECTION_INBOUND else self._own).crowded

    def add(self, fact: ActivityFact, index: int) -> Iterable[int]:
        """Take in an entry; the indices of those that may be of a burst now."""
        return [other for crowds in self._of(fact) for other in crowds.add(fact.actor, fact.at, index)]

    def drop(self, fact: ActivityFact, index: int) -> Iterable[int]:
        """Let an entry go; the indices of those that may be of a burst no more."""
        return [other for crowds in self._of(fact) for other in crowds.drop(fact.actor, fact.at, index)]

    def _of(self, fact: ActivityFact) -> tuple[Crowds, ...]:
        if fact.direction != DIRECTION_INBOUND:
            return self._own, self._all
        return () if fact.kind == MESSAGE else (self._all,)


class Texts:
    """Who said what in a window: copies are sentences said too often by one person, or by somebody else before."""

    __slots__ = ("_activities", "_counts", "_full_units", "_least", "_said", "_sentences")

    def __init__(self, activities: Sequence[ActivityFact], full_units: int, least: int) -> None:
        """`full_units`: from here on a text is a sentence; `least`: said so often by one person, each is a copy."""
        self._activities = activities
        self._full_units = full_units
        self._least = least
        self._said: dict[tuple[str, int], list[int]] = {}  # (person, text) → entries
        self._counts: dict[tuple[str, int], int] = {}  # (person, text) → how many of them are sentences
        self._sentences: dict[int, list[int]] = {}  # text → entries of anybody that are sentences

    def copy(self) -> "Texts":
        """The same texts, to go on with apart."""
        same = Texts(self._activities, self._full_units, self._least)
        same._said = {key: entries[:] for key, entries in self._said.items()}
        same._counts = self._counts.copy()
        same._sentences = {text: entries[:] for text, entries in self._sentences.items()}
        return same

    def add(self, index: int) -> Sequence[int]:
        """Take in an entry later than all others; the indices of those that it may have made copies."""
        fact = self._activities[index]
        key, text = (fact.actor, fact.text_digest), fact.text_digest
        said = self._said.get(key)
        if said is None:
            said = self._said[key] = []
        said.append(index)
        if fact.text_units < self._full_units:
            return _NONE
        self._sentences.setdefault(text, []).append(index)
        count = self._counts[key] = self._counts.get(key, 0) + 1
        return said if count == self._least else _NONE

    def drop(self, index: int) -> Sequence[int]:
        """Let the earliest entry go; the indices of those that may be first, or copies, no more."""
        fact = self._activities[index]
        key, text = (fact.actor, fact.text_digest), fact.text_digest
        said = self._said[key]
        del said[0]
        if fact.text_units < self._full_units:
            return said[:1]
        sentences, self._counts[key] = self._sentences[text], self._counts[key] - 1
        del sentences[0]
        if sentences and self._activities[sentences[0]].actor != fact.actor:
            authors = {self._activities[entry].actor for entry in sentences} | {fact.actor}
            return [entry for author in authors for entry in self._said[author, text]]
        return said if self._counts[key] == self._least - 1 else said[:1]

    def standing(self, index: int) -> Standing:
        """Whether an entry's text is a copy, or else repeats an earlier entry of the person that is none."""
        fact = self._activities[index]
        if self._copied(fact):
            return "copied"
        for earlier in self._said[fact.actor, fact.text_digest]:
            if earlier == index:
                break
            if not self._copied(self._activities[earlier]):
                return "repeated"
        return "own"

    def _copied(self, fact: ActivityFact) -> bool:
        """Whether a sentence stands there many times, or was somebody else's before."""
        if fact.text_units < self._full_units:
            return False
        if self._counts[fact.actor, fact.text_digest] >= self._least:
            return True
        return self._activities[self._sentences[fact.text_digest][0]].actor != fact.actor
