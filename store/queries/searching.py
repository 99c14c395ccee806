"""Orders by any combination of what is known of them, the latest first.

A page is read along the list that says most (`store.queries.order_lists`), latest first, until it is full. Where that
is several lists, such as those of a team's people, each is read so far only, and they are merged. Who else is on an
order, or which rule hit it, is looked up for it alone: left to themselves both databases now read all of a person's
orders, now join all orders of the firm. PostgreSQL takes customer and order for independent of each other, and so every
join by them for one row.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

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
    union,
    values,
)

from store.engine import reading
from store.queries.judged import JudgedOrder, orders_by_keys
from store.queries.order_filter import OrderFilter, ReasonState
from store.queries.order_lists import Group, OrderList, best_lists, by_time, facts, of_time, unseen
from store.queries.paging import Page, check_limit, page_of, read_cursor
from store.queries.teams import EVER, Membership, memberships
from store.tables.judgements import order_people, order_rules
from store.types import Utc, fit_id

__all__ = ("OrderFilter", "ReasonState", "find_orders", "search_orders")

_PEOPLE = 4
"""So many people an order has, more or less."""


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


def find_orders(connection: Connection, wanted: OrderFilter, start: Any, limit: int) -> Sequence[Any]:
    """`ordered_at`, `customer_id`, `order_id` of judged orders, the latest first; `start`: after this one.

    Raises UsageError.
    """
    groups = _groups_of(connection, wanted)
    if groups and not groups[0].members:
        return []  # nobody can be on the orders that are wanted
    lists = best_lists(connection, wanted, groups[0] if groups else None, start)
    others = groups[1:] if lists[0].of_people else groups
    hidden = connection.dialect.name == "sqlite"
    parts = [_walk(each, wanted, others, start, limit, hidden).subquery() for each in lists]
    merged = union(*(select(part) for part in parts)).subquery() if len(parts) > 1 else parts[0]
    key = (merged.c.ordered_at, merged.c.customer_id, merged.c.order_id)
    query = select(*key).order_by(*(each.desc() for each in key)).limit(limit)
    return connection.execute(query if len(parts) > 1 else query.distinct()).all()


def _walk(
    each: OrderList, wanted: OrderFilter, groups: Iterable[Group], start: Any, limit: int, hidden: bool
) -> Select[Any]:
    """As many rows of a list as may be needed."""
    table, where = _rows_of(each)
    key, asked = by_time(table), facts(wanted, table.c, hidden=hidden)
    query = select(*key).where(*where, *of_time(wanted, table, start))
    query = query.where(*(asked[name] for name in asked if name not in each.answers))
    if wanted.rule_id is not None and each.table is not order_rules:
        query = query.where(_of_rule(table, wanted.rule_id))
    query = query.where(*(_one_of(table.c, group, hidden) for group in groups))
    return query.order_by(*(part.desc() for part in key)).limit(limit * each.rows)


def _rows_of(each: OrderList) -> tuple[FromClause, Sequence[ColumnElement[bool]]]:
    """What to read of a list, and where. One that is not sorted is taken whole, before anything else is asked of it.

    The offset says so: else both databases would rather look through all orders by time for its few.
    """
    if each.is_sorted:
        return each.table, each.where
    return select(each.table).where(*each.where).offset(0).subquery(), ()


def _of_rule(table: Any, rule_id: str) -> ColumnElement[bool]:
    rule = order_rules.c
    # The time is the same by how it is made, and makes one entry of a rule's index of this, not all of them.
    same = (_same(rule, table.c), rule.rule_id == fit_id(rule_id), rule.ordered_at == table.c.ordered_at)
    return _there(select(rule.rule_id).where(*same))


def _same(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.customer_id == other.customer_id, one.order_id == other.order_id)


def _there(query: Select[Any]) -> ColumnElement[bool]:
    """Whether there is such a row, looked up for each order: the offset keeps PostgreSQL from making a join of it."""
    return query.limit(1).offset(0).exists()


def _groups_of(connection: Connection, wanted: OrderFilter) -> list[Group]:
    """Groups of people, of each of which one must be on the order, within a time; the smallest group first."""
    named = ((wanted.person_id, None), (wanted.beneficiary_id, "beneficiary"), (wanted.originator_id, "originator"))
    found = [Group([_always(fit_id(person))], part) for person, part in named if person is not None]
    if wanted.team_id is not None:
        found.append(Group(memberships(connection, fit_id(wanted.team_id), wanted.between or EVER)))
    if wanted.only_people is not None:
        found.append(Group([_always(person) for person in sorted(wanted.only_people)]))
    return sorted(found, key=lambda group: len(group.members))


def _always(person: str) -> Membership:
    return Membership(person, *EVER)


def _one_of(of: Any, group: Group, hidden: bool) -> ColumnElement[bool]:
    """That one of a group is on the order of these columns, in their part and within their times."""
    if not group.members:
        return false()
    table = order_people.alias()
    query = select(table.c.person_id).where(_same(table.c, of))
    if group.part is not None:
        query = query.where(table.c.part == group.part)
    if all(member[1:] == EVER for member in group.members):
        # An order has a few people: they are held against many, which are not looked up one by one.
        person = unseen(table.c.person_id) if hidden and len(group.members) > _PEOPLE else table.c.person_id
        return _there(query.where(person.in_([member.person_id for member in group.members])))
    columns = (column("person_id", String), column("since_at", Utc), column("until_at", Utc))
    part = values(*columns, name="member").data([tuple(member) for member in group.members]).cte()
    then = and_(
        table.c.person_id == part.c.person_id,
        table.c.ordered_at >= part.c.since_at,
        table.c.ordered_at < part.c.until_at,
    )
    return _there(query.join_from(table, part, then))
