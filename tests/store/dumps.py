"""Everything that a store holds, so that two stores can be compared, whatever their databases."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Engine, Table, select

from store.engine import reading
from store.schema import METADATA

OF_READING = ("offsets", "store_facts")
"""How far it was read, which is not what was read."""

OF_ITSELF = ("audit_entries", "audit_head")
"""What a store enters has its own times, in a chain of its own: no two stores have the same."""


def dump(engine: Engine, *without: str) -> dict[str, list[tuple[Any, ...]]]:
    """Table → its rows in the order of their keys, JSON as sorted text; without the audit trail and what it goes by."""
    with reading(engine) as connection:
        return {
            name: sorted(
                (_plain(row) for row in connection.execute(select(table)) if not _of_trail(name, row)), key=str
            )
            for name, table in METADATA.tables.items()
            if name not in {*without, *OF_ITSELF}
        }


def _of_trail(table: str, row: Any) -> bool:
    return table == "store_facts" and row.name.startswith("rules_")


def rows(engine: Engine, table: Table) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries."""
    with reading(engine) as connection:
        return [dict(row._mapping) for row in connection.execute(select(table))]


def _plain(row: Any) -> tuple[Any, ...]:
    return tuple(
        msgspec.json.encode(value, order="deterministic").decode()
        if isinstance(value, dict | list)
        else value.isoformat()
        if isinstance(value, datetime)
        else value
        for value in row
    )
