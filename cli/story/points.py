"""Points of signs in words: those for a look, and those that speak against suspicion."""

from collections.abc import Sequence

from cli.story.teller import Teller
from detector.outputs import Hit


def points_text(teller: Teller, points: int) -> str:
    """What a hit of so many points is: a sign, or something that speaks against suspicion."""
    return teller.say("rule.against" if points < 0 else "rule.hit", points=signed(points))


def signed(points: int) -> str:
    """Points with a minus sign that does not look like a dash between words.

    >>> signed(12), signed(-3), signed(0)
    ('12', '−3', '0')
    """
    return f"−{-points}" if points < 0 else str(points)


def sum_text(hits: Sequence[Hit]) -> str:
    """The points of hits as a sum, "" for none.

    >>> known = {"rule_version": 1, "message_id": "", "params": {}, "reason": ""}
    >>> ripe, worked = Hit(rule_id="ripe", score=34, **known), Hit(rule_id="own_work", score=-24, **known)
    >>> sum_text([ripe, worked]), sum_text([worked])
    ('ripe 34 − own_work 24', '−own_work 24')
    """
    text = "".join(f" {'−' if hit.score < 0 else '+'} {hit.rule_id} {abs(hit.score)}" for hit in hits)
    return text.removeprefix(" + ").replace(" − ", "−", 1) if text.startswith(" − ") else text.removeprefix(" + ")
