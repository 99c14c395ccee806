"""Whether two people hand ready customers to each other: needless transfers in both directions of a pair.

A ring is stated in the team of the lower id of the two, which sees both directions, whatever the other one's team is:
what went out of that person's hands needlessly, and what came into them.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from detector.calendar import months_later
from detector.outputs import Finding, Param
from detector.pair_figures import WINDOW_MONTHS
from detector.rates import rate, wilson_interval
from detector.team_findings import MAX_ORDER_IDS, Total, joined
from detector.team_stage import TeamPeriod

RING = "reciprocal_ring"
EACH_WAY_FROM = 3
"""So many needless transfers in each direction within the window: fewer may be chance, and nothing is said of them."""

Pair = tuple[str, str]


class Ways(NamedTuple):
    """What went from the lower id of a pair to the other one, and what came back; months with something of either."""

    out: Total
    back: Total
    months: set[str]


def rings(months: Mapping[str, TeamPeriod], period: str) -> list[Finding]:
    """The rings of six months that had a needless transfer between the two in the last one, `period`.

    `months`: the team's months by name, at least those that there are of the six.
    """
    pairs: defaultdict[Pair, Ways] = defaultdict(lambda: Ways(Total(), Total(), set()))
    for back in range(WINDOW_MONTHS):
        month = months.get(months_later(period, -back))
        if month is None:
            continue
        figures = month.passing()
        for (giver, taker), total in figures.needless.items():
            if giver < taker:
                pairs[giver, taker].out.add(total)
                pairs[giver, taker].months.add(month.period)
        for (giver, taker), total in figures.received.items():
            if taker < giver:
                pairs[taker, giver].back.add(total)
                pairs[taker, giver].months.add(month.period)
    return [
        _finding(months[period].team, pair, period, ways)
        for pair, ways in sorted(pairs.items())
        if period in ways.months and min(ways.out.orders, ways.back.orders) >= EACH_WAY_FROM
    ]


def _finding(team: str, pair: Pair, period: str, ways: Ways) -> Finding:
    """Estimate: the part that went one way; a half where the two are quits."""
    out, back = ways.out.orders, ways.back.orders
    params: dict[str, Param] = {
        "first": pair[0],
        "second": pair[1],
        "since": months_later(period, 1 - WINDOW_MONTHS),
        "period": period,
        "months": len(ways.months),
        "out": out,
        "back": back,
    }
    return Finding(
        finding_id=joined(RING, *pair, team, period),
        kind=RING,
        subject=joined(*pair),
        period=period,
        n=out + back,
        estimate=rate(out, out + back),
        interval=wilson_interval(out, out + back),
        order_ids=sorted(ways.out.order_ids | ways.back.order_ids)[:MAX_ORDER_IDS],
        message_id=f"finding.{RING}",
        params=params,
        level="unusual",
    )
