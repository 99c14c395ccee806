"""The transfer comes weeks before the order, and the originator keeps doing the work."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Points by the parameters of the pack file beside this one."""
    if f.link != "path" or f.originator_before < p["min_before_work"] or f.originator_after < p["min_after_work"]:
        return NO_HIT
    share = f.payee_after * 1000 // (f.payee_after + f.originator_after)
    if share >= p["max_share_permille"]:
        return NO_HIT
    points = p["base_points"] + p["share_points"] * (p["max_share_permille"] - share) // p["max_share_permille"]
    return hit(points, after=f.originator_after, payee=f.payee_after, share=share, hours=f.hop_hours)
