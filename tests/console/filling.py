"""Puts the matter of the world into a store, and another one beside it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Table, update

from console.nearness import Organisation
from detector import outputs
from detector.instant import parse_instant
from store.cases.opening import open_cases
from store.queries.cases import CaseStep
from store.recording.derived import renew_judged
from store.recording.outputs import alert_row, assessment_rows, finding_row
from store.tables import cases as case_tables
from store.tables import events as event_tables
from store.tables import judgements as tables
from store.types import utc
from tests.console.canaries import AT
from tests.console.shown import Shown


def _moment(name: str) -> dict[str, Any]:
    return {f"{name}_at": utc(parse_instant(AT)), f"{name}_offset": 0}


def _put(connection: Connection, table: Table, record: Struct, **more: Any) -> None:
    known = {column.name for column in table.columns}
    fields = {name: value for name, value in msgspec.to_builtins(record).items() if name in known}
    connection.execute(table.insert().values(fields | more))


def fill(connection: Connection, told: Mapping[str, list[Shown]], organisation: Organisation) -> None:
    """All of it."""
    change, activity, order, decision = (each.record for each in told["/api/v1/history"])
    happened = _moment("occurred") | _moment("recorded")
    _put(connection, event_tables.ownership_changes, change, previous_owner_id="lin", new_owner_id="mei", **happened)
    _put(connection, event_tables.activities, activity, **happened)
    _put(connection, event_tables.order_statements, order, amount_minor=1, **happened)
    _put(connection, event_tables.decisions, decision, order_id="O-1", **happened)
    _put(connection, event_tables.names, told["/api/v1/orders"][1].record, **happened)
    statement = {
        "statement_id": "e-1",
        "order_type": "new",
        "amount_minor": 1,
        **_moment("ordered"),
        **_moment("stated"),
    }
    _put(connection, tables.orders, order, **statement)
    assessment = told["/api/v1/assessments"][0].record
    assert isinstance(assessment, outputs.Assessment)
    row, revision = assessment_rows(assessment, msgspec.json.encode(assessment))
    connection.execute(tables.assessments.insert().values(row))
    connection.execute(tables.assessment_revisions.insert().values(revision))
    renew_judged(connection, [("c-1", "O-1")])
    for number, each in enumerate(told["/api/v1/ledger"]):
        more = {"amount_minor": 1, "line": number, "entry_id": f"x-{number}", **_moment("effective")}
        _put(connection, tables.credits, each.record, **more)
    finding = told["/api/v1/findings"][0].record
    assert isinstance(finding, outputs.Finding)
    connection.execute(tables.findings.insert().values(finding_row(finding, msgspec.json.encode(finding))))
    letter = told["/api/v1/dead-letters"][0].record
    raw = msgspec.Raw(msgspec.json.encode(letter))
    _put(connection, tables.dead_letters, letter, partition=0, offset=0, letter=raw)
    _case(connection, told["/api/v1/case"])
    _other_matter(connection)
    for person in sorted({*organisation.teams, *organisation.managers.values()}):
        _person(connection, person, organisation)


def _case(connection: Connection, told: list[Shown]) -> None:
    """The case of the matter, with a note in it."""
    alert, step = told[0].record, told[1].record
    assert isinstance(alert, outputs.Alert) and isinstance(step, CaseStep)
    row = alert_row(alert, msgspec.json.encode(alert))
    connection.execute(tables.alerts.insert().values(row))
    open_cases(connection, [row], parse_instant(AT))
    connection.execute(update(case_tables.cases).values(version=1))
    noted = {"case_id": alert.case_id, "customer_id": "c-1", "occurred_at": step.at, **msgspec.structs.asdict(step)}
    connection.execute(case_tables.case_events.insert().values(_known(case_tables.case_events, noted)))


def _other_matter(connection: Connection) -> None:
    """Wang's own, of which Lin and those around them know nothing: an order, its judgement, a decision, an entry."""
    later = "2026-04-01T00:00:00Z"
    at = {f"{name}_{part}": value for name in ("ordered", "stated", "occurred", "effective")
          for part, value in (("at", utc(parse_instant(later))), ("offset", 0))}  # fmt: skip
    order = {"customer_id": "c-2", "order_id": "O-2", "seller_id": "wang", "amount": "7.00", "amount_minor": 700}
    order |= {"currency": "CNY", "status": "won", "order_type": "new", "statement_id": "e-2"}
    connection.execute(tables.orders.insert().values(_known(tables.orders, order | at)))
    judged = outputs.Assessment(
        assessment_id="order:O-2", revision=1, customer_id="c-2", order_id="O-2", path=[], outcome="clear", score=0,
        hits=[], features={}, notes=[], assessed_at=later, rule_versions={}, rules_digest="0" * 64,
    )  # fmt: skip
    row, revision = assessment_rows(judged, msgspec.json.encode(judged))
    connection.execute(tables.assessments.insert().values(row))
    connection.execute(tables.assessment_revisions.insert().values(revision))
    renew_judged(connection, [("c-2", "O-2")])
    made = {"event_id": "d-2", "decided_by": "hu", "decision": "release", "reason": "", "amount": "7.00"}
    decision = _known(event_tables.decisions, order | made | at)
    connection.execute(event_tables.decisions.insert().values(decision))
    for number in range(2):  # of Lin's customer, but Wang's: a colleague's call is not one's own
        call = {"customer_id": "c-1", "event_id": f"a-{number}", "actor_id": "wang", "activity_type": "call"}
        connection.execute(event_tables.activities.insert().values(_known(event_tables.activities, call | at)))
    entry = {"entry_id": "x-9", "payee_id": "wang", "credit_type": "direct", "share": "1", "plan_id": "p", "line": 9}
    entry |= {"plan_version": 1, "accounting_period": "2026-04", "reason": "won", "assessment_id": "order:O-2"}
    entry |= {"status": "posted"}
    connection.execute(tables.credits.insert().values(_known(tables.credits, order | entry | at)))
    alert = outputs.Alert(
        alert_id="al-2", case_id="c-2/O-2", customer_id="c-2", order_id="O-2", originator_id="wang", revision=1,
        severity="low", message_id="m", params={}, headline="Look", raised_at=later, status="confirmed", hits=[],
    )  # fmt: skip
    raised = alert_row(alert, msgspec.json.encode(alert))
    connection.execute(tables.alerts.insert().values(raised))
    open_cases(connection, [raised], parse_instant(AT))
    finding = outputs.Finding(finding_id="f-2", kind="transfer_rate", subject="wang")
    connection.execute(tables.findings.insert().values(finding_row(finding, msgspec.json.encode(finding))))


def _known(table: Table, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in table.c}


def _person(connection: Connection, person: str, organisation: Organisation) -> None:
    stands = {"role": "sales", "status": "active", "team_id": organisation.teams.get(person)}
    ids = {"person_id": person, "event_id": f"p-{person}", "manager_id": organisation.managers.get(person)}
    row = ids | stands | _moment("occurred") | _moment("effective")
    connection.execute(event_tables.people.insert().values(row))
