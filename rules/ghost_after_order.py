"""The originator goes on serving the customer after the order, the payee does not."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Points by the parameters of the pack file beside this one."""
    if (
        f.subject == "transfer"
        or f.link == "own"
        or f.originator_after_order < p["min_work"]
        or f.payee_versus_permille >= p["max_share_permille"]
    ):
        return NO_HIT
    if f.payee_after_order * 2 > f.originator_after_order:
        return NO_HIT
    return hit(p["points"], work=f.originator_after_order, payee=f.payee_after_order)
