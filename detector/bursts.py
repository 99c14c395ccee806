"""What bursts count in all: entries within minutes of each other say little, however many such minutes there are."""

from collections.abc import Sequence

from detector.pack import EffortParams
from detector.weight import Weighed


def limit_bursts(entries: Sequence[Weighed], params: EffortParams) -> Sequence[Weighed]:
    """The same entries of a deal, in time; those of a person's bursts weigh `burst_total_thousandths` at most together.

    What is more weighs nothing, the latest first, and has `burst_total` among its codes.
    """
    left: dict[str, int] = {}
    changed: dict[int, Weighed] = {}
    for index, item in enumerate(entries):
        if item.why and "burst" in item.why:
            room = left.get(item.fact.actor, params.burst_total_thousandths)
            if item.thousandths > room:
                changed[index] = Weighed(item.fact, room, (*item.why, "burst_total"))
            left[item.fact.actor] = max(0, room - item.thousandths)
    return [changed.get(index, item) for index, item in enumerate(entries)] if changed else entries
