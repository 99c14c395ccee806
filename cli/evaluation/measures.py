"""Precision, recall and F1 of the product and of two baselines, overall and by kind.

The baselines: the seed rule (`cli.evaluation.seed_rule`), and the share rule, which flags an order when the payee's
share of the weighed work is under a threshold. Its best threshold is looked up in the labels of the very world that is
measured: what no one-number rule can beat there, and an advantage that the product does not have.
"""

from collections.abc import Callable, Iterable
from itertools import accumulate

from msgspec import Struct

from cli.evaluation.labelled import NOTHING_WEIGHED, LabelledOrder

FIXED_SHARE_PERMILLE = 300
PERMILLE = 1000


class Method(Struct, frozen=True):
    """A way to flag orders; `threshold_permille` where it has one."""

    name: str
    flags: Callable[[LabelledOrder], bool]
    threshold_permille: int | None = None


class Confusion(Struct, frozen=True):
    """How the flags of a method meet the labels; the three ratios are None where they have no denominator.

    >>> Confusion(orders=10, fraud=4, flagged=3, hits=3).f1
    0.8571428571428571
    """

    orders: int
    fraud: int
    flagged: int
    hits: int

    @property
    def precision(self) -> float | None:
        """Right flags among all flags."""
        return self.hits / self.flagged if self.flagged else None

    @property
    def recall(self) -> float | None:
        """Flagged frauds among all frauds."""
        return self.hits / self.fraud if self.fraud else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None where there is neither a fraud nor a flag."""
        return 2 * self.hits / (self.flagged + self.fraud) if self.flagged + self.fraud else None


class KindRow(Struct, frozen=True):
    """One kind: its orders, their outcomes (None: no assessment), and the flags of each baseline."""

    kind: str
    fraud: bool
    orders: int
    outcomes: dict[str | None, int]
    flags: dict[str, int]


def methods(orders: Iterable[LabelledOrder]) -> tuple[Method, ...]:
    """The product first, then the baselines."""
    best = best_share_permille(orders)
    return (
        Method("transferwatch", lambda order: order.outcome == "review"),
        Method("seed_rule", lambda order: order.seed_rule),
        Method("share_rule", _under(FIXED_SHARE_PERMILLE), FIXED_SHARE_PERMILLE),
        Method("share_rule_best", _under(best), best),
    )


def _under(threshold_permille: int) -> Callable[[LabelledOrder], bool]:
    return lambda order: NOTHING_WEIGHED < order.share_permille < threshold_permille


def best_share_permille(orders: Iterable[LabelledOrder]) -> int:
    """The threshold in thousandths with the highest F1 over these orders, the lowest of equals.

    An order is flagged when something was weighed and its share is under the threshold, so the search is over 1001
    running sums.
    """
    fraud, legit = [0] * (PERMILLE + 1), [0] * (PERMILLE + 1)
    frauds = 0
    for order in orders:
        frauds += order.fraud
        if order.share_permille > NOTHING_WEIGHED:
            (fraud if order.fraud else legit)[min(order.share_permille, PERMILLE)] += 1
    # hits[i]: frauds with a share of at most i, which a threshold of i + 1 flags.
    hits, wrong = list(accumulate(fraud)), list(accumulate(legit))
    scores = [2 * h / (h + w + frauds) if h else 0.0 for h, w in zip(hits, wrong, strict=True)]
    best = max(scores)
    return scores.index(best) + 1 if best else 0


def confusion(orders: Iterable[LabelledOrder], method: Method) -> Confusion:
    """How a method does on some orders."""
    total = fraud = flagged = hits = 0
    for order in orders:
        flag = method.flags(order)
        total += 1
        fraud += order.fraud
        flagged += flag
        hits += flag and order.fraud
    return Confusion(total, fraud, flagged, hits)


def by_kind(orders: Iterable[LabelledOrder], baselines: Iterable[Method]) -> list[KindRow]:
    """One row for each label and kind, the frauds first, then by name."""
    groups: dict[tuple[bool, str], list[LabelledOrder]] = {}
    for order in orders:
        groups.setdefault((not order.fraud, order.kind), []).append(order)
    rows = []
    for (legit, kind), members in sorted(groups.items()):
        outcomes: dict[str | None, int] = {}
        for order in members:
            outcomes[order.outcome] = outcomes.get(order.outcome, 0) + 1
        flags = {method.name: sum(map(method.flags, members)) for method in baselines}
        rows.append(KindRow(kind, not legit, len(members), outcomes, flags))
    return rows
