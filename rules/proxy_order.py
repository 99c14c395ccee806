"""Booked on somebody who neither owned the customer nor worked it."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """The smaller the payee's part beside the owner's, the more points."""
    share = f.payee_versus_permille
    if f.link != "proxy" or share >= p["max_share_permille"]:
        return NO_HIT
    points = p["base_points"] + p["share_points"] * (p["max_share_permille"] - share) // p["max_share_permille"]
    return hit(points, owner=f.originator_work, payee=f.payee_work, share=share)
