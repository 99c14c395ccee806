"""Precision, recall and F1 over all thresholds of the score, and the threshold that one set of orders would choose."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from msgspec import Struct

from cli.evaluation.labelled import LabelledOrder
from cli.evaluation.measures import Confusion

HIGHEST = 100
SHOWN_EVERY = 5


class Point(Struct, frozen=True):
    """What flagging every order with this score or more gives."""

    threshold: int
    met: Confusion


def curve(orders: Iterable[LabelledOrder]) -> list[Point]:
    """A point for each threshold from 1 to 100. An order without a score is flagged by none."""
    fraud, all_of_them = [0] * (HIGHEST + 1), [0] * (HIGHEST + 1)
    total = frauds = 0
    for order in orders:
        total += 1
        frauds += order.fraud
        if order.score is not None:
            score = min(max(order.score, 0), HIGHEST)
            all_of_them[score] += 1
            fraud[score] += order.fraud
    flagged = list(accumulate(reversed(all_of_them)))
    hits = list(accumulate(reversed(fraud)))
    return [
        Point(threshold, Confusion(total, frauds, flagged[HIGHEST - threshold], hits[HIGHEST - threshold]))
        for threshold in range(1, HIGHEST + 1)
    ]


def best_threshold(points: Sequence[Point]) -> int | None:
    """The threshold with the highest F1, of equals the one in the middle; None where no threshold catches a fraud.

    The middle one, because what lies at the edge of a range of equals is the first to be wrong elsewhere.
    """
    best = max((point.met.f1 or 0.0 for point in points), default=0.0)
    if not best:
        return None
    equals = [point.threshold for point in points if point.met.f1 == best]
    return equals[(len(equals) - 1) // 2]
