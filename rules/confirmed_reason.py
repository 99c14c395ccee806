"""Speaks against suspicion: the reason given is borne out by the facts."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """A confirmed reason takes a few points away; the facts behind it may clear by themselves."""
    if f.link == "own" or f.reason_result != "confirmed":
        return NO_HIT
    return hit(-p["points"], code=f.reason_code)
