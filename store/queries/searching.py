"""Orders by any combination of what is known of them, the latest first.

A page is found along the index that is likely to say most (a person's orders, a rule's, few people's, those whose
reason stood the test in one way; else all by time), latest first, until it is full. Where that is several lists, such
as those of a team's people, each is read so far only, and they are merged. What other tables know of an order is looked
up for it alone. Left to themselves both databases now read all of a person's orders, now join all orders of the firm:
PostgreSQL takes customer and order for independent of each other, and so every join by them for one row.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    Select,
    String,
    and_,
    column,
    false,
    select,
    true,
    tuple_,
    union,
    values,
)

from store.engine import reading
from store.queries.judged import JudgedOrder, orders_by_keys
from store.queries.order_filter import OrderFilter, ReasonState, of_ids, of_judgement, of_order, of_reason
from store.queries.paging import Page, check_limit, page_of, read_cursor
from store.queries.teams import EVER, Membership, memberships
from store.tables.judgements import assessments, order_people, order_rules, orders
from store.types import Utc, fit_id

__all__ = ("OrderFilter", "ReasonState", "find_orders", "search_orders")

MOST_LISTS = 20
"""More people's lists than this are not merged: one of so many people is on every few orders anyway."""
_PARTS = 4
"""As how much a person may be on an order: seller, originator, beneficiary, owner."""


def search_orders(
    engine: Engine, wanted: OrderFilter, *, after: str | None = None, limit: int = 50
) -> Page[JudgedOrder]:
    """Judged orders, the latest first. Raises UsageError: a cursor, limit, time or amount that is none; StoreError."""
    check_limit(limit)
    start = read_cursor("orders", after, (datetime, str, str))
    with reading(engine) as connection:
        found = find_orders(connection, wanted, start, limit + 1)
        rows = orders_by_keys(connection, [(row.customer_id, row.order_id) for row in found])
    return page_of(
        "orders",
        found,
        limit,
        lambda row: (row.ordered_at, row.customer_id, row.order_id),
        lambda row: rows.get((row.customer_id, row.order_id)),
    )


class _List(NamedTuple):
    """A way through the orders by time: a table with their ids, its column of the time, and which rows of it.

    `rows`: how many an order may have.
    """

    table: FromClause
    at: ColumnElement[datetime]
    where: Sequence[ColumnElement[bool]] = ()
    rows: int = 1


def find_orders(connection: Connection, wanted: OrderFilter, start: Any, limit: int) -> Sequence[Any]:
    """`ordered_at`, `customer_id`, `order_id` of judged orders, the latest first; `start`: after this one.

    Raises UsageError.
    """
    people = _people_of(connection, wanted)
    lists = _lists(wanted, people)
    groups = people[1:] if lists and lists[0].table is order_people else people
    parts = [_walk(each, wanted, groups, start, limit).subquery() for each in lists]
    if not parts:
        return []
    merged = union(*(select(part) for part in parts)).subquery() if len(parts) > 1 else parts[0]
    key = (merged.c.ordered_at, merged.c.customer_id, merged.c.order_id)
    query = select(*key).order_by(*(each.desc() for each in key)).limit(limit)
    return connection.execute(query if len(parts) > 1 else query.distinct()).all()


def _walk(
    each: _List, wanted: OrderFilter, groups: Iterable[Sequence[Membership]], start: Any, limit: int
) -> Select[Any]:
    """As many rows of a list as may be needed."""
    table = each.table.c
    key = (each.at, table.customer_id, table.order_id)
    query = select(each.at.label("ordered_at"), table.customer_id, table.order_id).where(*each.where)
    query = query.where(*of_ids(wanted, table, each.at), *_elsewhere(each, wanted))
    query = query.where(*(_one_of(table, group) for group in groups))
    if start is not None:
        query = query.where(tuple_(*key) < start)
    return query.order_by(*(part.desc() for part in key)).limit(limit * each.rows)


