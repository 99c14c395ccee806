"""A seller pursues, hands over when the customer is about to sign, and the order follows within days."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Points by the parameters of the pack file beside this one."""
    if f.link != "path" or not 0 <= f.hop_hours <= p["max_hours"]:
        return NO_HIT
    share = f.payee_versus_permille
    if f.originator_before < p["min_originator_work"] or share >= p["max_share_permille"]:
        return NO_HIT
    if f.payee_after >= p["max_payee_work"]:
        return NO_HIT
    points = p["base_points"] + p["share_points"] * (p["max_share_permille"] - share) // p["max_share_permille"]
    points += p["quick_points"] * (p["max_hours"] - f.hop_hours) // p["max_hours"]
    return hit(points, hours=f.hop_hours, before=f.originator_before, after=f.payee_work, share=share)
