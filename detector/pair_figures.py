"""What is looked at of one pair, a salesperson and an assistant, and the finding that it makes beside a normal.

What is stated is how much goes from one to the other. That it is much is no sign: many honest pairs work so (a trainee
and a mentor, a desk of one's own). Unusual is that much of it goes needlessly, month after month.
"""

from decimal import Decimal, localcontext
from typing import Literal, NamedTuple

from msgspec import Struct

from detector.calendar import months_later
from detector.outputs import Finding, Param
from detector.rates import EXACT, four_places, rate, wilson_interval
from detector.shrinking import MOST_ORDERS, Normal, shrink
from detector.team_findings import MAX_ORDER_IDS, joined

PAIR_RATE, ALL_TEAMS = "pair_rate", "all_teams"
WINDOW_MONTHS = 6
UNUSUAL_FROM, UNUSUAL_MONTHS, UNUSUAL_TIMES = 5, 3, Decimal("1.5")
"""Much: so many transfers, in so many months, and the low end of the interval at so many times the normal or more
(after W. DuMouchel, The American Statistician 53, 1999, who looks so for side effects of drugs)."""
NEEDLESS_AT_LEAST = Decimal("0.1")
"""That a tenth of what is passed on looks needless is always taken for normal: not all honest work is logged."""
OTHERS_FROM, OTHERS_ORDERS_FROM = 2, 20
"""Nothing is normal yet where fewer others had orders, or they had fewer together."""

Level = Literal["normal", "unusual", "not_evaluated"]


class PairFigures(Struct, frozen=True, array_like=True):
    """A pair over `WINDOW_MONTHS`: the originator's won `orders`, and those `transferred` to the assistant.

    `months`: in how many of them; `needless`: how many of the paths were, in how many of the months
    (`needless_months`), and the latest of those (`needless_last`, "" for none). `others`: the team's other salespeople
    who had orders in the window before, `others_orders` those together, `others_passed` what each of them gave the
    assistant whom they gave most; `others_paths` what they gave to any assistant, and `others_needless` of it
    needlessly. `order_ids`: the transfers, sorted.
    """

    originator: str
    assistant: str
    orders: int
    transferred: int
    months: int
    needless: int
    others: int
    others_orders: int
    others_passed: int
    order_ids: tuple[str, ...]
    needless_months: int = 0
    others_paths: int = 0
    others_needless: int = 0
    needless_last: str = ""


class FirmPrior(NamedTuple):
    """What is normal where a team has too little of a past itself: by so many other teams, and what they won."""

    normal: Normal
    teams: int
    orders: int


def beside_team(team: str, period: str, pair: PairFigures, normal: Normal) -> Finding:
    """What is stated of a pair in a month, beside what is normal in the own team."""
    finding_id = joined(PAIR_RATE, pair.originator, pair.assistant, team, period)
    return _finding(finding_id, team, period, pair, normal, {})


def beside_firm(team: str, period: str, pair: PairFigures, prior: FirmPrior | None) -> Finding:
    """The same beside all teams; without a prior it cannot be told yet whether it is much.

    Its id is another one: who states it is another partition, and the one must not delete what the other wrote.
    """
    finding_id = joined(PAIR_RATE, ALL_TEAMS, pair.originator, pair.assistant, team, period)
    if prior is None:
        return _finding(finding_id, team, period, pair, None, {})
    return _finding(finding_id, team, period, pair, prior.normal, {"teams": prior.teams, "teams_orders": prior.orders})


def _finding(
    finding_id: str, team: str, period: str, pair: PairFigures, normal: Normal | None, firm: dict[str, Param]
) -> Finding:
    share = rate(pair.transferred, pair.orders)
    level: Level = "not_evaluated"
    estimate, low, high = share, *wilson_interval(pair.transferred, pair.orders)
    message_id, params = f"finding.{PAIR_RATE}.{level}", _params(team, period, pair)
    if normal is not None:
        estimate, low, high = shrink(pair.transferred, pair.orders, normal)
        needless = _needless(pair)
        level = "unusual" if needless.is_much else "normal"
        often = pair.transferred >= UNUSUAL_FROM and pair.months >= UNUSUAL_MONTHS
        much = often and Decimal(low) >= UNUSUAL_TIMES * normal.rate
        said = "worked" if level == "normal" and much and 2 * pair.needless < pair.transferred else level
        message_id = f"finding.{PAIR_RATE}.{said}" + (f".{ALL_TEAMS}" if firm else "")
        params |= {"rate": share, "shrunk": estimate, "low": low, "high": high, "normal": four_places(normal.rate)}
        params |= {"needless_low": needless.low, "needless_normal": needless.normal}
        params |= {"needless_last": pair.needless_last} if level == "unusual" else {}
        until = months_later(period, -1)
        params |= {"prior_since": months_later(until, 1 - WINDOW_MONTHS), "prior_period": until} | firm
    return Finding(
        finding_id=finding_id,
        kind=PAIR_RATE,
        subject=joined(pair.originator, pair.assistant),
        period=period,
        n=pair.orders,
        estimate=estimate,
        interval=(low, high),
        order_ids=list(pair.order_ids[:MAX_ORDER_IDS]),
        message_id=message_id,
        params=params,
        level=level,
    )


class _Needless(NamedTuple):
    """The needless part of what a pair passed on: the low end of its interval, and what is normal; to 4 places."""

    low: str
    normal: str
    is_much: bool


def _needless(pair: PairFigures) -> _Needless:
    """Beside what the team's others did needlessly of all that they passed on before; one of ten more is added to it.

    Half of a correction may be read: then there are more needless ones than transfers, and nothing is made of it.
    """
    with localcontext(EXACT):
        others = Decimal(pair.others_needless + 1) / max(1, pair.others_paths + 10)
        usual = Normal(min(max(others, NEEDLESS_AT_LEAST), Decimal(1)), Decimal(MOST_ORDERS))
    low = shrink(min(max(pair.needless, 0), pair.transferred), pair.transferred, usual).low
    often = UNUSUAL_FROM <= pair.needless <= pair.transferred and pair.needless_months >= UNUSUAL_MONTHS
    return _Needless(low, four_places(usual.rate), often and Decimal(low) >= UNUSUAL_TIMES * usual.rate)


def _params(team: str, period: str, pair: PairFigures) -> dict[str, Param]:
    return {
        "originator": pair.originator,
        "assistant": pair.assistant,
        "team": team,
        "since": months_later(period, 1 - WINDOW_MONTHS),
        "period": period,
        "orders": pair.orders,
        "transferred": pair.transferred,
        "months": pair.months,
        "needless": pair.needless,
        "others": pair.others,
        "others_orders": pair.others_orders,
    }
