"""Who belongs to which team and reports to whom, as things stand."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from store.tables.events import people


def managers_now(connection: Connection) -> dict[str, str]:
    """Person → manager, by the latest version of each person; people without one are left out."""
    return {row.person_id: row.manager_id for row in _latest(connection) if row.manager_id}


def teams_now(connection: Connection) -> dict[str, str]:
    """Person → team, by the latest version of each person; people without one are left out."""
    return {row.person_id: row.team_id for row in _latest(connection) if row.team_id}


def _latest(connection: Connection) -> Iterator[Any]:
    order = (people.c.person_id, people.c.effective_at, people.c.occurred_at, people.c.event_id)
    columns = (people.c.person_id, people.c.team_id, people.c.manager_id)
    found = connection.execute(select(*columns).order_by(*order))
    for _, versions in groupby(found, key=lambda row: row.person_id):
        yield list(versions)[-1]
