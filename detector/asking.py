"""When a customer asked for another contact: inbound texts, as far as they are the customer's own words.

The log is written by employees. A text that stood on this customer before, whoever logged it, is a copy, even where it
is called inbound; one that was recorded days after it was said, or only once the order was known, is nobody's proof.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence

from detector.facts import ActivityFact
from detector.instant import SECOND_US

_Entry = tuple[int, bool]  # time, whether it asks: of entries tied in time one that does not ask comes first


class Asking:
    """The entries of one customer that ask for another contact, beside all others with the same text."""

    __slots__ = ("_asks", "_said", "_times")

    def __init__(self, activities: Sequence[ActivityFact]) -> None:
        """`activities`: sorted."""
        self._asks = [fact for fact in activities if fact.asks]
        self._times = [fact.at for fact in self._asks]
        texts = {fact.text_digest for fact in self._asks}
        self._said: dict[int, list[_Entry]] = {text: [] for text in texts}
        if texts:
            for fact in activities:
                if fact.text_digest in texts:
                    insort(self._said[fact.text_digest], (fact.at, fact.asks))

    def times(self, since: int, until: int, late_us: int, after_us: int) -> Sequence[int]:
        """Times from `since` to `until`, both included, at which a text of the customer's own asks.

        It is none where the same text stood there before, where it was recorded `late_us` later or more, or
        `after_us` later or more and after `until`. All in microseconds.
        """
        asks = self._asks[bisect_left(self._times, since) : bisect_right(self._times, until)]
        return [
            fact.at
            for fact in asks
            if self._first(fact, since) and _lag_us(fact) < (late_us if _recorded_us(fact) <= until else after_us)
        ]

    def _first(self, fact: ActivityFact, since: int) -> bool:
        """Whether the first entry with this text, from `since` on, is as early and asks."""
        said = self._said[fact.text_digest]
        return said[bisect_left(said, (since, False))] == (fact.at, True)


def _recorded_us(fact: ActivityFact) -> int:
    """When an entry was recorded; where that is not known, as if at once."""
    return fact.recorded_s * SECOND_US if fact.recorded_s >= 0 else fact.at


def _lag_us(fact: ActivityFact) -> int:
    return _recorded_us(fact) - fact.at
