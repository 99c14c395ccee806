"""What is made from recorded rows, for questions: orders by their statements, who is on them, which rules hit them.

It is made anew from the rows for every order that a transaction touches, so it does not depend on which topic was read
first.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, delete, select, update

from store.among import among
from store.recording.rows import Row, chunks, insert_new, replace
from store.tables.events import order_statements
from store.tables.judgements import assessment_revisions, assessments, order_people, order_rules, orders
from store.types import fit_id

OrderKey = tuple[str, str]
"""Customer and order id."""


def order_key(row: Row) -> OrderKey:
    """The order of a row."""
    return row["customer_id"], row["order_id"]


def renew_orders(connection: Connection, touched: Collection[OrderKey]) -> None:
    """Make the rows of orders anew from their statements."""
    table = order_statements
    for keys in chunks(touched):
        statement = select(table).where(_among(connection, table, keys))
        groups: dict[OrderKey, list[Any]] = {}
        for row in connection.execute(statement):
            groups.setdefault((row.customer_id, row.order_id), []).append(row)
        replace(connection, orders, [_order(groups[key]) for key in sorted(groups)])


def _order(statements: list[Any]) -> Row:
    statements.sort(key=lambda row: (row.occurred_at, row.event_id))
    first, last = statements[0], statements[-1]
    same = ("customer_id", "order_id", "seller_id", "amount", "amount_minor", "currency", "status")
    return {
        **{name: getattr(last, name) for name in same},
        "ordered_at": first.occurred_at,
        "ordered_offset": first.occurred_offset,
        "stated_at": last.occurred_at,
        "stated_offset": last.occurred_offset,
        "statement_id": last.event_id,
        "order_type": last.order_type or "new",
    }


def known_orders(connection: Connection, keys: Iterable[OrderKey]) -> dict[OrderKey, Any]:
    """The orders that there are, of some."""
    found = {}
    for some in chunks(set(keys)):
        for row in connection.execute(select(orders).where(_among(connection, orders, some))):
            found[row.customer_id, row.order_id] = row
    return found


def renew_judged(connection: Connection, touched: Collection[OrderKey]) -> None:
    """Make anew who is on orders, which rules hit them, and the times of their assessments."""
    for keys in chunks(touched):
        judged = connection.execute(_JUDGED.where(_among(connection, orders, keys))).all()
        for table, make in ((order_people, _people), (order_rules, _rules)):
            connection.execute(delete(table).where(_among(connection, table, keys)))
            insert_new(connection, table, [row for found in judged for row in make(found)])
        moved = [
            {"customer": found.customer_id, "assessment": found.assessment_id, "at": found.ordered_at}
            for found in judged
            if found.matter_at != found.ordered_at
        ]
        if moved:
            connection.execute(_MOVE, moved)


_JUDGED = (
    select(
        assessments,
        *(orders.c[name] for name in ("seller_id", "ordered_at", "amount_minor", "currency")),
        assessment_revisions.c.assessment["hits"].label("hits"),
    )
    .join(
        orders,
        and_(assessments.c.customer_id == orders.c.customer_id, assessments.c.order_id == orders.c.order_id),
    )
    .join(
        assessment_revisions,
        and_(*(assessment_revisions.c[n] == assessments.c[n] for n in ("customer_id", "assessment_id", "revision"))),
    )
)
"""Assessments of orders as they stand, with what is needed of the order and of the whole text."""

_MOVE = (
    update(assessments)
    .where(
        assessments.c.customer_id == bindparam("customer"),
        assessments.c.assessment_id == bindparam("assessment"),
    )
    .values(matter_at=bindparam("at"))
)


_ASKED_BY = ("ordered_at", "outcome", "reason_result", "decided", "amount_minor", "currency")
"""What judged orders are asked for by, whatever list of them is read."""


def _people(found: Any) -> list[Row]:
    parts = {(found.seller_id, "seller"), (found.originator_id, "originator"), (found.beneficiary_id, "beneficiary")}
    parts |= {(owner, "owner") for owner in found.owners}
    row = {name: getattr(found, name) for name in ("customer_id", "order_id", *_ASKED_BY)}
    return [{**row, "person_id": person, "part": part} for person, part in sorted(parts, key=str) if person is not None]


def _rules(found: Any) -> list[Row]:
    row = {name: getattr(found, name) for name in ("customer_id", "order_id", *_ASKED_BY)}
    return [{**row, "rule_id": rule} for rule in sorted({fit_id(hit["rule_id"]) for hit in found.hits or ()})]


def _among(connection: Connection, table: Table, keys: list[tuple[Any, ...]]) -> ColumnElement[bool]:
    return among(connection, (table.c.customer_id, table.c.order_id), keys)
