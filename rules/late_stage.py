"""The deal had reached a late stage when it changed hands."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Points by the parameters of the pack file beside this one."""
    if f.link != "path" or not f.late_stage or f.payee_versus_permille >= p["max_share_permille"]:
        return NO_HIT
    return hit(p["points"], rank=f.late_stage)
