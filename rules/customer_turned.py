"""Speaks against suspicion: the customer turned to the payee, or asked for another contact."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """A reply that weighs something, or a wish for another contact near the hop, takes points away."""
    if f.link == "own" or not (f.payee_replies or f.asked_other_contact):
        return NO_HIT
    if f.asked_other_contact:
        return hit(-p["asked_points"], "asked")
    further = p["further_points"] * min(p["max_further"], f.payee_replies - 1)
    return hit(-p["reply_points"] - further, replies=f.payee_replies)
