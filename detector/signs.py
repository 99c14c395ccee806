"""What several rules reckon alike: points by doublings, by the time since the hop, and where a sign has its place.

Points add up like the logarithm of odds (a scorecard), so that evidence of different sorts can be held against each
other: each doubling of somebody's work is worth the same number of points.
"""

from detector.features import Features
from detector.rule import Params

HOURS_PER_DAY = 24


def doublings_permille(value: int, unit: int) -> int:
    """How often 1 doubles until it reaches 1 + `value` / `unit`, in permille, linear between whole doublings.

    Integers only, so that every machine reckons the same.

    >>> [doublings_permille(value, 200) for value in (0, 100, 200, 400, 600, 6200)]
    [0, 500, 1000, 1500, 2000, 5000]
    """
    reached, base, whole = value + unit, unit, 0
    while reached >= 2 * base:
        base, whole = 2 * base, whole + 1
    return 1000 * whole + 1000 * (reached - base) // base


def per_doubling(points: int, value: int, unit: int) -> int:
    """`points` for each doubling of `value`, rounded down.

    >>> per_doubling(4, 600, 200), per_doubling(3, 300, 200)
    (8, 3)
    """
    return points * doublings_permille(value, unit) // 1000


def wait_points(f: Features, p: Params) -> int:
    """`base_points`, and fewer the longer the order came after the hop (in doublings of days)."""
    return p["base_points"] - per_doubling(p["wait_points"], max(0, f.hop_hours), HOURS_PER_DAY)


def little_points(f: Features, p: Params) -> int:
    """More points where the payee did hardly anything beside the originator."""
    return p["little_points"] if f.payee_versus_permille < p["little_permille"] else 0


def ghost_points(f: Features, p: Params) -> int:
    """Points of an order long after the hop: the more, and on the more days, the originator went on working, the more.

    Never below 0: how long ago the hop lies is no proof of honesty by itself. Nor above 100.
    """
    worked = p["ghost_points"] * min(p["max_ghost_work"], f.originator_after) // 1000
    days = p["day_points"] * min(p["max_days"], f.originator_days_after)
    return max(0, min(100, wait_points(f, p) + little_points(f, p) + worked + days))


def is_ghost(f: Features, p: Params) -> bool:
    """Whether the originator went on working long after the hop, and the payee did little."""
    long_ago = f.link == "path" and f.hop_hours > p["min_hours"]
    return long_ago and f.originator_days_after >= p["min_days"] and f.payee_versus_permille < p["max_share_permille"]
