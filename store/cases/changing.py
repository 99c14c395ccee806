"""Changes a case: the row, its history and the audit trail in one transaction, against the version that was seen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, update

from detector.errors import CaseError
from store.audit.chain import append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.cases.apart import need_apart
from store.cases.case import Case, lock_case, need_case
from store.cases.seeing import glimpses, see, taken_back
from store.cases.states import ENDS_SNOOZE, Action, state_after
from store.cases.worker import Worker
from store.tables.cases import case_events, cases
from store.types import clean_text, fit_id, utc
from store.webhooks.matters import tell_step


class Step(NamedTuple):
    """What is done to a case: `details` go into its history (ids and codes), `text` is what the person wrote."""

    action: Action
    details: Mapping[str, Any]
    text: str | None = None


def write_step(
    connection: Connection, case: Case, worker: Worker | None, step: Step, at_us: int, **columns: Any
) -> Case:
    """Write a step of a locked case: its new state, one version more, and an entry of its history.

    The time is never before that of the step before it: decisions of a case follow each other, whatever clock wrote
    them. `worker` None: a revision did it. Raises CaseError where the state does not allow it.
    """
    back = step.action == "close" and taken_back(connection, case.case_id)
    state = state_after(case.state, step.action, case.case_id, taken_back=back)
    at, version = utc(time_after(case, at_us)), case.version + 1
    changed = {"state": state, "version": version, "changed_at": at, **columns}
    if step.action in ENDS_SNOOZE:
        changed["snoozed_until"] = None
    connection.execute(update(cases).where(cases.c.case_id == case.case_id).values(changed))
    entry = {
        "case_id": case.case_id,
        "version": version,
        "kind": step.action,
        "actor": worker.account_id if worker else None,
        "person_id": worker.person_id if worker else None,
        "customer_id": case.customer_id,
        "occurred_at": at,
        "details": dict(step.details),
        "text": clean_text(step.text),
    }
    connection.execute(insert(case_events).values(entry))
    after = need_case(connection, case.case_id)
    tell_step(connection, step.action, after)
    return after


def time_after(case: Case, at_us: int) -> int:
    """The time of a case's next step: now, but after the last one."""
    return max(at_us, case.changed_us + 1)


def enter_step(connection: Connection, case: Case, worker: Worker, change: str, at_us: int, **details: str) -> None:
    """Enter a step in the audit trail; last in the transaction."""
    what: dict[str, Detail] = {
        "change": change,
        "case_id": case.case_id,
        "version": case.version,
        "state": case.state,
        **details,
    }
    happened = Happened(kind="case_change", actor=worker.account_id, subject=f"case:{case.case_id}", details=what)
    append(connection, happened, max(at_us, case.changed_us))


def assign(
    connection: Connection,
    worker: Worker,
    case_id: str,
    version: int | None,
    assignee: Worker,
    due_at: datetime | None,
    at_us: int,
) -> Case:
    """Give a case to somebody who has no part in it, with a day by which it is due; that puts it in review.

    Raises CaseConflict, CaseError.
    """
    case, assignee_id = lock_case(connection, case_id, version), assignee.account_id
    need_apart(connection, assignee, see(connection, case.case_id))
    due = due_at or case.due_at
    told = {"assignee_id": assignee_id} | ({"due": due.isoformat()} if due else {})
    columns = {"assignee_id": fit_id(assignee_id), "due_at": due}
    case = write_step(connection, case, worker, Step("assign", told), at_us, **columns)
    enter_step(connection, case, worker, "assign", at_us, **told)
    return case


def set_due(
    connection: Connection, worker: Worker, case_id: str, version: int | None, due_at: datetime | None, at_us: int
) -> Case:
    """Set the day by which a case is due, or none. Raises CaseConflict, CaseError."""
    case = lock_case(connection, case_id, version)
    told = {"due": due_at.isoformat() if due_at else ""}
    case = write_step(connection, case, worker, Step("due", told), at_us, due_at=due_at)
    enter_step(connection, case, worker, "due", at_us, **told)
    return case


def note(connection: Connection, worker: Worker, case_id: str, text: str, at_us: int) -> Case:
    """Write a note to a case, whatever its state and version: a note overwrites nothing. Raises CaseError."""
    case = lock_case(connection, case_id, None)
    case = write_step(connection, case, worker, Step("note", {}, words(text, "a note")), at_us)
    enter_step(connection, case, worker, "note", at_us)
    return case


def close(connection: Connection, worker: Worker, case_id: str, version: int | None, at_us: int) -> Case:
    """Close a decided case, or an undecided one whose every alert was withdrawn. Raises CaseError."""
    case = lock_case(connection, case_id, version)
    need_apart(connection, worker, see(connection, case.case_id))
    seen = glimpses(connection, case.case_id)
    case = write_step(
        connection, case, worker, Step("close", {}), at_us, **({} if case.disposition else {"seen": seen})
    )
    enter_step(connection, case, worker, "close", at_us)
    return case


def reopen(connection: Connection, worker: Worker, case_id: str, version: int | None, why: str, at_us: int) -> Case:
    """Take a decided or closed case up again, as one must to decide otherwise. Raises CaseError."""
    case = lock_case(connection, case_id, version)
    need_apart(connection, worker, see(connection, case.case_id))
    step = Step("reopen", {}, words(why, "a reason to reopen"))
    case = write_step(connection, case, worker, step, at_us, disposition=None, seen=None)
    enter_step(connection, case, worker, "reopen", at_us)
    return case


def words(text: str, what: str) -> str:
    """A text that says something. Raises CaseError where it is blank."""
    if not text.strip():
        message = f"{what} is blank; say in a few words why, for whoever reads the case later"
        raise CaseError(message)
    return text
