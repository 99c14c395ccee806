"""A threshold chosen on some worlds and reported on others: what choosing gains, and how much of the gain is luck."""

from collections.abc import Sequence

from msgspec import Struct

from cli.evaluation.curve import best_threshold, curve
from cli.evaluation.labelled import NOTHING_WEIGHED, LabelledOrder
from cli.evaluation.measures import Confusion, best_share_permille


class Rule(Struct, frozen=True):
    """A way to flag by one number: by the product's score (at least), or by the payee's share (below, in thousandths).

    `origin`: `shipped` for the pack's own line to `review`, `chosen` where the choosing worlds set it, `best_here`
    where the very worlds that are reported did: what no other threshold beats there, never a forecast.
    """

    name: str
    origin: str
    threshold: int | None


class Choice(Struct, frozen=True):
    """A rule on the worlds that chose it and on the ones that it is reported on."""

    rule: Rule
    chosen_on: Confusion
    reported_on: Confusion


def choices(choosing: Sequence[LabelledOrder], reporting: Sequence[LabelledOrder]) -> list[Choice]:
    """The product as shipped, then score and share each with the threshold chosen elsewhere and the best one here."""
    rules = [Rule("review", "shipped", None)]
    for origin, orders in (("chosen", choosing), ("best_here", reporting)):
        rules.append(Rule("score", origin, best_threshold(curve(orders))))
        rules.append(Rule("share", origin, best_share_permille(orders)))
    rules.sort(key=lambda rule: ("review", "score", "share").index(rule.name))
    return [Choice(rule, _met(choosing, rule), _met(reporting, rule)) for rule in rules]


def _met(orders: Sequence[LabelledOrder], rule: Rule) -> Confusion:
    flagged = [order for order in orders if _flags(rule, order)]
    return Confusion(len(orders), sum(o.fraud for o in orders), len(flagged), sum(o.fraud for o in flagged))


def _flags(rule: Rule, order: LabelledOrder) -> bool:
    if rule.name == "review":
        return order.flagged
    if rule.threshold is None:
        return False
    if rule.name == "score":
        return order.score is not None and order.score >= rule.threshold
    return NOTHING_WEIGHED < order.share_permille < rule.threshold
