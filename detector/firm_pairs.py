"""Pairs of teams that have too little of a past themselves, against what is normal in all teams.

What is normal is drawn: first that of the other teams, by what their salespeople passed to the assistant whom each gave
most in the six months that ended with the last closed one; then the few orders of the team's own others count beside it
(`detector.shrinking`). So a small team with a habit of its own is not held against teams that work in another way.
"""

from collections.abc import Iterable, Mapping
from decimal import localcontext

from detector.calendar import months_later
from detector.firm import FirmMonth
from detector.outputs import Finding
from detector.pair_figures import OTHERS_FROM, OTHERS_ORDERS_FROM, FirmPrior, PairFigures, beside_firm
from detector.rates import EXACT
from detector.shrinking import Normal, fit_normal

Firm = Mapping[str, FirmMonth]
_Teams = list[tuple[int, int]]


def firm_pairs(firm: Firm, period: str) -> list[Finding]:
    """What is said of the pairs that teams told in a month, sorted by finding id.

    `firm`: the months that there are of it and the one before.
    """
    if period not in firm:
        return []
    found = []
    for team, total in firm[period].totals.items():
        teams = _others(team, firm.get(months_later(period, -1)))
        found += [beside_firm(team, period, pair, _prior(pair, teams)) for pair in total.pairs]
    return sorted(found, key=lambda finding: finding.finding_id)


def months_touched(changed: Iterable[str]) -> list[str]:
    """The months whose findings may change with some, sorted."""
    return sorted({months_later(month, later) for month in changed for later in (0, 1)})


def changed_pairs(before: Firm, after: Firm, changed: Iterable[str]) -> list[tuple[str, Finding | None]]:
    """What became other where some months changed, by finding id; None: it vanished here.

    `before`, `after`: those that there are of `months_touched` and the month before the first of them.
    """
    found: list[tuple[str, Finding | None]] = []
    for period in months_touched(changed):
        old = {item.finding_id: item for item in firm_pairs(before, period)}
        new = {item.finding_id: item for item in firm_pairs(after, period)}
        found += [(name, new.get(name)) for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    return found


def _others(team: str, before: FirmMonth | None) -> _Teams:
    """(Passed to the most frequent assistants, won) of each other team that won something in the month before."""
    totals = before.totals if before is not None else {}
    return [
        (total.most_passed, total.sold) for name, total in sorted(totals.items()) if name != team and total.sold > 0
    ]


def _prior(pair: PairFigures, teams: _Teams) -> FirmPrior | None:
    orders = sum(sold for _, sold in teams)
    if len(teams) < OTHERS_FROM or orders < OTHERS_ORDERS_FROM:
        return None
    firm = fit_normal(teams)
    with localcontext(EXACT):
        passed = firm.rate * firm.orders + pair.others_passed
        normal = Normal(passed / (firm.orders + pair.others_orders), firm.orders)
    return FirmPrior(normal, len(teams), orders)
