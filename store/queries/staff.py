"""People as things stand, and what people and customers are called."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from store.tables.events import names, people

_AT_ONCE = 500


class PersonNow(msgspec.Struct, frozen=True, kw_only=True):
    """A person's state as it stands, and since when; `display_name` missing: never named, or erased."""

    person_id: str
    role: str
    team_id: str | None = None
    manager_id: str | None = None
    status: str
    since: datetime
    display_name: str | None = None


def people_now(connection: Connection, at: datetime) -> dict[str, PersonNow]:
    """Everybody's state at a time, by id; a person's first state also holds backwards."""
    order = (people.c.person_id, people.c.effective_at, people.c.occurred_at, people.c.event_id)
    rows = connection.execute(select(people).order_by(*order))
    return {person: _state(versions, at) for person, versions in groupby(rows, key=lambda row: row.person_id)}


def _state(versions: Iterable[Any], at: datetime) -> PersonNow:
    chosen: Any = None
    for row in versions:
        if chosen is None or row.effective_at <= at:
            chosen = row
    same = ("person_id", "role", "team_id", "manager_id", "status")
    return PersonNow(**{name: getattr(chosen, name) for name in same}, since=chosen.effective_at)


def names_of(connection: Connection, subject_type: str, ids: Collection[str]) -> dict[str, str]:
    """What people or customers are called, of some; those without a name are left out."""
    found: dict[str, str] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        of_some = names.c.subject_id.in_(wanted[start : start + _AT_ONCE])
        query = select(names.c.subject_id, names.c.display_name).where(names.c.subject_type == subject_type, of_some)
        found |= {row.subject_id: row.display_name for row in connection.execute(query) if row.display_name}
    return found
