"""Whether one salesperson's customers go to one assistant month after month, against what is normal in the team.

A pair is looked at over six months. What is normal is what the team's other salespeople passed to the assistant whom
each of them gave most, in the six months that ended with the last closed one: where everybody has an assistant of
their own, that is no sign. Both are put together by `detector.shrinking`.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from detector.calendar import months_later
from detector.outputs import Finding, Param
from detector.rates import four_places, rate, wilson_interval
from detector.shrinking import fit_normal, shrink
from detector.team_findings import MAX_ORDER_IDS, Total, joined
from detector.team_stage import TeamPeriod

PAIR_RATE = "pair_rate"
WINDOW_MONTHS = 6
REACH_MONTHS = WINDOW_MONTHS + 1
"""A month's findings depend on it and the months before it, so many together."""

STATED_FROM = 3
"""Fewer transfers of a pair in its window are not looked at: there is only their count (`pair_count`)."""
UNUSUAL_FROM, UNUSUAL_MONTHS, UNUSUAL_TIMES = 5, 3, Decimal("1.5")
"""Unusual: so many transfers, in so many months, and the low end of the interval at so many times the normal or more
(after W. DuMouchel, The American Statistician 53, 1999, who looks so for side effects of drugs)."""
OTHERS_FROM, OTHERS_ORDERS_FROM = 2, 20
"""Nothing is normal yet where fewer others had orders, or they had fewer together."""

Level = Literal["normal", "unusual", "not_evaluated"]


class Window(NamedTuple):
    """A team's figures over some months; `months`: in how many of them a pair had a transfer.

    `needless`: how many of a pair's paths were.
    """

    since: str
    until: str
    won: Counter[str]
    pairs: dict[tuple[str, str], Total]
    months: Counter[tuple[str, str]]
    needless: Counter[tuple[str, str]]


def pair_rates(months: Mapping[str, TeamPeriod], period: str) -> list[Finding]:
    """The pairs of a month with transfers in it and enough of them in its window.

    `months`: the team's months by name, those that there are of `REACH_MONTHS` up to `period`. People without a team
    have no normal, so nothing is said of them.
    """
    now = months[period]
    if not now.team:
        return []
    window, before = _window(months, period), _window(months, months_later(period, -1))
    found = []
    for pair in now.passing().pairs:
        passed = window.pairs.get(pair)
        if passed is not None and STATED_FROM <= passed.orders <= window.won[pair[0]]:
            found.append(_finding(now.team, pair, window, before))
    return found


def _window(months: Mapping[str, TeamPeriod], until: str) -> Window:
    won, pairs = Counter[str](), defaultdict[tuple[str, str], Total](Total)
    active, needless = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for back in range(WINDOW_MONTHS):
        month = months.get(months_later(until, -back))
        if month is None:
            continue
        figures = month.passing()
        won.update(figures.won)
        for pair, passed in figures.pairs.items():
            pairs[pair].add(passed)
            active[pair] += passed.orders > 0
        for pair, paths in figures.needless.items():
            needless[pair] += paths.orders
    return Window(months_later(until, 1 - WINDOW_MONTHS), until, won, dict(pairs), active, needless)


def _others(originator: str, before: Window) -> list[tuple[int, int]]:
    """(Passed to the most frequent assistant, won orders) of everybody else."""
    most = Counter[str]()
    for (person, _), passed in before.pairs.items():
        most[person] = max(most[person], passed.orders)
    return [
        (most[person], won)
        for person, won in sorted(before.won.items())
        if person != originator and 0 <= most[person] <= won and won > 0
    ]


def _finding(team: str, pair: tuple[str, str], window: Window, before: Window) -> Finding:
    passed, won, others = window.pairs[pair], window.won[pair[0]], _others(pair[0], before)
    params: dict[str, Param] = {
        "originator": pair[0],
        "assistant": pair[1],
        "team": team,
        "since": window.since,
        "period": window.until,
        "orders": won,
        "transferred": passed.orders,
        "months": window.months[pair],
        "needless": window.needless[pair],
        "others": len(others),
        "others_orders": sum(orders for _, orders in others),
    }
    level: Level = "not_evaluated"
    estimate, low, high = rate(passed.orders, won), *wilson_interval(passed.orders, won)
    if len(others) >= OTHERS_FROM and sum(orders for _, orders in others) >= OTHERS_ORDERS_FROM:
        normal = fit_normal(others)
        estimate, low, high = shrink(passed.orders, won, normal)
        often = passed.orders >= UNUSUAL_FROM and window.months[pair] >= UNUSUAL_MONTHS
        level = "unusual" if often and Decimal(low) >= UNUSUAL_TIMES * normal.rate else "normal"
        params |= {"rate": rate(passed.orders, won), "shrunk": estimate, "low": low, "high": high}
        params |= {"normal": four_places(normal.rate), "prior_since": before.since, "prior_period": before.until}
    return Finding(
        finding_id=joined(PAIR_RATE, *pair, team, window.until),
        kind=PAIR_RATE,
        subject=joined(*pair),
        period=window.until,
        n=won,
        estimate=estimate,
        interval=(low, high),
        order_ids=sorted(passed.order_ids)[:MAX_ORDER_IDS],
        message_id=f"finding.{PAIR_RATE}.{level}",
        params=params,
        level=level,
    )
