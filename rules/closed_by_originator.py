"""After the hop the originator still wrote the quotes or contracts of the deal, and the payee did little."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Who writes the offer that is signed makes the sale; the more of them, the more points."""
    if f.link != "path" or not f.originator_closing_after or f.payee_versus_permille >= p["max_share_permille"]:
        return NO_HIT
    return hit(p["points"] * min(p["max_papers"], f.originator_closing_after), papers=f.originator_closing_after)
