"""Intervals by drawing the customers again: what else the figures might have been with other customers of this sort.

Orders of one customer share a story, so whole customers are drawn, with replacement, as many as there are (the cluster
bootstrap; B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 8). The same seed gives the same
draws, and every figure of an evaluation is computed on the same draws, so that two of them can be compared.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PLACES = 4
_CHUNK = 100  # draws that are multiplied at a time, so that memory stays flat
_TAIL = 0.025


class Interval(NamedTuple):
    """The middle 95 % of what the draws gave, to 4 places."""

    low: float
    high: float


class Draws:
    """The draws of one set of orders.

    >>> draws = Draws(["amy", "amy", "bob"], resamples=4, seed=1)
    >>> draws.sums([[1, 1, 5]]).shape, draws.customers
    ((4, 1), 2)
    """

    def __init__(self, customers: Sequence[str], *, resamples: int, seed: int) -> None:
        """`customers`: of each order, in their order. `resamples`: how many draws; 0: no intervals at all."""
        numbers: dict[str, int] = {}
        self._codes = np.array([numbers.setdefault(customer, len(numbers)) for customer in customers], dtype=np.int64)
        self.customers = len(numbers)
        random = np.random.Generator(np.random.PCG64(seed))
        self._times = np.zeros((resamples, self.customers), dtype=np.uint16)
        for row in self._times if self.customers else ():
            drawn = random.integers(0, self.customers, self.customers)
            row[:] = np.minimum(np.bincount(drawn, minlength=self.customers), np.iinfo(np.uint16).max)

    def by_customer(self, columns: Sequence[Sequence[int]]) -> Floats:
        """Each column's sum by customer: customers × columns."""
        sums = [np.bincount(self._codes, weights=column, minlength=self.customers) for column in columns]
        return np.array(sums, dtype=np.float64).reshape(len(columns), self.customers).T

    def sums(self, columns: Sequence[Sequence[int]]) -> Floats:
        """Each column's sum in every draw: draws × columns. A column has one number for each order."""
        sums = self.by_customer(columns)
        chunks = [
            self._times[start : start + _CHUNK].astype(np.float64) @ sums
            for start in range(0, len(self._times), _CHUNK)
        ]
        return np.concatenate(chunks) if chunks else np.zeros((0, len(columns)))

    def rates(self, parts: Sequence[Sequence[int]], wholes: Sequence[Sequence[int]]) -> list[Interval | None]:
        """The interval of each part ÷ whole; both are columns.

        Where every customer says the same (none of it, or all) no draw says anything else, however few they are: there
        the exact binomial bound for so many customers stands instead.
        """
        drawn = self.sums([*parts, *wholes])
        count = len(parts)
        found = [interval(divided(drawn[:, at], drawn[:, count + at])) for at in range(count)]
        for at, (part, whole) in enumerate(zip(parts, wholes, strict=True)):
            if found[at] is not None and sum(part) in (0, sum(whole)):
                concerned = int(np.count_nonzero(self.by_customer([whole])))
                found[at] = all_or_none(concerned, none=not sum(part))
        return found


def divided(parts: Floats, wholes: Floats) -> Floats:
    """Part ÷ whole, not a number where the whole is 0."""
    return np.divide(parts, wholes, out=np.full_like(parts, np.nan), where=wholes > 0)


def interval(values: NDArray[Any]) -> Interval | None:
    """The middle 95 % of the draws that have a figure; None where none has.

    >>> interval(np.array([float("nan"), 0.5])), interval(np.array([]))
    (Interval(low=0.5, high=0.5), None)
    """
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, high = np.quantile(known, [_TAIL, 1 - _TAIL])
    return Interval(round(float(low), PLACES), round(float(high), PLACES))


def all_or_none(customers: int, *, none: bool) -> Interval:
    """The exact 95 % interval of a rate that is 0 or 1 among so many customers (Clopper and Pearson, 1934).

    >>> all_or_none(10, none=True), all_or_none(1, none=False)
    (Interval(low=0.0, high=0.3085), Interval(low=0.025, high=1.0))
    """
    edge = float(round(_TAIL ** (1 / customers), PLACES))
    return Interval(0.0, round(1 - edge, PLACES)) if none else Interval(edge, 1.0)