def _elsewhere(each: _List, wanted: OrderFilter) -> list[ColumnElement[bool]]:
    """Conditions on orders and assessments; every order must have both, which those with people or rules do."""
    found: list[ColumnElement[bool]] = []
    both = each.table is orders or each.table is assessments
    for other, conditions in ((orders, of_order(wanted)), (assessments, of_judgement(wanted))):
        if other is each.table:
            found += conditions
        elif conditions or both:
            found.append(_there(select(other.c.customer_id).where(_same(other.c, each.table.c), *conditions)))
    if wanted.rule_id is not None and each.table is not order_rules:
        rule = order_rules.c
        # The time is the same by how it is made, and makes one entry of a rule's index of this, not all of them.
        of_rule = (_same(rule, each.table.c), rule.rule_id == fit_id(wanted.rule_id), rule.ordered_at == each.at)
        found.append(_there(select(rule.rule_id).where(*of_rule)))
    return found


def _same(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.customer_id == other.customer_id, one.order_id == other.order_id)


def _there(query: Select[Any]) -> ColumnElement[bool]:
    """Whether there is such a row, looked up for each order: the offset keeps PostgreSQL from making a join of it."""
    return query.limit(1).offset(0).exists()


def _people_of(connection: Connection, wanted: OrderFilter) -> list[list[Membership]]:
    """Groups of people, of each of which one must be on the order, within a time; the smallest group first."""
    named = (wanted.person_id, wanted.beneficiary_id, wanted.originator_id)
    found = [[_always(fit_id(person))] for person in named if person is not None]
    if wanted.team_id is not None:
        found.append(memberships(connection, fit_id(wanted.team_id), wanted.between or EVER))
    if wanted.only_people is not None:
        found.append([_always(person) for person in sorted(wanted.only_people)])
    return sorted(found, key=len)


def _always(person: str) -> Membership:
    return Membership(person, *EVER)


def _lists(wanted: OrderFilter, people: Sequence[Sequence[Membership]]) -> list[_List]:
    """The lists to go by; none where nobody can be on the orders that are wanted."""
    if people and not people[0]:
        return []
    if wanted.customer_id is not None or wanted.order_id is not None:
        return [_List(orders, orders.c.ordered_at)]
    few = MOST_LISTS if wanted.rule_id is None else 1
    if people and len(people[0]) <= few:
        return [_List(order_people, order_people.c.ordered_at, _is(part), _PARTS) for part in people[0]]
    if wanted.rule_id is not None:
        return [_List(order_rules, order_rules.c.ordered_at, [order_rules.c.rule_id == fit_id(wanted.rule_id)])]
    if wanted.reason is not None:
        table = assessments
        known = (False, True) if wanted.decided is None else (wanted.decided,)
        same = of_reason(wanted.reason)
        return [_List(table, table.c.matter_at, [same, table.c.decided == _told(each)]) for each in known]
    return [_List(orders, orders.c.ordered_at)]


def _told(value: bool) -> ColumnElement[bool]:
    return true() if value else false()


def _is(part: Membership) -> list[ColumnElement[bool]]:
    """Rows of a person within a time."""
    at, (first, last) = order_people.c.ordered_at, EVER
    conditions = [order_people.c.person_id == part.person_id]
    conditions += [at >= part.since] if part.since > first else []
    return conditions + ([at < part.until] if part.until < last else [])


def _one_of(of: Any, group: Sequence[Membership]) -> ColumnElement[bool]:
    """That one of a group is on the order of these columns, within their times."""
    if not group:
        return false()
    table = order_people.alias()
    query = select(table.c.person_id).where(_same(table.c, of))
    if all(part[1:] == EVER for part in group):
        return _there(query.where(table.c.person_id.in_([part.person_id for part in group])))
    columns = (column("person_id", String), column("since_at", Utc), column("until_at", Utc))
    part = values(*columns, name="member").data([tuple(member) for member in group]).cte()
    then = and_(
        table.c.person_id == part.c.person_id,
        table.c.ordered_at >= part.c.since_at,
        table.c.ordered_at < part.c.until_at,
    )
    return _there(query.join_from(table, part, then))
