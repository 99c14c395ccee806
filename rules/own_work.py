"""Speaks against suspicion: the payee is shown to have worked for this deal."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit
from detector.signs import per_doubling


def evaluate(f: Features, p: Params) -> RuleResult:
    """The more work, solid pieces, days and entries the payee has, the more points are taken away."""
    if f.link == "own" or not f.payee_work:
        return NO_HIT
    points = per_doubling(p["work_points"], f.payee_work, p["unit_work"])
    points += p["solid_points"] * min(p["max_solid"], f.payee_solid)
    points += p["day_points"] * min(p["max_days"], f.payee_days)
    points += p["entry_points"] * min(p["max_entries"], f.payee_pieces)
    if f.payee_closing:
        points += p["closing_points"]
    points += p["template_points"] * min(p["max_template_days"], f.payee_template_days)
    share = f.payee_versus_permille
    return hit(-points, payee=f.payee_work, entries=f.payee_pieces, days=f.payee_days, share=share)
