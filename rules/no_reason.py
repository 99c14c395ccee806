"""A reason was demanded and none was given: a weak sign."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Points by the parameters of the pack file beside this one."""
    if not f.path_counted or f.reason_given:
        return NO_HIT
    return hit(p["points"])
