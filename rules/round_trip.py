"""Transferred, ordered, transferred back soon after."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Points by the parameters of the pack file beside this one."""
    if f.subject == "transfer" or f.link != "path" or not 0 <= f.handed_back_hours <= p["max_hours"]:
        return NO_HIT
    if f.payee_versus_permille >= p["max_share_permille"]:
        return NO_HIT
    return hit(p["points"], hours=f.handed_back_hours)
