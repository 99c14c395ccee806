"""A seller pursues, hands over when the customer is about to sign, and the order follows within days."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit
from detector.signs import counter_points, share_points


def evaluate(f: Features, p: Params) -> RuleResult:
    """The smaller the payee's part and the quicker the order, the more points; work by the originator later adds."""
    share = f.payee_versus_permille
    if f.link != "path" or not 0 <= f.hop_hours <= p["max_hours"] or share >= p["max_share_permille"]:
        return NO_HIT
    points = share_points(f, p) - counter_points(f, p)
    points += p["quick_points"] * (p["max_hours"] - f.hop_hours) // p["max_hours"]
    points += p["ghost_points"] * min(p["max_ghost_days"], f.originator_days_after)
    if f.others_work >= f.originator_work:
        points -= p["pooled_points"]
    if f.subject == "transfer":
        return hit(points, "transfer", work=f.originator_work, payee=f.payee_work, share=share)
    return hit(points, hours=f.hop_hours, work=f.originator_work, payee=f.payee_work, share=share)
