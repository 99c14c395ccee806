"""Asks for many rows by their keys, so that each database finds them by an index."""

from collections.abc import Sequence

from sqlalchemy import Column, ColumnElement, Connection, Text, and_, cast, func, select, tuple_
from sqlalchemy.dialects import postgresql


def among(
    connection: Connection, columns: Sequence[Column[str]], keys: Sequence[tuple[str, ...]]
) -> ColumnElement[bool]:
    """Whether ids are one of some keys; the first column leads an index.

    SQLite looks through the whole table for pairs of values, unless it is told the first ones too. PostgreSQL takes the
    keys as arrays: planning for hundreds of them one by one is slow.
    """
    if connection.dialect.name == "sqlite":
        first = columns[0].in_(sorted({key[0] for key in keys}))
        return and_(first, tuple_(*columns).in_(keys))
    texts = postgresql.ARRAY(Text, dimensions=1)
    lists = (func.unnest(cast(list(part), texts)) for part in zip(*keys, strict=True))
    return tuple_(*columns).in_(select(*lists))
