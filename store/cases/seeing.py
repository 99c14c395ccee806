"""What there is to see of a case: its alerts, the judgements and orders that it is about, and who has a part in it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from detector.outputs import Alert, Assessment
from store.cases.barring import Involved
from store.cases.revisions import glimpse_of
from store.tables.events import ownership_changes
from store.tables.judgements import alerts, assessment_revisions, assessments, credits, orders
from store.types import fit_id


class Sight(NamedTuple):
    """A case with what it is about. `hop_id`: the change out of the originator's hands, where the case has one.

    `assessments`: those that the alerts speak of, and those of all orders that came over the hop, as they are now.
    """

    case_id: str
    alerts: Sequence[Alert]
    assessments: Sequence[Assessment]
    hop_id: str | None

    @property
    def customer_id(self) -> str | None:
        """The customer, as the events say it."""
        return next((alert.customer_id for alert in self.alerts if alert.customer_id), None)

    @property
    def order_ids(self) -> list[str]:
        """The orders that the case is about."""
        found = {item.order_id for item in self.assessments} | {alert.order_id for alert in self.alerts}
        return sorted(order for order in found if order is not None)


def alerts_of(connection: Connection, case_id: str) -> list[Alert]:
    """The alerts of a case, by id."""
    query = select(alerts.c.alert).where(alerts.c.case_id == fit_id(case_id)).order_by(alerts.c.alert_id)
    return [msgspec.convert(found, Alert) for found in connection.execute(query).scalars()]


def glimpses(connection: Connection, case_id: str) -> dict[str, Any]:
    """The alerts of a case as they stand, for what later revisions are held against."""
    return {alert.alert_id: msgspec.to_builtins(glimpse_of(alert)) for alert in alerts_of(connection, case_id)}


def taken_back(connection: Connection, case_id: str) -> bool:
    """Whether every alert of a case was withdrawn, or is no more."""
    query = select(alerts.c.status).where(alerts.c.case_id == fit_id(case_id))
    return all(status == "withdrawn" for status in connection.execute(query).scalars())


def see(connection: Connection, case_id: str) -> Sight:
    """A case with what it is about, as the store has it now."""
    found = alerts_of(connection, case_id)
    customer = next((alert.customer_id for alert in found if alert.customer_id), None)
    if customer is None:
        return Sight(case_id, found, [], None)
    hop = _hop_of(connection, customer, case_id)
    named = {alert.assessment_id for alert in found}
    judged = [
        item
        for item in _assessments_of(connection, customer)
        if item.assessment_id in named or (hop is not None and any(owner.change == hop for owner in item.path))
    ]
    return Sight(case_id, found, judged, hop)


def _hop_of(connection: Connection, customer: str, case_id: str) -> str | None:
    """A case is called by its customer and the hop, else the order: which one, the changes say."""
    change = case_id.removeprefix(f"{customer}/")
    there = (ownership_changes.c.customer_id == fit_id(customer)) & (ownership_changes.c.event_id == fit_id(change))
    found = connection.execute(select(ownership_changes.c.event_id).where(there)).one_or_none()
    return None if found is None else change


def _assessments_of(connection: Connection, customer: str) -> list[Assessment]:
    same = (
        (assessment_revisions.c.customer_id == assessments.c.customer_id)
        & (assessment_revisions.c.assessment_id == assessments.c.assessment_id)
        & (assessment_revisions.c.revision == assessments.c.revision)
    )
    query = (
        select(assessment_revisions.c.assessment)
        .join_from(assessments, assessment_revisions, same)
        .where(assessments.c.customer_id == fit_id(customer))
        .order_by(assessments.c.assessment_id)
    )
    return [msgspec.convert(found, Assessment) for found in connection.execute(query).scalars()]


def involved_in(connection: Connection, sight: Sight) -> Involved:
    """Who has a part in a case: payees by the ledger and by the plan, originators, beneficiaries, who moved them."""
    judged, raised = sight.assessments, sight.alerts
    originators = {person for item in judged for person in (item.originator_id, item.compared_with)}
    originators |= {alert.originator_id for alert in raised}
    beneficiaries = {item.beneficiary_id for item in judged} | {alert.beneficiary_id for alert in raised}
    movers = {who for item in judged for who in _movers(item, sight.hop_id, originators)}
    paid = _paid(connection, sight) | {item.originator_id for item in judged}
    return Involved(_ids(paid), _ids(originators), _ids(beneficiaries), _ids(movers))


def _ids(people: set[str | None]) -> frozenset[str]:
    return frozenset(person for person in people if person)


def _movers(item: Assessment, hop_id: str | None, originators: set[str | None]) -> list[str | None]:
    """Who made the changes from the hop on; who gave the customer to the originator before caused nothing."""
    places = [index for index, owner in enumerate(item.path) if hop_id is not None and owner.change == hop_id]
    places = places or [index + 1 for index, owner in enumerate(item.path) if owner.owner in originators]
    return [owner.changed_by for owner in item.path[places[0] :]] if places else []


def _paid(connection: Connection, sight: Sight) -> set[str | None]:
    if sight.customer_id is None:
        return set()
    customer, paid = fit_id(sight.customer_id), set[str | None]()
    ids = [fit_id(order) for order in sight.order_ids]
    for table, column in ((orders, orders.c.seller_id), (credits, credits.c.payee_id)):
        query = select(column).where(table.c.customer_id == customer, table.c.order_id.in_(ids)).distinct()
        paid |= set(connection.execute(query).scalars())
    return paid
