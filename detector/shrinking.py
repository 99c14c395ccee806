"""A few against what is normal: rates drawn towards those of comparable people, the more the less there is of them.

An empirical Bayes estimate of a beta-binomial model: the normal is the prior, fitted to the others' figures by moments
(J. C. Kleinman, JASA 68, 1973). The interval is the Wilson interval of the prior's orders and one's own together.
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple

from detector.rates import EXACT, four_places, wilson_interval

LEAST_ORDERS, MOST_ORDERS = 5, 10
"""For how many orders the normal may weigh: few where the others differ much, more where they are alike. That they are
alike is known of a handful of people only, so it must not hide somebody who is far away from them with many orders."""


class Normal(NamedTuple):
    """What is normal: a rate, and for how many orders of one's own it weighs."""

    rate: Decimal
    orders: Decimal


class Shrunk(NamedTuple):
    """A rate drawn towards the normal, and its 95 % interval, to 4 places."""

    estimate: str
    low: str
    high: str


def fit_normal(others: Sequence[tuple[int, int]]) -> Normal:
    """What is normal by the figures (part, whole) of others, each with a whole above 0; at least one.

    One part in two more is added to all of them together, so that the normal is never quite nothing.

    >>> alike, different = fit_normal([(2, 20), (2, 20), (2, 20)]), fit_normal([(0, 20), (0, 20), (12, 20)])
    >>> f"{alike.rate:.4f} {alike.orders:.1f}", f"{different.rate:.4f} {different.orders:.1f}"
    ('0.1129 10.0', '0.2097 5.0')
    """
    with localcontext(EXACT):
        parts, wholes = sum(part for part, _ in others), sum(whole for _, whole in others)
        rate = Decimal(parts + 1) / (wholes + 2)
        spread = rate * (1 - rate)
        apart = sum((whole * (Decimal(part) / whole - rate) ** 2 for part, whole in others), Decimal(0))
        chance = (len(others) - 1) * spread
        room = spread * (wholes - Decimal(sum(whole * whole for _, whole in others)) / wholes - (len(others) - 1))
        if apart <= chance or room <= 0:
            return Normal(rate, Decimal(MOST_ORDERS))
        alike = room / (apart - chance) - 1
        return Normal(rate, min(max(alike, Decimal(LEAST_ORDERS)), Decimal(MOST_ORDERS)))


def shrink(part: int, whole: int, normal: Normal) -> Shrunk:
    """A rate of one's own, 0 <= part <= whole, drawn towards the normal.

    >>> shrink(3, 3, Normal(Decimal("0.1"), Decimal(20)))
    Shrunk(estimate='0.2174', low='0.0966', high='0.4190')
    """
    with localcontext(EXACT):
        parts, wholes = normal.rate * normal.orders + part, normal.orders + whole
        return Shrunk(four_places(parts / wholes), *wilson_interval(parts, wholes))
