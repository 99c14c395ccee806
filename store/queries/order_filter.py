"""What orders may be asked for by, and how that is said to the database; all conditions must hold."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, false, true

from detector.errors import UsageError
from detector.money import MoneyError, parse_minor
from detector.outputs import Outcome
from store.queries.paging import Instants, check_between
from store.tables.judgements import assessments, orders
from store.types import fit_id

ReasonState = Literal["confirmed", "contradicted", "untestable", "none"]


class OrderFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What orders must be like; what is not given does not matter.

    `team_id`: one of its people is on the order, by the team that they were in at its time. `amount_from` and
    `amount_to`: decimal texts in `currency`, both included. `rule_id`: this rule hit. `reason`: how the reason that
    counts stood the test; `none`: there was none to test. `decided`: whether a release or reassign holds.
    `only_people`: orders that one of them is on, whatever else is asked for.
    """

    between: Instants | None = None
    customer_id: str | None = None
    order_id: str | None = None
    team_id: str | None = None
    person_id: str | None = None
    originator_id: str | None = None
    beneficiary_id: str | None = None
    outcomes: Collection[Outcome] = ()
    rule_id: str | None = None
    reason: ReasonState | None = None
    decided: bool | None = None
    currency: str | None = None
    amount_from: str | None = None
    amount_to: str | None = None
    only_people: frozenset[str] | None = None


def of_ids(wanted: OrderFilter, table: Any, at: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
    """Conditions on the ids and the time of an order, which many tables have. Raises UsageError."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.between is not None:
        since, until = check_between(wanted.between)
        conditions += [at >= since, at < until]
    for name in ("customer_id", "order_id"):
        value = getattr(wanted, name)
        if value is not None:
            conditions.append(table[name] == fit_id(value))
    return conditions


def of_order(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    """Conditions on what else `orders` have. Raises UsageError."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.currency is not None:
        conditions.append(orders.c.currency == wanted.currency)
    if wanted.amount_from is not None:
        conditions.append(orders.c.amount_minor >= asked_minor(wanted.amount_from, wanted.currency))
    if wanted.amount_to is not None:
        conditions.append(orders.c.amount_minor <= asked_minor(wanted.amount_to, wanted.currency))
    return conditions


def asked_minor(amount: str, currency: str | None) -> int:
    """An amount that is asked for, in minor units. Raises UsageError."""
    if currency is None:
        message = "an amount without a currency; give the currency too, such as CNY"
        raise UsageError(message)
    try:
        return parse_minor(amount, currency)
    except MoneyError as error:
        message = f"the amount {amount[:40]!r} is none of {currency[:10]!r}: {error}; expected one such as 12800.00"
        raise UsageError(message) from None


def of_judgement(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    """Conditions on `assessments`."""
    table = assessments
    conditions: list[ColumnElement[bool]] = []
    if wanted.outcomes:
        conditions.append(table.c.outcome.in_(sorted(wanted.outcomes)))
    for name in ("originator_id", "beneficiary_id"):
        value = getattr(wanted, name)
        if value is not None:
            conditions.append(table.c[name] == fit_id(value))
    if wanted.reason is not None:
        conditions.append(of_reason(wanted.reason))
    if wanted.decided is not None:
        conditions.append(table.c.decided == (true() if wanted.decided else false()))
    return conditions


def of_reason(reason: ReasonState) -> ColumnElement[bool]:
    """That the reason that counts stood the test in this way."""
    result = assessments.c.reason_result
    return result.is_(None) if reason == "none" else result == reason
