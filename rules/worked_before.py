"""Speaks against suspicion: the payee had worked for the customer before the hop."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Work before the hop takes points away, the more the more work it was."""
    if f.link != "path" or not f.payee_before:
        return NO_HIT
    full = p["full_work"]
    points = p["base_points"] + p["work_points"] * min(full, f.payee_before) // full
    return hit(-points, payee=f.payee_before)
