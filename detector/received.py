"""The transfers that are judged by themselves: what gave a customer to an assistant, and whether it came from sales."""

from typing import NamedTuple

from detector.facts import ChangeFact
from detector.path import Ownership
from detector.people import People
from detector.plan import longest_pool_us
from detector.window import Window


class Received(NamedTuple):
    """A change that made an assistant the owner, until the next owner came (`end`; None for never)."""

    at: int
    end: int | None
    change: ChangeFact


def received_by_assistants(ownership: Ownership, people: People) -> list[Received]:
    """The changes that gave the customer to an assistant, by time."""
    found = []
    segments = ownership.segments
    for index, segment in enumerate(segments):
        owner, change = segment.owner, segment.change
        if change is not None and owner and people.at(owner, change.at).role == "assistant":
            end = next((later.start for later in segments[index + 1 :] if later.owner), None)
            found.append(Received(change.at, end, change))
    return found


def came_from_sales(window: Window, index: int, receiver: str, people: People, pool_us: int) -> bool:
    """Whether a salesperson owned the customer before segment `index`, without `pool_us` in the pool in between."""
    segments = window.ownership.segments
    for back in range(index - 1, -1, -1):
        segment = segments[back]
        owner, start, end = segment.owner, segment.start, segment.end
        if owner and owner != receiver:
            begins = window.since if start is None else start
            if people.had_role(owner, "sales", begins, window.at if end is None else end):
                return longest_pool_us(segments[back + 1 : index], window.at) < pool_us
    return False
