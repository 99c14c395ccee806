"""Orders by any combination of what is known of them, the latest first."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    String,
    and_,
    cast,
    column,
    false,
    func,
    select,
    true,
    tuple_,
    type_coerce,
    values,
)
from sqlalchemy.dialects.postgresql import JSONB

from detector.errors import UsageError
from detector.money import MoneyError, parse_minor
from detector.outputs import Outcome
from store.engine import reading
from store.queries.judged import JudgedOrder, orders_by_keys
from store.queries.paging import Instants, Page, check_between, check_limit, page_of, read_cursor
from store.queries.parts import order_has_part
from store.queries.teams import Membership, memberships
from store.tables.judgements import assessment_revisions, assessments, order_people, orders
from store.types import Utc, fit_id

ReasonState = Literal["confirmed", "contradicted", "untestable", "none"]
_KEY = (orders.c.ordered_at, orders.c.customer_id, orders.c.order_id)


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


def search_orders(
    engine: Engine, wanted: OrderFilter, *, after: str | None = None, limit: int = 50
) -> Page[JudgedOrder]:
    """Judged orders, the latest first. Raises UsageError: a cursor, limit, time or amount that is none; StoreError.

    A search by rule alone reads the judgements one by one until the page is full.
    """
    check_limit(limit)
    start = read_cursor("orders", after, (datetime, str, str))
    with reading(engine) as connection:
        found = connection.execute(_keys(connection, wanted, start).limit(limit + 1)).all()
        rows = orders_by_keys(connection, [(row.customer_id, row.order_id) for row in found])
    return page_of(
        "orders",
        found,
        limit,
        lambda row: (row.ordered_at, row.customer_id, row.order_id),
        lambda row: rows.get((row.customer_id, row.order_id)),
    )


def judged_keys(connection: Connection, wanted: OrderFilter) -> Select[Any]:
    """The ids of orders and assessments that are like this, in no order. Raises UsageError."""
    same = (assessments.c.customer_id == orders.c.customer_id) & (assessments.c.order_id == orders.c.order_id)
    conditions = [*_of_order(wanted), *_of_judgement(connection, wanted), *_of_people(connection, wanted)]
    return select(*_KEY, assessments.c.assessment_id).join_from(orders, assessments, same).where(*conditions)


def _keys(connection: Connection, wanted: OrderFilter, start: Any) -> Select[Any]:
    query = judged_keys(connection, wanted)
    if start is not None:
        query = query.where(tuple_(*_KEY) < start)
    return query.order_by(*(each.desc() for each in _KEY))


def _of_order(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.between is not None:
        since, until = check_between(wanted.between)
        conditions += [orders.c.ordered_at >= since, orders.c.ordered_at < until]
    for name in ("customer_id", "order_id", "currency"):
        value = getattr(wanted, name)
        if value is not None:
            conditions.append(orders.c[name] == fit_id(value))
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


def _of_judgement(connection: Connection, wanted: OrderFilter) -> list[ColumnElement[bool]]:
    table = assessments
    conditions: list[ColumnElement[bool]] = []
    if wanted.outcomes:
        conditions.append(table.c.outcome.in_(sorted(wanted.outcomes)))
    for name in ("originator_id", "beneficiary_id"):
        value = getattr(wanted, name)
        if value is not None:
            conditions.append(table.c[name] == fit_id(value))
    if wanted.reason is not None:
        none = wanted.reason == "none"
        conditions.append(table.c.reason_result.is_(None) if none else table.c.reason_result == wanted.reason)
    if wanted.decided is not None:
        conditions.append(table.c.decided == (true() if wanted.decided else false()))
    if wanted.rule_id is not None:
        conditions.append(_rule_hit(connection, wanted.rule_id))
    return conditions


def _rule_hit(connection: Connection, rule_id: str) -> ColumnElement[bool]:
    table = assessment_revisions
    whole: ColumnElement[bool]
    if connection.dialect.name == "sqlite":
        hits = func.json_each(type_coerce(table.c.assessment, String), "$.hits").table_valued("value")
        named = func.json_extract(hits.c.value, "$.rule_id") == rule_id
        whole = select(hits.c.value).where(named).correlate(table).exists()
    else:
        whole = cast(table.c.assessment, JSONB).contains({"hits": [{"rule_id": rule_id}]})
    names = ("customer_id", "assessment_id", "revision")
    return select(table.c.revision).where(*(table.c[name] == assessments.c[name] for name in names), whole).exists()


def _of_people(connection: Connection, wanted: OrderFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.person_id is not None:
        conditions.append(order_has_part(orders.c.customer_id, orders.c.order_id, [fit_id(wanted.person_id)]))
    if wanted.only_people is not None:
        conditions.append(order_has_part(orders.c.customer_id, orders.c.order_id, wanted.only_people))
    if wanted.team_id is not None:
        conditions.append(_of_team(memberships(connection, fit_id(wanted.team_id))))
    return conditions


def _of_team(members: Sequence[Membership]) -> ColumnElement[bool]:
    if not members:
        return false()
    columns = (column("person_id", String), column("since_at", Utc), column("until_at", Utc))
    part = values(*columns, name="member").data([tuple(member) for member in members]).cte()
    then = and_(
        order_people.c.person_id == part.c.person_id,
        order_people.c.ordered_at >= part.c.since_at,
        order_people.c.ordered_at < part.c.until_at,
    )
    this = (order_people.c.customer_id == orders.c.customer_id) & (order_people.c.order_id == orders.c.order_id)
    return select(order_people.c.person_id).join_from(order_people, part, then).where(this).exists()
