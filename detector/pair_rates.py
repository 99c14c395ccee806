"""Whether one salesperson's customers go to one assistant month after month, against what is normal in the team.

A pair is looked at over six months. What is normal is what the team's other salespeople passed to the assistant whom
each of them gave most, in the six months that ended with the last closed one: where everybody has an assistant of
their own, that is no sign. Both are put together by `detector.shrinking`. A team with too little of a past tells its
pairs and is held against all teams (`detector.firm_pairs`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from detector.calendar import months_later
from detector.outputs import Finding
from detector.pair_figures import OTHERS_FROM, OTHERS_ORDERS_FROM, WINDOW_MONTHS, PairFigures, beside_team
from detector.shrinking import fit_normal
from detector.team_findings import MAX_ORDER_IDS, Total
from detector.team_stage import TeamPeriod

REACH_MONTHS = WINDOW_MONTHS + 1
"""A month's findings depend on it and the months before it, so many together."""
STATED_FROM = 3
"""Fewer transfers of a pair in its window are not looked at: there is only their count (`pair_count`)."""

Others = list[tuple[int, int]]
"""(Passed to the most frequent assistant, won orders) of several salespeople."""
Months = Mapping[str, TeamPeriod]
"""A team's months by name, those that there are of `REACH_MONTHS` up to the one that is asked about."""


class Window(NamedTuple):
    """A team's figures over some months; `months`: in how many of them a pair had a transfer.

    `needless`: how many of a pair's paths were, in how many of the months (`needless_months`), and the latest of those
    (`needless_last`).
    """

    won: Counter[str]
    pairs: dict[tuple[str, str], Total]
    months: Counter[tuple[str, str]]
    needless: Counter[tuple[str, str]]
    needless_months: Counter[tuple[str, str]]
    needless_last: dict[tuple[str, str], str]


def pair_rates(months: Months, period: str) -> list[Finding]:
    """The pairs of a month with transfers in it and enough of them in its window, where the team itself has a normal.

    People without a team have none, so nothing is said of them.
    """
    return [
        beside_team(months[period].team, period, pair, fit_normal(others))
        for pair, others in _looked_at(months, period)
        if _is_enough(others)
    ]


def short_pairs(months: Months, period: str) -> tuple[PairFigures, ...]:
    """Those pairs of a month for which the team itself has too little of a past, sorted."""
    return tuple(pair for pair, others in _looked_at(months, period) if not _is_enough(others))


def most_passed(months: Months, period: str) -> tuple[int, int]:
    """What a team's salespeople passed to the assistant whom each gave most, and won, in the window up to a month."""
    others = _others("", _window(months, period))
    return sum(part for part, _ in others), sum(whole for _, whole in others)


def _is_enough(others: Others) -> bool:
    return len(others) >= OTHERS_FROM and sum(orders for _, orders in others) >= OTHERS_ORDERS_FROM


def _looked_at(months: Months, period: str) -> Iterator[tuple[PairFigures, Others]]:
    """Each pair that is looked at in a month, sorted, with what the others did before."""
    now = months[period]
    if not now.team:
        return
    window, before = _window(months, period), _window(months, months_later(period, -1))
    for pair in sorted(now.passing().pairs):
        passed, won = window.pairs.get(pair), window.won[pair[0]]
        if passed is not None and STATED_FROM <= passed.orders <= won:
            others = _others(pair[0], before)
            yield _figures(pair, passed, window, others, before), others


def _figures(pair: tuple[str, str], passed: Total, window: Window, others: Others, before: Window) -> PairFigures:
    theirs = [other for other in before.pairs if other[0] != pair[0]]
    return PairFigures(
        originator=pair[0],
        assistant=pair[1],
        orders=window.won[pair[0]],
        transferred=passed.orders,
        months=window.months[pair],
        needless=window.needless[pair],
        others=len(others),
        others_orders=sum(orders for _, orders in others),
        others_passed=sum(passed for passed, _ in others),
        order_ids=tuple(sorted(passed.order_ids)[:MAX_ORDER_IDS]),
        needless_months=window.needless_months[pair],
        others_paths=sum(before.pairs[other].orders for other in theirs),
        others_needless=sum(before.needless[other] for other in theirs),
        needless_last=window.needless_last.get(pair, ""),
    )


def _window(months: Months, until: str) -> Window:
    won, pairs = Counter[str](), defaultdict[tuple[str, str], Total](Total)
    active, needless, needless_months = (Counter[tuple[str, str]]() for _ in range(3))
    needless_last: dict[tuple[str, str], str] = {}
    for back in range(WINDOW_MONTHS):
        name = months_later(until, -back)
        month = months.get(name)
        if month is None:
            continue
        figures = month.passing()
        won.update(figures.won)
        for pair, passed in figures.pairs.items():
            pairs[pair].add(passed)
            active[pair] += passed.orders > 0
        for pair, paths in figures.needless.items():
            needless[pair] += paths.orders
            needless_months[pair] += paths.orders > 0
            if paths.orders > 0:
                needless_last.setdefault(pair, name)  # the later months come first
    return Window(won, dict(pairs), active, needless, needless_months, needless_last)


def _others(originator: str, before: Window) -> Others:
    """What everybody else did who had won orders."""
    most = Counter[str]()
    for (person, _), passed in before.pairs.items():
        most[person] = max(most[person], passed.orders)
    return [
        (most[person], won)
        for person, won in sorted(before.won.items())
        if person != originator and 0 <= most[person] <= won and won > 0
    ]
