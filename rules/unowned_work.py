"""Somebody who never owned the customer did the work, and another is booked who did none."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Asks for a look only where the payee is an assistant: whoever sells may let others prepare the sale."""
    share = f.payee_versus_permille
    if f.link != "helper" or f.originator_work < p["min_work"] or share >= p["max_share_permille"]:
        return NO_HIT
    points = p["assistant_points"] if f.payee_role == "assistant" else p["other_points"]
    return hit(points, work=f.originator_work, payee=f.payee_work, share=share)
