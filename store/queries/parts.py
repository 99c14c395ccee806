"""Who has a part in a row: the people by whom a permission knows whose it is.

An order's are those of `order_people` (seller, originator, beneficiary, owners on the path); a decision's are whoever
decided and the people of the order or the transfer that it speaks of; a case's are the originators and beneficiaries
of its alerts, and the people of their orders.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, false, or_, select

from store.among import among
from store.tables.events import activities, decisions, order_statements, ownership_changes
from store.tables.judgements import alerts, assessments, order_people

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


def case_has_part(case_id: Any, people: Collection[str]) -> ColumnElement[bool]:
    """Whether one of some people has a part in the case of a column."""
    if not people:
        return false()
    some = sorted(people)
    named = or_(alerts.c.originator_id.in_(some), alerts.c.beneficiary_id.in_(some))
    on_order = order_has_part(alerts.c.customer_id, alerts.c.order_id, people)
    return select(alerts.c.alert_id).where(alerts.c.case_id == case_id, or_(named, on_order)).exists()


def people_of_cases(connection: Connection, case_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Who has a part in each of some cases; those of nobody are left out. `case_ids`: a page of them at most."""
    of_some = alerts.c.case_id.in_(sorted(case_ids))
    same = and_(order_people.c.customer_id == alerts.c.customer_id, order_people.c.order_id == alerts.c.order_id)
    columns = (alerts.c.case_id, alerts.c.originator_id, alerts.c.beneficiary_id, order_people.c.person_id)
    query = select(*columns).join_from(alerts, order_people, same, isouter=True).where(of_some)
    found: dict[str, set[str]] = {}
    for row in connection.execute(query) if case_ids else ():
        near = (row.originator_id, row.beneficiary_id, row.person_id)
        found.setdefault(row.case_id, set()).update(person for person in near if person is not None)
    return {case_id: frozenset(people) for case_id, people in found.items() if people}
