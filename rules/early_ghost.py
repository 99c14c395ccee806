"""The transfer comes at the very start, or the customer was never theirs, and a seller does all the pursuit."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Points by the parameters of the pack file beside this one."""
    if f.link == "path" and f.originator_before < p["max_before_work"]:
        work, payee = f.originator_after + f.originator_grace, f.payee_work
    elif f.link == "helper":
        work, payee = f.originator_work, f.payee_work
    else:
        return NO_HIT
    if work < p["min_work"]:
        return NO_HIT
    share = payee * 1000 // (payee + work)
    if share >= p["max_share_permille"]:
        return NO_HIT
    points = p["base_points"] + p["share_points"] * (p["max_share_permille"] - share) // p["max_share_permille"]
    return hit(points, work=work, payee=payee, share=share)
