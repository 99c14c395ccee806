"""The customer went through a go-between within days who did nothing."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Points by the parameters of the pack file beside this one."""
    if f.link != "path" or not f.go_betweens or f.go_between_work >= p["max_work"]:
        return NO_HIT
    if f.payee_versus_permille >= p["max_share_permille"] or f.hop_hours - max(0, f.last_hop_hours) > p["max_hours"]:
        return NO_HIT
    return hit(p["points"], people=f.go_betweens, work=f.go_between_work)
