"""Booked on somebody who neither owned the customer nor worked it."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit
from detector.signs import share_points


def evaluate(f: Features, p: Params) -> RuleResult:
    """The smaller the payee's part beside the owner's, the more points."""
    share = f.payee_versus_permille
    if f.link != "proxy" or share >= p["max_share_permille"]:
        return NO_HIT
    return hit(share_points(f, p), owner=f.originator_work, payee=f.payee_work, share=share)
