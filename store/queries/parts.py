"""Who has a part in a row: the people by whom a permission knows whose it is.

An order's are those of `order_people` (seller, originator, beneficiary, owners on the path); a decision's are whoever
decided and the people of the order or the transfer that it speaks of.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, false, or_, select

from store.among import among
from store.tables.events import activities, decisions, order_statements, ownership_changes
from store.tables.judgements import assessments, order_people

OrderKey = tuple[str, str]
"""Customer and order id."""


def order_has_part(customer: Any, order: Any, people: Collection[str]) -> ColumnElement[bool]:
    """Whether one of some people is on the order of two columns; nobody is on an order that nobody judged yet."""
    if not people:
        return false()
    table = order_people
    same = (table.c.customer_id == customer) & (table.c.order_id == order)
    return select(table.c.person_id).where(same, table.c.person_id.in_(sorted(people))).exists()


def has_part(table: Table, people: Collection[str]) -> ColumnElement[bool]:
    """Whether one of some people has a part in an event of a customer."""
    some = sorted(people)
    if table is activities:
        return table.c.actor_id.in_(some)
    if table is ownership_changes:
        return or_(table.c.previous_owner_id.in_(some), table.c.new_owner_id.in_(some))
    on_order = order_has_part(table.c.customer_id, table.c.order_id, people)
    if table is order_statements:
        return or_(table.c.seller_id.in_(some), on_order)
    return or_(table.c.decided_by.in_(some), on_order, _on_transfer(some))


def _on_transfer(people: list[str]) -> ColumnElement[bool]:
    same = assessments.c.customer_id == decisions.c.customer_id
    this = assessments.c.assessment_id == "transfer:" + decisions.c.transfer_event_id
    who = or_(assessments.c.originator_id.in_(people), assessments.c.beneficiary_id.in_(people))
    return select(assessments.c.assessment_id).where(same, this, who).exists()


def people_of_orders(connection: Connection, keys: Iterable[OrderKey]) -> dict[OrderKey, frozenset[str]]:
    """Who is on each of some orders; those of nobody are left out."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    table = order_people
    query = select(table.c.customer_id, table.c.order_id, table.c.person_id).where(
        among(connection, (table.c.customer_id, table.c.order_id), wanted)
    )
    found: dict[OrderKey, set[str]] = {}
    for row in connection.execute(query):
        found.setdefault((row.customer_id, row.order_id), set()).add(row.person_id)
    return {key: frozenset(people) for key, people in found.items()}


def people_of_transfers(connection: Connection, keys: Iterable[OrderKey]) -> dict[OrderKey, frozenset[str]]:
    """Originator and beneficiary of judged transfers by (customer, id of the ownership change)."""
    named = {(customer, f"transfer:{change}"): (customer, change) for customer, change in keys}
    if not named:
        return {}
    table = assessments
    query = select(table).where(among(connection, (table.c.customer_id, table.c.assessment_id), sorted(named)))
    return {
        named[row.customer_id, row.assessment_id]: frozenset(filter(None, (row.originator_id, row.beneficiary_id)))
        for row in connection.execute(query)
    }
