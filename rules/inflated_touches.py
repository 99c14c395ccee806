"""The payee's log is padded: copies of texts, many entries within minutes, overlapping durations."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """The larger the part of padded entries in the payee's log, the more points."""
    entries = f.payee_entries_before + f.payee_entries_after
    if f.link == "own" or not f.payee_copied + f.payee_crowded or f.payee_versus_permille >= p["max_share_permille"]:
        return NO_HIT
    if f.originator_work < p["min_originator_work"]:
        return NO_HIT
    points = (p["copied_points"] * f.payee_copied + p["crowded_points"] * f.payee_crowded) // (entries + 1)
    if points < p["min_points"]:
        return NO_HIT
    return hit(min(p["max_points"], points), entries=entries, copied=f.payee_copied, crowded=f.payee_crowded)
