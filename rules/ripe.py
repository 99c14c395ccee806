"""A seller pursues, hands over when the customer is about to sign, and the order follows within days."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit
from detector.signs import little_points, wait_points


def evaluate(f: Features, p: Params) -> RuleResult:
    """The quicker the order, the more points; `work_of_another` and `own_work` weigh how much the two worked."""
    share = f.payee_versus_permille
    if f.link != "path" or not 0 <= f.hop_hours <= p["max_hours"] or share >= p["max_share_permille"]:
        return NO_HIT
    points = little_points(f, p) + wait_points(f, p)
    points += p["ghost_points"] * min(p["max_ghost_work"], f.originator_after) // 1000
    if f.subject == "transfer":
        return hit(points, "transfer", work=f.originator_work, payee=f.payee_work, share=share)
    return hit(points, hours=f.hop_hours, work=f.originator_work, payee=f.payee_work, share=share)
