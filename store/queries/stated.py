"""Events as the contract writes them, made again from the rows that keep them; what was erased is missing."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Table, select

from detector.events import Activity, Decision, Event, Name, Order, OwnershipChange, Person, Share, encode
from store.engine import reading
from store.tables import events
from store.types import fit_id, in_zone

_LOT = 1000

_TABLES: Mapping[str, tuple[Table, type[Event]]] = {
    "crm.people.v1": (events.people, Person),
    "crm.names.v1": (events.names, Name),
    "crm.ownership-changes.v1": (events.ownership_changes, OwnershipChange),
    "crm.activities.v1": (events.activities, Activity),
    "crm.orders.v1": (events.order_statements, Order),
    "transferwatch.decisions.v1": (events.decisions, Decision),
}


def stated_events(engine: Engine, topic: str, subjects: frozenset[str] | None = None) -> Iterator[bytes]:
    """The records of an input topic (not of quotas), one JSON each, without keeping them in memory.

    `subjects`: only those of these customers (of people: persons; of names: either). An id of more than 255 bytes is
    the shortened one that the store keeps. Raises StoreError.
    """
    table, kind = _TABLES[topic]
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=_LOT)
    if subjects is not None:
        query = query.where(_subject(table).in_(sorted(map(fit_id, subjects))))
    with reading(engine) as connection:
        for row in connection.execute(query):
            yield encode(kind(**{name: _FIELDS.get(name, _same(name))(row) for name in kind.__struct_fields__}))


def _subject(table: Table) -> Any:
    return next(table.c[name] for name in ("customer_id", "person_id", "subject_id") if name in table.c)


def _same(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row, name)


def _instant(at: datetime | None, offset: int | None) -> str | None:
    return None if at is None else in_zone(at, offset).isoformat()


_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "occurred_at": lambda row: _instant(row.occurred_at, row.occurred_offset),
    "recorded_at": lambda row: _instant(row.recorded_at, row.recorded_offset),
    "effective_from": lambda row: _instant(row.effective_at, row.effective_offset),
    "shares": lambda row: None if row.shares is None else [Share(**share) for share in row.shares],
}
