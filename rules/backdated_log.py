"""The payee typed the work in long afterwards, while the originator was at work on the deal."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Only where the originator is shown at work after the hop: typing late alone is no sign."""
    entries = f.payee_entries_before + f.payee_entries_after
    if f.link != "path" or f.payee_backdated < p["min_entries"] or f.originator_days_after < p["min_days"]:
        return NO_HIT
    points = min(100, p["points"] * f.payee_backdated // entries)
    return hit(points, entries=entries, late=f.payee_backdated, days=f.originator_days_after)
