"""Findings of a team's month about its processes: how long they took, and which paths were needless."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from math import comb

from detector.outputs import Finding, Param
from detector.rates import four_places, rate, wilson_interval
from detector.team_findings import MAX_ORDER_IDS, Total, joined

PROCESS_TIME, NEEDLESS = "process_time", "needless_transfers"
ORDERS_FROM = 6
"""Of fewer orders nobody can say with 95 % confidence where the median lies: their time is not stated."""


def median_interval(counts: Mapping[int, int]) -> tuple[Decimal, int, int]:
    """The median of values (value → how many) and its 95 % interval, which assumes nothing of how they are spread.

    The interval goes from the k-th smallest to the k-th largest value (H. A. David, Order Statistics, section 7.1).

    >>> median_interval(dict.fromkeys(range(1, 11), 1))
    (Decimal('5.5'), 2, 9)

    Raises ValueError for fewer than `ORDERS_FROM` values.
    """
    count = sum(counts.values())
    outside, below = 0, 1  # how many of 2**count ways leave the median outside of k..; the ways with `outside` below it
    while below * 40 <= 2**count:
        outside += 1
        below += comb(count, outside)
    if not outside:
        message = f"a median of {count} values has no 95 % interval; expected at least {ORDERS_FROM} values"
        raise ValueError(message)
    middle = Decimal(_nth(counts, (count + 1) // 2) + _nth(counts, count // 2 + 1)) / 2
    return middle, _nth(counts, outside), _nth(counts, count + 1 - outside)


def _nth(counts: Mapping[int, int], number: int) -> int:
    """The value that comes at a place, from 1 on, when all are sorted."""
    for value in sorted(counts):
        number -= counts[value]
        if number <= 0:
            return value
    message = f"there are not so many values: {number} more were asked for"
    raise ValueError(message)


def process_times(
    team: str, period: str, own: Counter[int], passed: Counter[int], after: Counter[int]
) -> list[Finding]:
    """How many days a team's orders took, from first ownership to order: `own`, and `passed` on with a hop.

    `after`: days after the hop of those passed on. Orders of which half of a correction was read are not stated.
    """
    found = []
    for name, days in (("own", own), ("passed", passed)):
        if days.total() < ORDERS_FROM or min(days.values()) < 0:
            continue
        median, low, high = median_interval(days)
        params: dict[str, Param] = {
            "team": team,
            "period": period,
            "orders": days.total(),
            "days": _plain(median),
            "low": low,
            "high": high,
        }
        if name == "passed":
            if after.total() != days.total() or min(after.values()) < 0:
                continue
            params["days_after"] = _plain(median_interval(after)[0])
        found.append(
            Finding(
                finding_id=joined(PROCESS_TIME, name, team, period),
                kind=PROCESS_TIME,
                subject=team,
                period=period,
                n=days.total(),
                estimate=four_places(median),
                interval=(four_places(Decimal(low)), four_places(Decimal(high))),
                message_id=f"finding.{PROCESS_TIME}.{name}",
                params=params,
            )
        )
    return found


def _plain(figure: Decimal) -> str:
    """A figure as a person writes it: `12.5`, `12`."""
    return str(figure.quantize(Decimal(1)) if figure == figure.to_integral_value() else figure)


def needless_transfers(team: str, period: str, paths: int, needless: Total) -> list[Finding]:
    """Which of a team's paths were needless; nothing where there is none, or half of a correction was read."""
    if paths <= 0 or not 0 <= needless.orders <= paths:
        return []
    low, high = wilson_interval(needless.orders, paths)
    share = rate(needless.orders, paths)
    params: dict[str, Param] = {
        "team": team,
        "period": period,
        "paths": paths,
        "needless": needless.orders,
        "rate": share,
        "low": low,
        "high": high,
    }
    return [
        Finding(
            finding_id=joined(NEEDLESS, "team", team, period),
            kind=NEEDLESS,
            subject=team,
            period=period,
            n=paths,
            estimate=share,
            interval=(low, high),
            order_ids=sorted(needless.order_ids)[:MAX_ORDER_IDS] or None,
            message_id=f"finding.{NEEDLESS}",
            params=params,
        )
    ]
