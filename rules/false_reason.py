"""A reason that the facts deny."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Points by the parameters of the pack file beside this one."""
    if f.link == "own" or f.reason_result != "contradicted" or f.originator_work < p["min_originator_work"]:
        return NO_HIT
    if f.payee_versus_permille >= p["max_share_permille"]:
        return NO_HIT
    return hit(p["points"], code=f.reason_code)
