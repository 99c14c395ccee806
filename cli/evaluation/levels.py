"""How well the orders are judged of which much, little or nothing is logged.

The labels of a simulated world say how much real work was done before an order, and how much of it is in the log. Where
they do not, the number of entries that the product saw stands for it.
"""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from cli.evaluation.labelled import LabelledOrder

Grouping = Callable[[LabelledOrder], str | None]

SHARE_LEVELS = ("none", "under_50", "50_to_75", "75_to_95", "from_95")
ENTRY_LEVELS = ("0", "1_to_3", "4_to_9", "10_to_19", "from_20")


class Level(Struct, frozen=True):
    """The orders of one level. `by`: `logged_share` (of the real work) or `logged_entries`."""

    by: str
    level: str
    orders: list[LabelledOrder]


def share_level(order: LabelledOrder) -> str | None:
    """How much of the order's real work is logged; None where the labels do not say, or no work was done.

    >>> share_level(LabelledOrder(False, "ripe", None, done=(3, 1), logged=(3, 0)))
    '75_to_95'
    """
    if order.done is None or order.logged is None or not sum(order.done):
        return None
    done, logged = sum(order.done), sum(order.logged)
    if not logged:
        return "none"
    if 100 * logged < 50 * done:
        return "under_50"
    if 100 * logged < 75 * done:
        return "50_to_75"
    return "75_to_95" if 100 * logged < 95 * done else "from_95"


def entry_level(order: LabelledOrder) -> str | None:
    """How many activities with the customer the product saw before the order; None where it does not say."""
    if order.entries is None:
        return None
    for bound, level in ((1, "0"), (4, "1_to_3"), (10, "4_to_9"), (20, "10_to_19")):
        if order.entries < bound:
            return level
    return "from_20"


def logging_levels(orders: Sequence[LabelledOrder]) -> list[Level]:
    """The levels by which orders can be told apart, from nothing logged to everything; empty ones are left out."""
    return [
        *_grouped(orders, "logged_share", share_level, SHARE_LEVELS),
        *_grouped(orders, "logged_entries", entry_level, ENTRY_LEVELS),
    ]


def _grouped(orders: Iterable[LabelledOrder], by: str, group: Grouping, names: Sequence[str]) -> list[Level]:
    members: dict[str, list[LabelledOrder]] = {name: [] for name in names}
    for order in orders:
        level = group(order)
        if level is not None:
            members[level].append(order)
    return [Level(by, name, found) for name, found in members.items() if found]
