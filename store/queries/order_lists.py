"""The lists along which judged orders are found by time, and which of them a question is answered by.

Each list is an index: a person's orders, a rule's, those of an outcome, of a reason that stood the test in one way, of
a currency, of an amount; or all. Its rows hold everything that orders are asked for by, so what else is asked is looked
at in passing. Where a question names several things, the sparsest list is read: the one whose so many latest rows reach
furthest back. So what hardly any order has is found at once, whatever else is asked.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import product
from typing import Any, NamedTuple, get_args

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    Select,
    Table,
    UnaryExpression,
    false,
    func,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.sql.operators import custom_op

from store.queries.order_filter import OrderFilter, ReasonState, asked_minor
from store.queries.paging import check_between
from store.queries.teams import EVER, Membership
from store.tables.judgements import order_people, order_rules, orders
from store.types import fit_id

MOST_LISTS = 20
"""More people's lists than this are not merged: one of so many people is on every few orders anyway."""
FEW = 5000
"""So many orders of an amount are sorted by time; of more there is one among every few hundred of all."""
_PARTS = 4
"""As how much a person may be on an order: seller, originator, beneficiary, owner."""
_REACH = 500
"""So many rows tell how sparse a list is."""
_LOOKUP = 8
"""A look into another table takes as long as so many rows of a list."""

# Said in the statement itself: a partial index is not used for what only a parameter says.
_SELLER = order_people.c.part == literal_column("'seller'")


class Group(NamedTuple):
    """People of whom one must be on the order, in this part if one is named."""

    members: Sequence[Membership]
    part: str | None = None


class OrderList(NamedTuple):
    """A list of orders by time: the rows of a table that an index finds.

    `answers`: the facts that it answers, so that they need not be looked at. `rows`: how many an order may have.
    `is_sorted`: by time; else few rows are.
    """

    table: Table
    where: Sequence[ColumnElement[bool]]
    answers: frozenset[str] = frozenset()
    rows: int = 1
    of_people: bool = False
    is_sorted: bool = True


def unseen(column: Any) -> Any:
    """A column that SQLite chooses no index by: it does not know which values are rare, and would leave the list."""
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def facts(wanted: OrderFilter, columns: Any, *, hidden: bool = False) -> dict[str, ColumnElement[bool]]:
    """What is asked of a row of a list, by name, the time apart; `hidden`: as `unseen`. Raises UsageError."""
    found: dict[str, ColumnElement[bool]] = {}

    def of(name: str) -> Any:
        return unseen(columns[name]) if hidden else columns[name]

    if wanted.outcomes:
        found["outcome"] = of("outcome").in_(sorted(wanted.outcomes))
    if wanted.reason is not None:
        found["reason"] = _of_reason(of("reason_result"), wanted.reason)
    if wanted.decided is not None:
        found["decided"] = _said(of("decided"), wanted.decided)
    if wanted.currency is not None:
        found["currency"] = of("currency") == wanted.currency
    if wanted.amount_from is not None:
        found["amount_from"] = of("amount_minor") >= asked_minor(wanted.amount_from, wanted.currency)
    if wanted.amount_to is not None:
        found["amount_to"] = of("amount_minor") <= asked_minor(wanted.amount_to, wanted.currency)
    return found


def _of_reason(column: Any, reason: ReasonState) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.is_(None) if reason == "none" else column == reason
    return found


def _said(column: Any, value: bool) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column == (true() if value else false())
    return found


def of_time(wanted: OrderFilter, table: FromClause, start: Any) -> list[ColumnElement[bool]]:
    """The time, and after which order a page goes on. Raises UsageError."""
    at, conditions = table.c.ordered_at, []
    if wanted.between is not None:
        since, until = check_between(wanted.between)
        conditions = [at >= since, at < until]
    if start is not None:
        conditions.append(tuple_(*by_time(table)) < start)
    return conditions


def by_time(table: FromClause) -> tuple[Any, Any, Any]:
    """What lists are sorted by, backwards."""
    return table.c.ordered_at, table.c.customer_id, table.c.order_id


def best_lists(connection: Connection, wanted: OrderFilter, group: Group | None, start: Any) -> Sequence[OrderList]:
    """The lists to go by: their rows together have all orders that are wanted. `group`: the smallest of the people."""
    if wanted.customer_id is not None or wanted.order_id is not None:
        return [_named(wanted)]
    ways, amount = _ways(wanted, group), _of_amount(wanted)
    if amount is None and len(ways) < 2:
        return ways[0] if ways else [_EVERY]
    latest, reaches = _reaches(connection, ways, wanted, start)
    if None in reaches:
        return ways[reaches.index(None)]
    if amount is not None and _are_few(connection, amount):
        return [amount]
    return min(zip(ways, reaches, strict=True), key=lambda each: _cost(each[0], wanted, group, latest, each[1]))[0]


