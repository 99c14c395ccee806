"""A case as the store has it, found and locked."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from detector.errors import CaseConflict, CaseError
from store.cases.states import Disposition, State
from store.tables.accounts import accounts
from store.tables.cases import case_events, cases
from store.types import fit_id, microseconds


class Case(msgspec.Struct, frozen=True):
    """A case without its history; times in UTC. `version`: what the next change must name.

    `snoozed_until`: as it was set; once that has passed, the case is awake without anybody having done anything.
    """

    case_id: str
    customer_id: str | None
    state: State
    disposition: Disposition | None
    version: int
    assignee_id: str | None
    due_at: datetime | None
    opened_at: datetime
    changed_at: datetime
    snoozed_until: datetime | None = None

    @property
    def changed_us(self) -> int:
        """When it last changed, in microseconds since 1970."""
        return microseconds(self.changed_at)

    def is_asleep(self, at_us: int) -> bool:
        """Whether the case is snoozed at a time."""
        return self.snoozed_until is not None and microseconds(self.snoozed_until) > at_us


def case_of(row: Row[Any]) -> Case:
    """The case of a row of the table."""
    return Case(*(getattr(row, name) for name in Case.__struct_fields__))


def need_case(connection: Connection, case_id: str, *, lock: bool = False) -> Case:
    """A case by its id; `lock`: until the transaction ends nobody else changes it. Raises CaseError for an unknown one.

    Lock before reading anything else of the case: who waits for the lock then reads what its holder wrote.
    """
    query = select(cases).where(cases.c.case_id == fit_id(case_id))
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        message = f"there is no case {case_id[:80]!r}; `transferwatch cases list` shows those that there are"
        raise CaseError(message)
    return case_of(row)


def lock_case(connection: Connection, case_id: str, version: int | None) -> Case:
    """A case to change, as it was when looked at. Raises CaseConflict, saying who was first; CaseError.

    `version`: the one that the person saw; None: whatever it is now.
    """
    case = need_case(connection, case_id, lock=True)
    if version is not None and version != case.version:
        raise CaseConflict(_who_was_first(connection, case, version))
    return case


def _who_was_first(connection: Connection, case: Case, version: int) -> str:
    columns = (
        case_events.c.kind,
        case_events.c.actor,
        case_events.c.occurred_at,
        case_events.c.details,
        accounts.c.name,
    )
    query = (
        select(*columns)
        .join_from(case_events, accounts, accounts.c.account_id == case_events.c.actor, isouter=True)
        .where(case_events.c.case_id == fit_id(case.case_id), case_events.c.version > version)
        .order_by(case_events.c.version)
    )
    done = "; ".join(_told(row) for row in connection.execute(query)) or "nothing that is on record"
    return (
        f"case {case.case_id!r} has version {case.version}, and you saw version {version}; since then: {done}. "
        "Nothing of yours was written: look at the case again"
    )


def _told(row: Any) -> str:
    what = f"{row.kind} {row.details['disposition']}" if "disposition" in row.details else row.kind
    return f"{row.name or row.actor or 'a revision'} {what} at {row.occurred_at:%Y-%m-%dT%H:%M:%SZ}"
