"""What only the other entries of a window show: sentences copied or said again, entries that crowd together.

Both are kept for a window that moves on in time: entries come in at its end and fall out at its start. Each change
tells which other entries may now stand differently, and no more than a few of them are looked at.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence

from detector.facts import ActivityFact

_NONE: Sequence[int] = ()


class Crowd:
    """Moments of one person: which of them lie in some span of `width` that holds `least` of them or more.

    >>> crowd = Crowd(width=5, least=3)
    >>> [crowd.add(moment, index) for index, moment in enumerate([1, 2, 50, 3])]
    [(), (), (), [0, 1]]
    >>> [crowd.holds(moment, index) for index, moment in enumerate([1, 2, 50, 3])]
    [True, True, False, True]
    """

    __slots__ = ("_least", "_moments", "_width")

    def __init__(self, width: int, least: int, moments: Sequence[tuple[int, int]] = ()) -> None:
        self._width = width
        self._least = least
        self._moments = list(moments)

    def copy(self) -> "Crowd":
        """The same moments, to go on with apart."""
        return Crowd(self._width, self._least, self._moments)

    def add(self, moment: int, index: int) -> Sequence[int]:
        """Take in an entry's moment; the indices of those that may be crowded now."""
        moments = self._moments
        if not moments or moments[-1] < (moment, index):
            apart = not moments or moment - moments[-1][0] > self._width
            moments.append((moment, index))
            if apart:  # as nearly always: nobody was close before it, and nobody comes after it
                return _NONE
        else:
            insort(moments, (moment, index))
        return self._near(moment, index)

    def drop(self, moment: int, index: int) -> Sequence[int]:
        """Let an entry's moment go; the indices of those that may not be crowded any more."""
        near = self._near(moment, index)
        del self._moments[bisect_left(self._moments, (moment, index))]
        return near

    def holds(self, moment: int, index: int) -> bool:
        """Whether an entry's moment lies in a crowd."""
        moments, least = self._moments, self._least
        if len(moments) < least:
            return False
        place = bisect_left(moments, (moment, index))
        # A crowd around it has so many neighbours in a row, one of them itself, that are close enough.
        for first in range(max(0, place - least + 1), min(place, len(moments) - least) + 1):
            if moments[first + least - 1][0] - moments[first][0] <= self._width:
                return True
        return False

    def _near(self, moment: int, index: int) -> Sequence[int]:
        """Who may stand in a row of `least` with an entry: fewer than that on either side, and close enough."""
        if len(self._moments) < self._least:
            return _NONE
        place, reach = bisect_left(self._moments, (moment, index)), self._least - 1
        row = self._moments[max(0, place - reach) : place + reach + 1]
        return [near for when, near in row if near != index and abs(when - moment) <= self._width]


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

    def copied(self, index: int) -> bool:
        """Whether an entry's sentence stands there many times, or was somebody else's before."""
        fact = self._activities[index]
        if fact.text_units < self._full_units:
            return False
        if self._counts[fact.actor, fact.text_digest] >= self._least:
            return True
        return self._activities[self._sentences[fact.text_digest][0]].actor != fact.actor

    def repeated(self, index: int) -> bool:
        """Whether the same person said it before in an entry that is no copy."""
        fact = self._activities[index]
        for earlier in self._said[fact.actor, fact.text_digest]:
            if earlier == index:
                break
            if not self.copied(earlier):
                return True
        return False
