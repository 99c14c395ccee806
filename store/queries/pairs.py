"""Who passes to whom: orders of a time by originator and beneficiary, with outcomes and net amounts."""

from typing import Any

import msgspec
from sqlalchemy import Engine, case, func, select, tuple_

from detector.money import format_minor
from store.engine import reading
from store.queries.paging import Instants, Page, check_between, check_limit, page_of, read_cursor
from store.queries.parts import order_has_part
from store.tables.judgements import assessments, orders

_KEY = (assessments.c.originator_id, assessments.c.beneficiary_id, orders.c.currency)


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """The won orders of a time that went from one person to another, in one currency. `amount`: their net amount."""

    originator_id: str
    beneficiary_id: str
    currency: str
    orders: int
    watch: int
    review: int
    amount: str


def pairs_between(
    engine: Engine,
    between: Instants,
    *,
    only_people: frozenset[str] | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Pair]:
    """Pairs by ids; only orders that one of `only_people` is on count. Raises UsageError, StoreError."""
    check_limit(limit)
    since, until = check_between(between)
    start = read_cursor("pairs", after, (str, str, str))
    same = (assessments.c.customer_id == orders.c.customer_id) & (assessments.c.order_id == orders.c.order_id)
    figures = (func.count().label("orders"), *map(_counted, ("watch", "review")), func.sum(orders.c.amount_minor))
    query = (
        select(*_KEY, *figures[:3], figures[3].label("amount_minor"))
        .join_from(assessments, orders, same)
        .where(orders.c.ordered_at >= since, orders.c.ordered_at < until, orders.c.amount_minor > 0)
        .where(assessments.c.originator_id.is_not(None), assessments.c.beneficiary_id.is_not(None))
        .where(assessments.c.originator_id != assessments.c.beneficiary_id)
        .group_by(*_KEY)
    )
    if only_people is not None:
        query = query.where(order_has_part(orders.c.customer_id, orders.c.order_id, only_people))
    if start is not None:
        query = query.where(tuple_(*_KEY) > start)
    with reading(engine) as connection:
        found = connection.execute(query.order_by(*_KEY).limit(limit + 1)).all()
    return page_of("pairs", found, limit, lambda row: (row.originator_id, row.beneficiary_id, row.currency), _make)


def _counted(outcome: str) -> Any:
    return func.sum(case((assessments.c.outcome == outcome, 1), else_=0)).label(outcome)


def _make(row: Any) -> Pair:
    same = ("originator_id", "beneficiary_id", "currency", "orders")
    fields: dict[str, Any] = {name: getattr(row, name) for name in same}
    amount = format_minor(int(row.amount_minor), row.currency)
    return Pair(**fields, watch=int(row.watch), review=int(row.review), amount=amount)
