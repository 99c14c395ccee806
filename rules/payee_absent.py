"""Who is booked was on leave or gone at the order."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """A sign only beside little work of the payee."""
    if (
        f.subject == "transfer"
        or f.link == "own"
        or not f.payee_away
        or f.payee_versus_permille >= p["max_share_permille"]
    ):
        return NO_HIT
    return hit(p["points"])
