"""Booked on somebody who neither owned the customer nor worked it."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit
from detector.signs import little_points


def evaluate(f: Features, p: Params) -> RuleResult:
    """Points of the pattern itself; `work_of_another` and `own_work` weigh how much the two worked."""
    share = f.payee_versus_permille
    if f.link != "proxy" or share >= p["max_share_permille"]:
        return NO_HIT
    return hit(p["base_points"] + little_points(f, p), owner=f.originator_work, payee=f.payee_work, share=share)
