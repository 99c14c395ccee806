"""After the hop others finish the deal in the originator's stead, and the payee does hardly anything."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """The more the others did after the hop, the more points."""
    if f.link != "path" or f.others_after < p["min_work"] or f.payee_share_permille >= p["max_share_permille"]:
        return NO_HIT
    if f.originator_work < p["min_originator_work"]:
        return NO_HIT
    points = p["base_points"] + p["work_points"] * min(p["max_work"], f.others_after) // 1000
    return hit(points, others=f.others_after, payee=f.payee_work)
