"""Orders with their judgements: flagged ones of a team by amount, those of a pair, contradicted ones undecided."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    String,
    and_,
    column,
    false,
    or_,
    select,
    tuple_,
    values,
)

from detector.outputs import Outcome
from store.among import among
from store.engine import reading
from store.queries.paging import Instants, Page, check_between, check_limit, page_of, read_cursor
from store.queries.teams import Membership, memberships
from store.tables.judgements import assessments, order_people, orders
from store.types import Utc, in_zone

REVIEW: tuple[Outcome, ...] = ("review",)


class JudgedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order and how it is judged; `ordered_at` with the offset that was stated. `amount`: net, as it stands."""

    customer_id: str
    order_id: str
    ordered_at: datetime
    seller_id: str
    amount: str
    currency: str
    status: str
    originator_id: str | None
    beneficiary_id: str | None
    outcome: Outcome
    score: int
    reason_result: str | None
    reason_late: bool
    decided: bool
    revision: int


def _judged() -> Select[Any]:
    """Assessments of orders beside the orders."""
    same = (assessments.c.customer_id == orders.c.customer_id) & (assessments.c.order_id == orders.c.order_id)
    names = (
        "originator_id",
        "beneficiary_id",
        "outcome",
        "score",
        "reason_result",
        "reason_late",
        "decided",
        "revision",
    )
    judgement = [assessments.c[name] for name in (*names, "matter_at", "assessment_id")]
    return select(orders, *judgement).join_from(assessments, orders, same)


def _make(row: Any) -> JudgedOrder:
    fields = {name: getattr(row, name) for name in JudgedOrder.__struct_fields__}
    return JudgedOrder(**(fields | {"ordered_at": in_zone(row.ordered_at, row.ordered_offset)}))


def flagged_of_team(
    engine: Engine,
    team_id: str,
    between: Instants,
    *,
    outcomes: Collection[Outcome] = REVIEW,
    after: str | None = None,
    limit: int = 50,
) -> Page[JudgedOrder]:
    """A team's flagged orders of a time, the biggest net amounts first, currency by currency; each order once.

    An order is the team's where one of its people is on it: seller, originator, or an owner on the path, by the team
    that they were in at the order's time. Raises UsageError, StoreError.
    """
    check_limit(limit)
    start = read_cursor("flagged", after, (str, int, str, str))
    with reading(engine) as connection:
        members = memberships(connection, team_id, check_between(between))
        if not members:
            return Page([], None)
        keys = connection.execute(_flagged_keys(members, outcomes, start).limit(limit + 1)).all()
        rows = orders_by_keys(connection, [(key.customer_id, key.order_id) for key in keys])
    order = ("currency", "amount_minor", "customer_id", "order_id")
    return page_of(
        "flagged",
        keys,
        limit,
        lambda key: tuple(getattr(key, name) for name in order),
        lambda key: rows.get((key.customer_id, key.order_id)),
    )


def _flagged_keys(members: Sequence[Membership], outcomes: Collection[Outcome], start: Any) -> Select[Any]:
    columns = (column("person_id", String), column("since_at", Utc), column("until_at", Utc))
    table = order_people
    part = values(*columns, name="member").data([tuple(member) for member in members]).cte()
    on = and_(
        table.c.person_id == part.c.person_id,
        table.c.outcome.in_(sorted(outcomes)),
        table.c.ordered_at >= part.c.since_at,
        table.c.ordered_at < part.c.until_at,
    )
    keys = (table.c.currency, table.c.amount_minor, table.c.customer_id, table.c.order_id)
    query = select(*keys).join_from(part, table, on).distinct()
    if start is not None:
        query = query.where(_after_amount(start))
    return query.order_by(keys[0], keys[1].desc(), keys[2], keys[3])


def _after_amount(start: Any) -> ColumnElement[bool]:
    currency, amount, customer, order = start
    table = order_people
    later = tuple_(table.c.customer_id, table.c.order_id) > (customer, order)
    same = table.c.currency == currency
    lower = and_(same, table.c.amount_minor < amount)
    return or_(table.c.currency > currency, lower, and_(same, table.c.amount_minor == amount, later))


def orders_by_keys(connection: Connection, keys: list[tuple[str, str]]) -> dict[tuple[str, str], JudgedOrder]:
    """Orders with their judgements by (customer, order)."""
    if not keys:
        return {}
    wanted = among(connection, (assessments.c.customer_id, assessments.c.order_id), keys)
    return {(row.customer_id, row.order_id): _make(row) for row in connection.execute(_judged().where(wanted))}


def orders_of_pair(
    engine: Engine, originator_id: str, beneficiary_id: str, *, after: str | None = None, limit: int = 50
) -> Page[JudgedOrder]:
    """All orders that went from one person to another, the latest first. Raises UsageError, StoreError."""
    pair = and_(assessments.c.originator_id == originator_id, assessments.c.beneficiary_id == beneficiary_id)
    return _latest_first(engine, "pair", pair, after, limit)


def contradicted_undecided(engine: Engine, *, after: str | None = None, limit: int = 50) -> Page[JudgedOrder]:
    """Orders whose reason the facts contradict and on which no decision holds, the latest first.

    An explanation decides nothing: it is tested as a reason is. Raises UsageError, StoreError.
    """
    wanted = and_(assessments.c.reason_result == "contradicted", assessments.c.decided == false())
    return _latest_first(engine, "contradicted", wanted, after, limit)


def _latest_first(
    engine: Engine, name: str, wanted: ColumnElement[bool], after: str | None, limit: int
) -> Page[JudgedOrder]:
    """A page of assessments first, and then their orders: asked for at once, PostgreSQL would put together all."""
    check_limit(limit)
    key = (assessments.c.matter_at, assessments.c.assessment_id, assessments.c.customer_id)
    start = read_cursor(name, after, (datetime, str, str))
    query = select(*key, assessments.c.order_id).where(wanted, assessments.c.order_id.is_not(None))
    if start is not None:
        query = query.where(tuple_(*key) < start)
    with reading(engine) as connection:
        found = connection.execute(query.order_by(*(each.desc() for each in key)).limit(limit + 1)).all()
        rows = orders_by_keys(connection, [(row.customer_id, row.order_id) for row in found])
    return page_of(
        name,
        found,
        limit,
        lambda row: (row.matter_at, row.assessment_id, row.customer_id),
        lambda row: rows.get((row.customer_id, row.order_id)),
    )
