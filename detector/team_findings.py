"""Findings that state how many won orders went to assistants: of a team, of a salesperson, of a pair.

They give the figures with their 95 % interval and judge nobody: where there is little to go by, the interval is wide.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from detector.money import format_minor
from detector.outputs import Finding, Param
from detector.rates import rate, wilson_interval

TRANSFER_RATE, PAIR_COUNT = "transfer_rate", "pair_count"
MAX_ORDER_IDS = 50
"""So many of the transferred orders are listed; `params.transferred` is the number of all."""


class Total:
    """So many won orders and their net amounts, in minor units by currency; the ids only of transferred ones."""

    def __init__(self) -> None:
        self.orders = 0
        self.amounts: Counter[str] = Counter()
        self.order_ids: set[str] = set()

    def add(self, other: "Total") -> None:
        """Add another's."""
        self.orders += other.orders
        self.amounts.update(other.amounts)
        self.order_ids |= other.order_ids


class Rate(NamedTuple):
    """The won orders of a subject, and those of them that went to an assistant."""

    won: Total
    transferred: Total

    @property
    def can_be_stated(self) -> bool:
        """Whether there is an order, and not more transferred than won: a correction may have been read by half."""
        return self.won.orders > 0 and 0 <= self.transferred.orders <= self.won.orders


def joined(*parts: str) -> str:
    """The parts of an id with `:` between them; no two lists of parts give the same.

    >>> joined("transfer_rate", "a:b", "50%", "2026-03")
    'transfer_rate:a%3Ab:50%25:2026-03'
    """
    return ":".join(part.replace("%", "%25").replace(":", "%3A") for part in parts)


def team_rate(team: str, period: str, figures: Rate) -> Finding:
    """The transfer rate of a team."""
    name = joined(TRANSFER_RATE, "team", team, period)
    return _finding(name, TRANSFER_RATE, team, "finding.transfer_rate.team", period, {"team": team}, figures)


def person_rate(person: str, team: str, period: str, figures: Rate) -> Finding:
    """The transfer rate of a salesperson, by the orders at whose time that was the person's team ("" for none)."""
    name = joined(TRANSFER_RATE, "person", person, team, period)
    message_id, params = _of_team("finding.transfer_rate.person", team, {"person": person})
    return _finding(name, TRANSFER_RATE, person, message_id, period, params, figures)


def pair_count(pair: tuple[str, str], team: str, period: str, figures: Rate, transferred: Total) -> Finding:
    """How many won orders went from an originator to one assistant (`transferred`), beside the originator's figures."""
    originator, assistant = pair
    name = joined(PAIR_COUNT, originator, assistant, team, period)
    names: dict[str, Param] = {"originator": originator, "assistant": assistant}
    message_id, params = _of_team("finding.pair_count", team, names)
    params["transferred_in_all"] = figures.transferred.orders
    return _finding(name, PAIR_COUNT, joined(*pair), message_id, period, params, Rate(figures.won, transferred))


def _of_team(message_id: str, team: str, names: dict[str, Param]) -> tuple[str, dict[str, Param]]:
    """Message and names for somebody of a team, or for somebody without one."""
    return (message_id, names | {"team": team}) if team else (f"{message_id}.no_team", names)


def _finding(
    name: str, kind: str, subject: str, message_id: str, period: str, names: dict[str, Param], figures: Rate
) -> Finding:
    won, transferred = figures
    low, high = wilson_interval(transferred.orders, won.orders)
    estimate = rate(transferred.orders, won.orders)
    currencies = sorted(currency for currency, minor in won.amounts.items() if minor > 0)
    params: dict[str, Param] = {
        **names,
        "period": period,
        "orders": won.orders,
        "transferred": transferred.orders,
        "rate": estimate,
        "low": low,
        "high": high,
        "amounts": _money(won.amounts, currencies),
        "transferred_amounts": _money(transferred.amounts, currencies),
        "amount_rates": ", ".join(f"{rate(transferred.amounts[key], won.amounts[key])} ({key})" for key in currencies),
    }
    return Finding(
        finding_id=name,
        kind=kind,
        subject=subject,
        period=period,
        n=won.orders,
        estimate=estimate,
        interval=(low, high),
        order_ids=sorted(transferred.order_ids)[:MAX_ORDER_IDS] or None,
        message_id=message_id,
        params=params,
    )


def _money(amounts: Counter[str], currencies: Iterable[str]) -> str:
    """Amounts for a sentence, such as `12800.00 CNY, 7 JPY`."""
    return ", ".join(f"{format_minor(amounts[currency], currency)} {currency}" for currency in currencies)
