"""All rows of a view, one after the other: an export takes no more memory for a million rows than for a thousand."""

from collections.abc import Generator
from typing import Any, NamedTuple

from sqlalchemy import Engine, inspect, text

from detector.errors import UsageError
from store.engine import reading, told

_LOT = 1000


class Streamed(NamedTuple):
    """The columns of a view, and its rows as they are read, all of one moment; close the rows, or read them all."""

    columns: list[str]
    rows: Generator[tuple[Any, ...], None, None]


def stream_view(engine: Engine, view: str) -> Streamed:
    """The rows of one of the views that docs/store.md describes, in no order. Raises UsageError, StoreError."""
    with reading(engine) as connection:
        inspector = inspect(connection)
        views = sorted(inspector.get_view_names())
        columns = [str(column["name"]) for column in inspector.get_columns(view)] if view in views else []
    if not columns:
        message = f"the store {told(engine)} has no view {view!r}; it has {', '.join(views)}"
        raise UsageError(message)
    return Streamed(columns, _rows(engine, view, columns))


def _rows(engine: Engine, view: str, columns: list[str]) -> Generator[tuple[Any, ...], None, None]:
    names = ", ".join(f'"{name}"' for name in columns)
    query = text(f"SELECT {names} FROM {view}").execution_options(yield_per=_LOT)
    with reading(engine) as connection:
        for row in connection.execute(query):
            yield tuple(row)
