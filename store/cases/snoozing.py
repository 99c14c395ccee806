"""Snoozes a case: for some days it is no work, unless it becomes due or something about it changes that matters.

Nothing ends a snooze when its day comes: whoever reads the case asks whether it has passed. No credit moves by it.
"""

from datetime import datetime

from sqlalchemy import Connection

from detector.errors import CaseError, CaseStateError
from detector.instant import DAY_US, format_instant
from store.audit.chain import append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.cases.apart import need_apart
from store.cases.case import Case, lock_case
from store.cases.changing import Step, words, write_step
from store.cases.seeing import glimpses, see
from store.cases.worker import Worker
from store.types import microseconds

MOST_DAYS = 30


def snooze(
    connection: Connection, worker: Worker, case_id: str, version: int | None, until: datetime, why: str, at_us: int
) -> Case:
    """Let an undecided case rest until a time, at most 30 × 24 h ahead; who has a part in it may not.

    What is seen of its alerts now is kept, and more than that wakes it. Raises CaseConflict, CaseError.
    """
    case = lock_case(connection, case_id, version)
    need_apart(connection, worker, see(connection, case.case_id))
    _need_soon(case, until, at_us)
    step = Step("snooze", {"until": until.isoformat()}, words(why, "the reason of a snooze"))
    columns = {"snoozed_until": until, "seen": glimpses(connection, case.case_id)}
    after = write_step(connection, case, worker, step, at_us, **columns)
    _enter(connection, after, worker, until, at_us)
    return after


def wake(connection: Connection, worker: Worker, case_id: str, version: int | None, at_us: int) -> Case:
    """End a snooze before its time. That hides nothing, so who has a part in the case may too.

    An undecided case holds nothing against what was seen, so that is forgotten. Raises CaseConflict, CaseError.
    """
    case = lock_case(connection, case_id, version)
    until = case.snoozed_until
    if until is None or not case.is_asleep(at_us):
        message = f"case {case.case_id!r} is not snoozed, so there is nothing to wake; it is {case.state}"
        raise CaseStateError(message)
    after = write_step(connection, case, worker, Step("wake", {"until": until.isoformat()}), at_us, seen=None)
    _enter(connection, after, worker, until, at_us, lifted=True)
    return after


def _need_soon(case: Case, until: datetime, at_us: int) -> None:
    if not at_us < microseconds(until) <= at_us + MOST_DAYS * DAY_US:
        message = (
            f"case {case.case_id!r} cannot be snoozed until {until.isoformat()}; expected a time after "
            f"{format_instant(at_us)}, and at most {MOST_DAYS} days from then"
        )
        raise CaseError(message)


def _enter(
    connection: Connection, case: Case, worker: Worker, until: datetime, at_us: int, *, lifted: bool = False
) -> None:
    """Enter it in the audit trail; last in the transaction."""
    details: dict[str, Detail] = {"case_id": case.case_id, "version": case.version, "until": until.isoformat()}
    if lifted:
        details["lifted"] = True
    happened = Happened(kind="snooze", actor=worker.account_id, subject=f"case:{case.case_id}", details=details)
    append(connection, happened, max(at_us, case.changed_us))
