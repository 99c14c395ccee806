"""The payee logged entries that are no work: seconds-long calls, two-letter notes, copies of one text."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Points by the parameters of the pack file beside this one."""
    entries = f.payee_entries_after
    if f.link != "path" or entries < p["min_entries"] or f.payee_after >= p["max_work"]:
        return NO_HIT
    if f.payee_hollow_after * 1000 < entries * p["min_hollow_permille"] or f.originator_work < p["min_originator_work"]:
        return NO_HIT
    return hit(
        p["points"] * f.payee_hollow_after // (entries + 1),
        entries=entries,
        hollow=f.payee_hollow_after,
        work=f.payee_after,
    )
