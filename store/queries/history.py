"""One customer's whole follow-up history: who, when, how long, and what was said, whichever table it stands in."""

from collections.abc import Collection, Mapping
from datetime import datetime
from heapq import merge
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Engine, Select, Table, select, tuple_

from store.engine import reading
from store.queries.paging import Page, check_limit, page_of, read_cursor
from store.queries.parts import has_part
from store.tables.events import activities, decisions, order_statements, ownership_changes
from store.types import in_zone

_TABLES: tuple[tuple[str, Table], ...] = (
    ("ownership_change", ownership_changes),
    ("activity", activities),
    ("order", order_statements),
    ("decision", decisions),
)
"""In the contract's order of events tied in time."""

_COMMON = frozenset(
    ("customer_id", "event_id", "occurred_at", "occurred_offset", "recorded_at", "recorded_offset", "source")
)


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """An event: `kind`, when it happened and when it was recorded, and the other fields that it has."""

    kind: str
    event_id: str
    occurred_at: datetime
    recorded_at: datetime | None
    source: str | None
    fields: Mapping[str, Any]


def history_of(
    engine: Engine,
    customer_id: str,
    *,
    only_people: Collection[str] | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Happened]:
    """A customer's events by time, of all or only those that one of some people has a part in.

    Raises UsageError, StoreError.
    """
    check_limit(limit)
    start = read_cursor("history", after, (datetime, int, str))
    queries = [_query(rank, customer_id, only_people, start) for rank in range(len(_TABLES))]
    with reading(engine) as connection:
        lists = [
            [(row.occurred_at, rank, row.event_id, row) for row in connection.execute(query.limit(limit + 1))]
            for rank, query in enumerate(queries)
        ]
    found = list(merge(*lists, key=lambda item: item[:3]))[: limit + 1]
    return page_of("history", found, limit, lambda item: item[:3], _make)


def _query(rank: int, customer_id: str, only_people: Collection[str] | None, start: Any) -> Select[Any]:
    _, table = _TABLES[rank]
    query = select(table).where(table.c.customer_id == customer_id)
    if only_people is not None:
        query = query.where(has_part(table, only_people))
    if start is not None:
        query = query.where(_beyond(table, rank, *start))
    return query.order_by(table.c.occurred_at, table.c.event_id)


def _beyond(table: Table, rank: int, at: datetime, last_rank: int, event_id: str) -> ColumnElement[bool]:
    if rank == last_rank:
        return tuple_(table.c.occurred_at, table.c.event_id) > (at, event_id)
    return table.c.occurred_at > at if rank < last_rank else table.c.occurred_at >= at


def _make(item: Any) -> Happened:
    _, rank, _, row = item
    fields = {name: value for name, value in row._mapping.items() if name not in _COMMON and value is not None}
    recorded = row.recorded_at
    return Happened(
        kind=_TABLES[rank][0],
        event_id=row.event_id,
        occurred_at=in_zone(row.occurred_at, row.occurred_offset),
        recorded_at=None if recorded is None else in_zone(recorded, row.recorded_offset),
        source=row.source,
        fields=fields,
    )
