"""Where people's words stand in a store: the columns that retention and erasure empty."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, or_, update

from store.tables.cases import case_events
from store.tables.events import activities, decisions, ownership_changes


class Said(NamedTuple):
    """A table in which people speak: its columns with their words, and the column that says who spoke."""

    table: Table
    columns: Sequence[str]
    speaker: str


SAID: tuple[Said, ...] = (
    Said(activities, ("content",), "actor_id"),
    Said(ownership_changes, ("reason_text",), "changed_by"),
    Said(decisions, ("reason", "reason_text"), "decided_by"),
    Said(case_events, ("text",), "person_id"),
)
"""Dead letters hold words too, but not in columns: see `store.keeping.letters`."""

AGING = (activities, ownership_changes)
"""What is removed when figures have been kept long enough. Orders, decisions, judgements and the ledger stay."""


def empty_texts(connection: Connection, said: Said, wanted: ColumnElement[bool]) -> int:
    """Empty the words of the rows that a condition finds; how many had any."""
    there = or_(*(said.table.c[name].is_not(None) for name in said.columns))
    nothing: dict[str, None] = dict.fromkeys(said.columns)
    return connection.execute(update(said.table).where(wanted, there).values(nothing)).rowcount
