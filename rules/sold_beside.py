"""Speaks against suspicion: the other one is paid by an order of their own, and the payee worked for this one."""

from detector.features import Features
from detector.rule import NO_HIT, Params, RuleResult, hit


def evaluate(f: Features, p: Params) -> RuleResult:
    """Two orders of one deal are held against the work of both; only the payee's own pieces take points away."""
    if f.link == "own" or not f.originator_sold_beside or not f.payee_pieces:
        return NO_HIT
    points = p["base_points"] + p["piece_points"] * min(p["max_pieces"], f.payee_pieces)
    return hit(-points, work=f.originator_work, entries=f.payee_pieces)