def _cost(
    way: Sequence[OrderList], wanted: OrderFilter, group: Group | None, latest: datetime | None, reach: Any
) -> float:
    """What a time of a way costs to be read: its rows, and what is looked up for each.

    Of several lists each is read until it alone would fill the page.
    """
    of = way[0]
    lookups = (wanted.rule_id is not None and of.table is not order_rules) + (group is not None and not of.of_people)
    seconds = (latest - reach).total_seconds() if latest is not None else 0.0
    return len(way) * (1 + _LOOKUP * lookups) / (seconds + 1)


_EVERY = OrderList(order_people, [_SELLER])
"""All judged orders."""


def _named(wanted: OrderFilter) -> OrderList:
    """A customer's orders, or those of an id. An order's customers are looked up, since its id alone is no key here."""
    columns, where = order_people.c, [_SELLER]
    if wanted.customer_id is not None:
        where.append(columns.customer_id == fit_id(wanted.customer_id))
    if wanted.order_id is not None:
        named = orders.c.order_id == fit_id(wanted.order_id)
        where.append(columns.order_id == fit_id(wanted.order_id))
        where.append(columns.customer_id.in_(select(orders.c.customer_id).where(named)))
    return OrderList(order_people, where)


def _ways(wanted: OrderFilter, group: Group | None) -> list[list[OrderList]]:
    """By which lists one could go, for each thing that is asked."""
    columns, found = order_people.c, []
    if group is not None and len(group.members) <= MOST_LISTS:
        found.append([_of_person(member, group.part) for member in group.members])
    if wanted.rule_id is not None:
        found.append([OrderList(order_rules, [order_rules.c.rule_id == fit_id(wanted.rule_id)])])
    if wanted.outcomes:
        outcomes = (columns.outcome == each for each in sorted(wanted.outcomes))
        found.append([OrderList(order_people, [_SELLER, same], frozenset({"outcome"})) for same in outcomes])
    if wanted.reason is not None or wanted.decided is not None:
        found.append(_of_reasons(wanted))
    if wanted.currency is not None:
        same = columns.currency == wanted.currency
        found.append([OrderList(order_people, [_SELLER, same], frozenset({"currency"}))])
    return found


def _of_person(member: Membership, part: str | None) -> OrderList:
    columns, (first, last) = order_people.c, EVER
    where = [columns.person_id == member.person_id]
    where += [columns.ordered_at >= member.since] if member.since > first else []
    where += [columns.ordered_at < member.until] if member.until < last else []
    where += [columns.part == part] if part is not None else []
    return OrderList(order_people, where, rows=_PARTS if part is None else 1, of_people=True)


def _of_reasons(wanted: OrderFilter) -> list[OrderList]:
    reasons: Sequence[ReasonState] = get_args(ReasonState) if wanted.reason is None else [wanted.reason]
    known = [False, True] if wanted.decided is None else [wanted.decided]
    columns, answers = order_people.c, frozenset({"reason", "decided"})
    return [
        OrderList(
            order_people, [_SELLER, _of_reason(columns.reason_result, reason), _said(columns.decided, decided)], answers
        )
        for reason, decided in product(reasons, known)
    ]


def _of_amount(wanted: OrderFilter) -> OrderList | None:
    if wanted.amount_from is None and wanted.amount_to is None:
        return None
    found = facts(wanted, order_people.c)
    names = frozenset({"currency", "amount_from", "amount_to"}) & set(found)
    return OrderList(order_people, [_SELLER, *(found[name] for name in sorted(names))], names, is_sorted=False)


def _reaches(
    connection: Connection, ways: Sequence[Sequence[OrderList]], wanted: OrderFilter, start: Any
) -> tuple[datetime | None, list[datetime | None]]:
    """The time of the latest order, and back to which one so many of each way reach; None: it does not have so many."""
    lists = [(number, each, len(way)) for number, way in enumerate(ways) for each in way]
    parts = ((each, _REACH * each.rows // of) for _, each, of in lists)
    asked = [_nth(each, wanted, start, many).label(f"list_{number}") for number, (each, many) in enumerate(parts)]
    latest, *times = connection.execute(select(_nth(_EVERY, wanted, start, 0).label("latest"), *asked)).one()
    found: list[datetime | None] = [None] * len(ways)
    for (number, _, _), at in zip(lists, times, strict=True):
        found[number] = max(filter(None, (found[number], at)), default=None)
    return latest, found


def _nth(each: OrderList, wanted: OrderFilter, start: Any, number: int) -> ScalarSelect[Any]:
    """The time of a row of a list."""
    key = by_time(each.table)
    query: Select[Any] = select(key[0]).where(*each.where, *of_time(wanted, each.table, start))
    return query.order_by(*(part.desc() for part in key)).limit(1).offset(number).scalar_subquery()


def _are_few(connection: Connection, amount: OrderList) -> bool:
    some = select(literal_column("1")).select_from(amount.table).where(*amount.where).limit(FEW + 1).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one() <= FEW
