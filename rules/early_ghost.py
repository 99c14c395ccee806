"""The transfer comes at the very start, for load balancing, and the originator does all the pursuit."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult
from detector.signs import ghost_work


def evaluate(f: Features, p: Params) -> RuleResult:
    """Ghost work without a pursuit of the originator before the hop."""
    if f.originator_before >= p["min_before_work"]:
        return NO_HIT
    return ghost_work(f, p)
