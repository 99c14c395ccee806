"""By how much one row of monthly counts rose more than others, with a bootstrap interval that is the same everywhere.

A difference in differences: what a season does to all of them cancels out. How far months stray from what the teams'
sizes and the season let expect is taken from all teams together, since each by itself has too few months to say; never
less than if each order came by chance alone.
"""

from functools import lru_cache
from math import isqrt
from typing import NamedTuple

import msgspec

from detector.drawing import below, draws

ROUNDS = 1_000
BEYOND = 5
"""So many of the rounds lie beyond each end: an interval of 99 %, since each team is asked anew every month."""
MILLION = 1_000_000
_CHANCE = (170_000, 530_000, 962_000, 1_663_000)
"""The middles of the eighths of a normal distribution above 0, in millionths, stretched to a spread of 1."""

Counts = tuple[int, ...]


class Rise(NamedTuple):
    """By how much more it rose, in millionths, with its 99 % interval."""

    estimate: int
    low: int
    high: int


class _Expected(NamedTuple):
    """What a row lets expect in each month, in millionths, and the roots of that, by which chance is measured."""

    counts: Counts
    roots: Counts


@lru_cache(maxsize=512)
def measure_rise(own: Counts, others: tuple[Counts, ...], past: int) -> Rise:
    """By how much `own` rose more than `others` together from the first `past` months to the rest.

    Each has counts of the same months; the others together have some in each. A bootstrap of residuals (B. Efron and
    R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 9) of counts whose spread grows with their size.
    """
    together = tuple(map(sum, zip(*others, strict=True)))
    months = tuple(one + other for one, other in zip(own, together, strict=True))
    of_own = _expected(_two_levels(own, past), months, past)
    of_others = [_expected(_shared_level(row, together, past), months, past) for row in others]
    pool = _strays((own, *others), (of_own, *of_others))
    rows = of_own, _expected(_two_levels(together, past), months, past)
    stream = draws(msgspec.msgpack.encode([own, others, past]))

    def drawn(row: _Expected) -> list[int]:
        cells = zip(row.counts, row.roots, strict=True)
        return [max(0, count + root * pool[below(len(pool), stream)] // MILLION) for count, root in cells]

    rounds = sorted(_more(drawn(rows[0]), drawn(rows[1]), past) for _ in range(ROUNDS))
    return Rise(_more(own, together, past), rounds[BEYOND], rounds[-1 - BEYOND])


def _more(own: Counts | list[int], others: Counts | list[int], past: int) -> int:
    """The rise of one beside that of the others, less 1, in millionths."""
    before = max(1, sum(own[:past])) * max(1, sum(others[past:]))
    return sum(own[past:]) * sum(others[:past]) * MILLION // before - MILLION


def _two_levels(row: Counts, past: int) -> tuple[int, int]:
    """What a row has in the past and since, in millionths."""
    return sum(row[:past]) * MILLION, sum(row[past:]) * MILLION


def _shared_level(row: Counts, others: Counts, past: int) -> tuple[int, int]:
    """The same of a row that rose as all the others did."""
    whole = sum(row) * MILLION
    before = whole * sum(others[:past]) // sum(others)
    return before, whole - before


def _expected(levels: tuple[int, int], months: Counts, past: int) -> _Expected:
    """What levels, past and since, let expect in each month by the months' shares in what all teams have."""
    counts: list[int] = []
    for level, half in zip(levels, (months[:past], months[past:]), strict=True):
        counts += [level * month // sum(half) for month in half]
    return _Expected(tuple(counts), tuple(isqrt(count * MILLION) for count in counts))


def _strays(rows: tuple[Counts, ...], expected: tuple[_Expected, ...]) -> list[int]:
    """How far counts stray, in millionths of the root of what was expected; what is too little is filled up to chance.

    Stretched by what fitting took away: a level for each row and one more, and the months' shares.
    """
    strays = [
        (count * MILLION - mean) * MILLION // root if root else 0
        for row, means in zip(rows, expected, strict=True)
        for count, mean, root in zip(row, *means, strict=True)
    ]
    middle = sum(strays) // len(strays)
    free = len(strays) - len(rows) - len(rows[0])
    squares = sum((stray - middle) ** 2 for stray in strays)
    stretch = isqrt(MILLION**2 * len(strays) // free)
    lack = isqrt(max(0, MILLION**2 - squares // free))
    sides = [sign * lack * size // MILLION for size in _CHANCE for sign in (1, -1)]
    return [(stray - middle) * stretch // MILLION + side for stray in strays for side in sides]
