"""What several rules reckon alike: the size of a sign by the payee's part, and what weighs against it."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def share_points(f: Features, p: Params) -> int:
    """`base_points` and, the smaller the payee's part below `max_share_permille`, up to `share_points` more."""
    most = p["max_share_permille"]
    return p["base_points"] + p["share_points"] * (most - f.payee_versus_permille) // most


def counter_points(f: Features, p: Params) -> int:
    """Points against: the customer turned to the payee, the payee worked before the hop, or sells too."""
    points = 0
    if f.payee_inbound or f.payee_before or f.asked_other_contact:
        points += p["trace_points"]
    if f.payee_role == "sales":
        points += p["peer_points"]
    return points


def ghost_work(f: Features, p: Params) -> RuleResult:
    """The originator went on working long after the hop: the more days, the more points."""
    days, share = f.originator_days_after, f.payee_versus_permille
    if f.link != "path" or f.hop_hours <= p["min_hours"] or share >= p["max_share_permille"] or days < p["min_days"]:
        return NO_HIT
    points = share_points(f, p) + p["day_points"] * min(p["max_days"], days) - counter_points(f, p)
    if days == 1:
        points -= p["single_day_points"]
    after = f.originator_grace + f.originator_after
    return hit(points, hours=f.hop_hours, days=days, after=after, payee=f.payee_work, share=share)
