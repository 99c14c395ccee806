"""The cases that people work on, one case's history, and decisions that came from elsewhere."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, select, tuple_

from detector.outputs import Alert, Param
from store.cases.case import Case, case_of
from store.cases.dossiers import Matter, dossiers_of
from store.engine import reading
from store.queries.finding_cases import CaseFilter, cases_like
from store.queries.paging import Page, check_limit, page_of, read_cursor
from store.tables.accounts import accounts
from store.tables.cases import case_events, cases, foreign_decisions
from store.tables.judgements import alerts, assessments
from store.types import fit_id

_ANY = CaseFilter()


class ListedCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case beside its weightiest alert as it stands; `status` None: there is no alert any more.

    `params` are those of the `headline`. `dossier_id`: the earliest of the cases of the same customer, originator and
    beneficiary that it stands with.
    """

    case: Case
    dossier_id: str
    assignee: str | None
    status: str | None
    severity: str | None
    headline: str | None
    params: Mapping[str, Param]
    order_id: str | None
    originator_id: str | None
    beneficiary_id: str | None
    amount: str | None
    currency: str | None


class CaseStep(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a case's history. `actor`: an account's id or name; None: a revision did it."""

    version: int
    kind: str
    actor: str | None
    person_id: str | None
    at: datetime
    details: Mapping[str, Any]
    text: str | None


class ForeignDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that is not from the outbox (`unknown`), or not as it was sent (`changed`)."""

    customer_id: str
    event_id: str
    why: str
    decided_by: str
    decision: str
    order_id: str | None
    occurred_at: datetime


def list_cases(
    engine: Engine, wanted: CaseFilter = _ANY, *, after: str | None = None, limit: int = 50
) -> Page[ListedCase]:
    """Cases, the latest first. Raises UsageError, StoreError."""
    check_limit(limit)
    start = read_cursor("cases", after, (datetime, str))
    key = (cases.c.opened_at, cases.c.case_id)
    with reading(engine) as connection:
        query = cases_like(connection, wanted)
        if start is not None:
            query = query.where(tuple_(*key) < start)
        found = connection.execute(query.order_by(*(each.desc() for each in key)).limit(limit + 1)).all()
        listed = _listed(connection, [case_of(row) for row in found[:limit]])
    return page_of("cases", found, limit, lambda row: (row.opened_at, row.case_id), lambda row: listed[row.case_id])


def dossier_of(connection: Connection, case_id: str) -> list[ListedCase]:
    """The cases of a case's dossier, by time; [] for an unknown case."""
    row = connection.execute(select(cases).where(cases.c.case_id == fit_id(case_id))).one_or_none()
    if row is None:
        return []
    same = cases.c.customer_id == row.customer_id if row.customer_id else cases.c.case_id == row.case_id
    found = connection.execute(select(cases).where(same).order_by(cases.c.opened_at, cases.c.case_id)).all()
    listed = _listed(connection, [case_of(each) for each in found])
    mine = listed[row.case_id].dossier_id
    return [each for each in listed.values() if each.dossier_id == mine]


def _listed(connection: Connection, found: list[Case]) -> dict[str, ListedCase]:
    ids = [case.case_id for case in found]
    rank = {"low": 0, "medium": 1, "high": 2}
    standing: dict[str, Any] = {}
    for row in connection.execute(select(alerts).where(alerts.c.case_id.in_(ids)).order_by(alerts.c.alert_id)):
        before = standing.get(row.case_id)
        if before is None or _weight(row, rank) > _weight(before, rank):
            standing[row.case_id] = row
    names = _names(connection, {case.assignee_id for case in found if case.assignee_id})
    dossiers = dossiers_of(_matters(connection, {case.customer_id for case in found if case.customer_id}))
    return {
        case.case_id: ListedCase(
            case=case,
            dossier_id=dossiers.get(case.case_id, case.case_id),
            assignee=names.get(case.assignee_id or "", case.assignee_id),
            params=_params_of(standing.get(case.case_id)),
            **{name: getattr(standing.get(case.case_id), name, None) for name in _OF_ALERT},
        )
        for case in found
    }


_OF_ALERT = ("status", "severity", "headline", "order_id", "originator_id", "beneficiary_id", "amount", "currency")


def _params_of(row: Any) -> Mapping[str, Param]:
    return {} if row is None else msgspec.convert(row.alert, Alert).params


def _weight(row: Any, rank: Mapping[str, int]) -> tuple[bool, int]:
    return row.status != "withdrawn", rank[row.severity]


def _names(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    query = select(accounts.c.account_id, accounts.c.name).where(accounts.c.account_id.in_(sorted(ids)))
    return {row.account_id: row.name for row in connection.execute(query)} if ids else {}


def _matters(connection: Connection, customers: Collection[str]) -> list[Matter]:
    """The alerts of customers that stand, by what their dossiers depend on."""
    if not customers:
        return []
    judged = (assessments.c.customer_id == alerts.c.customer_id) & (
        assessments.c.assessment_id == alerts.c.assessment_id
    )
    columns = (alerts.c.case_id, alerts.c.customer_id, alerts.c.originator_id, alerts.c.beneficiary_id)
    query = (
        select(*columns, alerts.c.raised_at, assessments.c.matter_at)
        .join_from(alerts, assessments, judged, isouter=True)
        .where(alerts.c.customer_id.in_(sorted(customers)))
    )
    return [
        Matter(row.customer_id, row.originator_id or "", row.beneficiary_id or "", row.matter_at or row.raised_at,
               row.case_id)
        for row in connection.execute(query)
    ]  # fmt: skip


def history_of_case(connection: Connection, case_id: str) -> list[CaseStep]:
    """What was done to a case, in order, with accounts by their names; what was erased is missing."""
    query = (
        select(case_events, accounts.c.name)
        .join_from(case_events, accounts, accounts.c.account_id == case_events.c.actor, isouter=True)
        .where(case_events.c.case_id == fit_id(case_id))
        .order_by(case_events.c.version)
    )
    return [
        CaseStep(
            version=row.version,
            kind=row.kind,
            actor=row.name or row.actor,
            person_id=row.person_id,
            at=row.occurred_at,
            details=row.details,
            text=row.text,
        )
        for row in connection.execute(query)
    ]


def foreign_of(engine: Engine, *, after: str | None = None, limit: int = 50) -> Page[ForeignDecision]:
    """Decisions that were read and are not the outbox's, by time. Raises UsageError, StoreError."""
    check_limit(limit)
    start = read_cursor("foreign", after, (datetime, str, str))
    table = foreign_decisions
    key = (table.c.occurred_at, table.c.customer_id, table.c.event_id)
    query = select(table) if start is None else select(table).where(tuple_(*key) > start)
    with reading(engine) as connection:
        found = connection.execute(query.order_by(*key).limit(limit + 1)).all()
    names = ForeignDecision.__struct_fields__
    return page_of(
        "foreign",
        found,
        limit,
        lambda row: (row.occurred_at, row.customer_id, row.event_id),
        lambda row: ForeignDecision(**{name: getattr(row, name) for name in names}),
    )


def has_case(connection: Connection, case_id: str) -> bool:
    """Whether there is such a case."""
    return connection.execute(select(cases.c.case_id).where(cases.c.case_id == fit_id(case_id))).first() is not None
