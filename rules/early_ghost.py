"""The transfer comes at the very start, for load balancing, and the originator does all the pursuit."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """The more days on which the originator worked after the hop, the more points."""
    share = f.payee_versus_permille
    if f.link != "path" or f.hop_hours <= p["min_hours"] or share >= p["max_share_permille"]:
        return NO_HIT
    if f.originator_before >= p["min_before_work"] or f.originator_days_after < p["min_days"]:
        return NO_HIT
    points = p["base_points"] + p["share_points"] * (p["max_share_permille"] - share) // p["max_share_permille"]
    points += p["day_points"] * min(p["max_days"], f.originator_days_after)
    if f.originator_days_after == 1:
        points -= p["single_day_points"]
    if f.payee_inbound or f.payee_before or f.asked_other_contact:
        points -= p["trace_points"]
    if f.payee_role == "sales":
        points -= p["peer_points"]
    after = f.originator_grace + f.originator_after
    return hit(points, hours=f.hop_hours, days=f.originator_days_after, after=after, payee=f.payee_work, share=share)
