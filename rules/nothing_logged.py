"""Nothing was logged that shows who made the deal: no sign of anything but of missing records."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit, not_evaluated


def evaluate(f: Features, p: Params) -> RuleResult:
    """An order without a single entry, or a change of hands in whose deal neither of the two has work to show."""
    if f.subject != "order":
        return NO_HIT
    if f.logged_entries < 0:
        return not_evaluated("logged_entries")
    if not f.logged_entries:
        return hit(p["points"], "no_entries")
    handed = f.link == "proxy" or (f.link == "path" and f.hop_hours <= p["max_hours"])
    if handed and f.originator_work < p["max_work"] and f.payee_work < p["max_work"]:
        return hit(p["points"], originator=f.originator_work, payee=f.payee_work)
    return NO_HIT
