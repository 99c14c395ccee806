"""Which cases are like what is asked for: any combination of conditions, as one query."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, false, or_, select, values
from sqlalchemy.sql import column
from sqlalchemy.types import String

from detector.outputs import AlertStatus, Outcome, Severity
from store.cases.states import Disposition, State
from store.queries.order_filter import asked_minor
from store.queries.paging import Instants, check_between
from store.queries.parts import case_has_part
from store.queries.teams import Membership, memberships
from store.tables.cases import cases
from store.tables.judgements import alerts, assessments, order_people, orders
from store.types import Utc, fit_id

Snoozed = Literal["no", "only", "any"]


class CaseFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What cases must be like; what is not given does not matter.

    `between`: when the case was opened. `unassigned`: whether nobody has it. `due_before`: those that are due earlier.
    `awake_at`: those that are not snoozed at that time, or are due by then all the same; `asleep_at`: the snoozed ones.
    `team_id`: one of its people, by the team that they were in when it was opened. `amount_from` and `amount_to`: of
    one of its orders, decimal texts in `currency`. `severity` and `status`: of one and the same of its alerts.
    `only_people`: cases that one of them has a part in, whatever else is asked for.
    """

    between: Instants | None = None
    states: Collection[State] = ()
    disposition: Disposition | None = None
    assignee_id: str | None = None
    unassigned: bool | None = None
    due_before: datetime | None = None
    awake_at: datetime | None = None
    asleep_at: datetime | None = None
    customer_id: str | None = None
    order_id: str | None = None
    person_id: str | None = None
    team_id: str | None = None
    severity: Severity | None = None
    status: AlertStatus | None = None
    outcomes: Collection[Outcome] = ()
    currency: str | None = None
    amount_from: str | None = None
    amount_to: str | None = None
    only_people: frozenset[str] | None = None


def without_snoozed(wanted: CaseFilter, snoozed: Snoozed | None, at: datetime) -> CaseFilter:
    """What is asked for, narrowed to the cases that are not snoozed at a time, or to those that are.

    Unless it is said: a list leaves them out, and a question for one customer or order does not, as whoever asks that
    must not take a case for none.
    """
    if snoozed is None:
        snoozed = "no" if wanted.customer_id is None and wanted.order_id is None else "any"
    if snoozed == "any":
        return wanted
    return msgspec.structs.replace(wanted, **{"awake_at" if snoozed == "no" else "asleep_at": at})


def cases_like(connection: Connection, wanted: CaseFilter) -> Select[Any]:
    """The rows of such cases, in no order. Raises UsageError."""
    return select(cases).where(*_of_case(wanted), *_of_alerts(wanted), *_of_people(connection, wanted))


def _of_case(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.between is not None:
        since, until = check_between(wanted.between)
        found += [cases.c.opened_at >= since, cases.c.opened_at < until]
    if wanted.states:
        found.append(cases.c.state.in_(sorted(wanted.states)))
    if wanted.disposition is not None:
        found.append(cases.c.disposition == wanted.disposition)
    if wanted.assignee_id is not None:
        found.append(cases.c.assignee_id == wanted.assignee_id)
    if wanted.unassigned is not None:
        nobody = cases.c.assignee_id.is_(None)
        found.append(nobody if wanted.unassigned else ~nobody)
    if wanted.due_before is not None:
        found.append(cases.c.due_at < wanted.due_before)
    if wanted.awake_at is not None:
        awake = or_(cases.c.snoozed_until.is_(None), cases.c.snoozed_until <= wanted.awake_at)
        found.append(or_(awake, cases.c.due_at <= wanted.awake_at))
    if wanted.asleep_at is not None:
        found.append(cases.c.snoozed_until > wanted.asleep_at)
    if wanted.customer_id is not None:
        found.append(cases.c.customer_id == fit_id(wanted.customer_id))
    return found


def _of_alerts(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """Of one alert: its own state, what it is about, and the order's amount."""
    found: list[ColumnElement[bool]] = []
    for name in ("severity", "status", "order_id"):
        value = getattr(wanted, name)
        if value is not None:
            found.append(alerts.c[name] == fit_id(value))
    if wanted.outcomes:
        judged = and_(
            assessments.c.customer_id == alerts.c.customer_id, assessments.c.assessment_id == alerts.c.assessment_id
        )
        like = assessments.c.outcome.in_(sorted(wanted.outcomes))
        found.append(select(assessments.c.outcome).where(judged, like).exists())
    amounts = _of_amount(wanted)
    if amounts:
        same = and_(orders.c.customer_id == alerts.c.customer_id, orders.c.order_id == alerts.c.order_id)
        found.append(select(orders.c.order_id).where(same, *amounts).exists())
    return [_some_alert(*found)] if found else []


def _some_alert(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(alerts.c.alert_id).where(alerts.c.case_id == cases.c.case_id, *conditions).exists()


def _of_amount(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.amount_from is not None:
        found.append(orders.c.amount_minor >= asked_minor(wanted.amount_from, wanted.currency))
    if wanted.amount_to is not None:
        found.append(orders.c.amount_minor <= asked_minor(wanted.amount_to, wanted.currency))
    if wanted.currency is not None:
        found.append(orders.c.currency == fit_id(wanted.currency))
    return found


def _of_people(connection: Connection, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.person_id is not None:
        found.append(case_has_part(cases.c.case_id, [fit_id(wanted.person_id)]))
    if wanted.only_people is not None:
        found.append(case_has_part(cases.c.case_id, wanted.only_people))
    if wanted.team_id is not None:
        found.append(_of_team(memberships(connection, fit_id(wanted.team_id))))
    return found


def _of_team(members: list[Membership]) -> ColumnElement[bool]:
    if not members:
        return false()
    columns = (column("person_id", String), column("since_at", Utc), column("until_at", Utc))
    part = values(*columns, name="member").data([tuple(member) for member in members]).cte()
    then = and_(cases.c.opened_at >= part.c.since_at, cases.c.opened_at < part.c.until_at)
    same = and_(order_people.c.customer_id == alerts.c.customer_id, order_people.c.order_id == alerts.c.order_id)
    who = part.c.person_id.in_([alerts.c.originator_id, alerts.c.beneficiary_id, order_people.c.person_id])
    near = alerts.outerjoin(order_people, same).join(part, who)
    mine = select(alerts.c.alert_id).select_from(near).where(alerts.c.case_id == cases.c.case_id, then)
    return mine.correlate(cases).exists()
