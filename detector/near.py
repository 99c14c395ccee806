"""Texts that say nearly the same: a template with a name, a date or a word changed."""

from collections.abc import Mapping, Sequence

from detector.facts import ActivityFact
from detector.pack import EffortParams
from detector.text import likeness_permille

REACH = 50
"""So many of a person's sentences before and after one are looked at, so that time grows with their number only."""


def find_near_copies(activities: Sequence[ActivityFact], params: EffortParams) -> Mapping[int, Sequence[int]]:
    """Entry → the entries in which the same person said nearly or exactly the same, by index and in order.

    Only of entries that have enough of them to be copies, in some window. A text without a sketch is like no other.
    """
    said: dict[str, list[tuple[int, int]]] = {}
    for index, fact in enumerate(activities):
        if fact.text_sketch and fact.text_units >= params.text_full_units:
            said.setdefault(fact.actor, []).append((index, fact.text_sketch))
    found: dict[int, list[int]] = {}
    for sentences in said.values():
        if len(sentences) >= params.copies:
            _compare(sentences, params.near_permille, found)
    return {index: near for index, near in found.items() if len(near) >= params.copies - 1}


def _compare(sentences: Sequence[tuple[int, int]], least_permille: int, found: dict[int, list[int]]) -> None:
    """Note who is near whom; each one's list comes out in order."""
    for place, (index, sketch) in enumerate(sentences):
        for earlier, other in sentences[max(0, place - REACH) : place]:
            if likeness_permille(sketch, other) >= least_permille:
                found.setdefault(index, []).append(earlier)
                found.setdefault(earlier, []).append(index)
