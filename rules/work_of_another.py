"""The backbone of the score: how much work somebody else than the payee is shown to have done."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit
from detector.signs import per_doubling


def evaluate(f: Features, p: Params) -> RuleResult:
    """The more work and the more entries, the more points; selling was the originator's job, the payee may sell too."""
    if f.link == "own" or not f.originator_work:
        return NO_HIT
    points = per_doubling(p["work_points"], f.originator_work, p["unit_work"])
    points += p["entry_points"] * min(p["max_entries"], f.originator_entries)
    points += p["further_points"] * min(p["max_further"], max(0, f.originator_entries - p["max_entries"]))
    points += per_doubling(p["others_points"], f.others_work, p["unit_work"])
    if f.link == "path":  # what lies long before the order made it less likely than what came just before it
        points -= per_doubling(p["stale_points"], max(0, f.originator_idle_hours - p["stale_hours"]), p["stale_hours"])
    if f.originator_role == "sales":
        points += p["seller_points"]
    if f.payee_role == "sales":
        points -= p["peer_points"]
    return hit(max(0, points), work=f.originator_work, entries=f.originator_entries, days=f.originator_days)
