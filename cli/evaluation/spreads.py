"""How sure an evaluation is: the intervals of all its precisions, recalls, F1 and flag rates, from the same draws."""

from collections.abc import Sequence

from msgspec import Struct

from cli.evaluation.bootstrap import Draws, Interval, divided, interval
from cli.evaluation.labelled import LabelledOrder
from cli.evaluation.measures import KindRow, Method

Column = list[int]


class Spread(Struct, frozen=True):
    """The 95 % intervals of three ratios, None where a ratio has no denominator in any draw.

    An F1 of 0 or 1 has no interval: every draw would say the same, however few the orders are.
    """

    precision: Interval | None
    recall: Interval | None
    f1: Interval | None


class Asked(Struct, frozen=True):
    """One confusion whose intervals are wanted: which orders count, and which are flagged (1 or 0 for each order)."""

    members: Column
    flags: Column


def asked(orders: Sequence[LabelledOrder], method: Method, members: Sequence[bool] | None = None) -> Asked:
    """A method on those of the orders that are members; on all of them where nothing is said."""
    chosen = [1] * len(orders) if members is None else list(map(int, members))
    return Asked(chosen, [int(method.flags(order)) for order in orders])


def spreads(draws: Draws, orders: Sequence[LabelledOrder], wanted: Sequence[Asked]) -> list[Spread]:
    """The intervals of every confusion asked for; `orders` are those of the draws."""
    fraud = [int(order.fraud) for order in orders]
    flagged = [_both(item.flags, item.members) for item in wanted]
    hits = [_both(column, fraud) for column in flagged]
    frauds = [_both(item.members, fraud) for item in wanted]
    precision, recall = draws.rates(hits, flagged), draws.rates(hits, frauds)
    drawn = draws.sums([*hits, *flagged, *frauds])
    n = len(wanted)
    f1 = [
        interval(divided(2 * drawn[:, i], drawn[:, n + i] + drawn[:, 2 * n + i]))
        if 0 < 2 * sum(hits[i]) < sum(flagged[i]) + sum(frauds[i])
        else None
        for i in range(n)
    ]
    return [Spread(*three) for three in zip(precision, recall, f1, strict=True)]


def kind_rates(draws: Draws, orders: Sequence[LabelledOrder], rows: Sequence[KindRow]) -> list[Interval | None]:
    """The interval of the share of each kind's orders that are flagged."""
    wholes = [[int((order.fraud, order.kind) == (row.fraud, row.kind)) for order in orders] for row in rows]
    flags = [int(order.flagged) for order in orders]
    return draws.rates([_both(whole, flags) for whole in wholes], wholes)


def _both(one: Column, other: Column) -> Column:
    return [a & b for a, b in zip(one, other, strict=True)]
