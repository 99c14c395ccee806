"""Speaks against suspicion: many hands made this deal, and no one person's work was taken over."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """The larger the part of others than the two beside the originator's, the more points are taken away."""
    if f.link != "path" or not f.originator_work or f.others_work < p["min_work"]:
        return NO_HIT
    if f.payee_work < p["min_payee_work"]:  # many hands, but not the payee's
        return NO_HIT
    part = f.others_work * 1000 // (f.others_work + f.originator_work)
    if part < p["min_share_permille"]:
        return NO_HIT
    points = min(p["max_points"], p["points"] * part // 1000)
    return hit(-points, others=f.others_work, work=f.originator_work)
