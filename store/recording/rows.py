"""Rows collected for one transaction: by table, one row per key, sorted by key when they are written."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import JSON, Connection, String, Table, Text, bindparam, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeEngine

Row = dict[str, Any]

CHUNK = 500
"""Keys in one question: SQLite takes 32,766 parameters at most, and long questions are slow to make."""


class Collected:
    """The rows of one table. Several rows of one key in a statement are an error in PostgreSQL: one is kept."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.keys = tuple(column.name for column in table.primary_key.columns)
        self._rows: dict[tuple[Any, ...], Row] = {}

    def _key(self, row: Row) -> tuple[Any, ...]:
        return tuple([row[name] for name in self.keys])

    def known(self, row: Row) -> Row | None:
        """The row with the same key."""
        return self._rows.get(self._key(row))

    def keep_first(self, row: Row) -> None:
        """Take a row unless there is one with its key."""
        self._rows.setdefault(self._key(row), row)

    def keep_last(self, row: Row) -> None:
        """Take a row in place of one with its key."""
        self._rows[self._key(row)] = row

    def forget(self, key: tuple[Any, ...]) -> None:
        """Give up the row with a key."""
        self._rows.pop(key, None)

    def rows(self) -> list[Row]:
        """The rows, sorted by key: two writers that meet wait for each other, they do not deadlock."""
        return [self._rows[found] for found in sorted(self._rows)]


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> tuple[Any, Any]:
    """An INSERT of rows that lacks only what to do about keys that are there, and its parameters.

    PostgreSQL takes the columns as arrays in one statement: a statement for each row took three times as long.
    """
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table), rows
    names = list(rows[0])
    columns = (func.unnest(bindparam(f"all_{name}", type_=_array_of(table.c[name].type))) for name in names)
    statement = postgresql.insert(table).from_select(names, select(*columns), include_defaults=False)
    return statement, {f"all_{name}": [row[name] for row in rows] for name in names}


def _array_of(kind: TypeEngine[Any]) -> postgresql.ARRAY[Any]:
    if isinstance(kind, String):  # whatever its length and collation: those are the column's business
        return postgresql.ARRAY(Text, dimensions=1)
    return postgresql.ARRAY(postgresql.JSONB if isinstance(kind, JSON) else kind, dimensions=1)


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Write the rows whose key is not there yet."""
    if rows:
        statement, parameters = _insert(connection, table, rows)
        connection.execute(statement.on_conflict_do_nothing(), parameters)


def replace(connection: Connection, table: Table, rows: Sequence[Row], *, later_by: Iterable[str] = ()) -> None:
    """Write rows, in place of those with their keys; `later_by`: only where these columns say that it is later."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key.columns]
    statement, parameters = _insert(connection, table, rows)
    new = statement.excluded
    changed = {column.name: new[column.name] for column in table.columns if column.name not in keys}
    order = tuple(later_by)
    where: ColumnElement[bool] | None = None
    if order:
        where = tuple_(*(new[name] for name in order)) > tuple_(*(table.c[name] for name in order))
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed, where=where), parameters)


def chunks(keys: Iterable[tuple[Any, ...]]) -> Iterable[list[tuple[Any, ...]]]:
    """Keys, sorted, in lots for one question each."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
