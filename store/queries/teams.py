"""Who was in a team, and from when to when: the people's history as it is known now."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from store.queries.paging import Instants
from store.tables.events import people

EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class Membership(NamedTuple):
    """A person in a team, from `since` on, before `until`."""

    person_id: str
    since: datetime
    until: datetime


def memberships(connection: Connection, team_id: str, between: Instants = EVER) -> list[Membership]:
    """The parts of a time in which people were in a team, by person and time.

    Versions sort by (effective from, occurred at, event id); a person's first state also holds backwards.
    """
    ever = select(people.c.person_id).where(people.c.team_id == team_id)
    columns = (people.c.person_id, people.c.team_id, people.c.effective_at)
    order = (people.c.person_id, people.c.effective_at, people.c.occurred_at, people.c.event_id)
    found = connection.execute(select(*columns).where(people.c.person_id.in_(ever)).order_by(*order)).all()
    parts = []
    for person, versions in groupby(found, key=lambda row: row.person_id):
        parts += _joined(person, versions, team_id)
    since, until = between
    cut = (Membership(part.person_id, max(part.since, since), min(part.until, until)) for part in parts)
    return [part for part in cut if part.since < part.until]


def _joined(person: str, versions: Iterable[Any], team_id: str) -> list[Membership]:
    states = list(versions)
    starts = [EVER[0], *(row.effective_at for row in states[1:]), EVER[1]]
    parts: list[Membership] = []
    for row, since, until in zip(states, starts, starts[1:], strict=False):
        if row.team_id != team_id or since >= until:
            continue
        if parts and parts[-1].until == since:
            parts[-1] = parts[-1]._replace(until=until)
        else:
            parts.append(Membership(person, since, until))
    return parts
