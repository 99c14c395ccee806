"""The transfer comes weeks before the order, and the originator keeps doing the work."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit
from detector.signs import ghost_points, is_ghost


def evaluate(f: Features, p: Params) -> RuleResult:
    """Ghost work after a pursuit of the originator before the hop."""
    if not is_ghost(f, p) or f.originator_before < p["min_before_work"]:
        return NO_HIT
    after, share = f.originator_grace + f.originator_after, f.payee_versus_permille
    points = ghost_points(f, p)
    return hit(points, hours=f.hop_hours, days=f.originator_days_after, after=after, payee=f.payee_work, share=share)
