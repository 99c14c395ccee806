"""Counting contacts as the decision about them tells it, from all entries at once: `Contacts` must agree with it."""

from collections.abc import Sequence

from detector.contacts import DOUBTFUL, with_customer
from detector.facts import DIRECTION_INBOUND, ActivityFact
from detector.instant import DAY_US
from detector.pack import Judging

Entry = tuple[ActivityFact, int, tuple[str, ...], bool]  # with its thousandths, why, and whether it is after the hop
_Piece = tuple[bool, int]  # whether it counts whole, thousandths


def count_plainly(entries: Sequence[Entry], judging: Judging) -> tuple[int, ...]:
    """Pieces, solid ones, days, days after the hop, and answers of the customer."""
    shown = [
        (fact, weight, "after_order" not in why, after)
        for fact, weight, why, after in entries
        if weight >= judging.quiet_thousandths and with_customer(fact) and not DOUBTFUL & set(why)
    ]
    pieces = [(sure, weight) for _, weight, sure, _ in shown]
    solid = [sure for sure, weight in pieces if weight >= judging.solid_thousandths]
    solid_count = solid.count(True) + solid.count(False) // 2
    replies = len({fact.at // DAY_US for fact, _, sure, _ in shown if sure and fact.direction == DIRECTION_INBOUND})
    spare = judging.small_spare + judging.small_per_solid * (solid_count + replies)

    def count(found: Sequence[_Piece]) -> int:
        small = sum(sure and weight < judging.small_thousandths for sure, weight in found)
        sure = sum(sure for sure, _ in found)
        return sure - max(0, small - spare) + -(-(len(found) - sure) // 2)

    def best_of_days(*, only_after: bool) -> list[_Piece]:
        dated = [(fact.at // DAY_US, (sure, weight)) for fact, weight, sure, after in shown if after or not only_after]
        return [max(piece for day, piece in dated if day == one) for one in {day for day, _ in dated}]

    days, days_after = count(best_of_days(only_after=False)), count(best_of_days(only_after=True))
    return count(pieces), solid_count, days, days_after, replies
