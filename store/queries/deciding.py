"""Who decided what within a time."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Engine, select, tuple_

from store.engine import reading
from store.queries.paging import Instants, Page, check_between, check_limit, page_of, read_cursor
from store.queries.parts import has_part
from store.tables.events import decisions
from store.types import in_zone


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was said; a reason that was erased, or was kept long enough, is missing."""

    customer_id: str
    event_id: str
    decided_by: str
    decided_at: datetime
    decision: str
    reason: str | None
    order_id: str | None
    transfer_event_id: str | None
    amount: str | None
    shares: list[dict[str, str]] | None
    reason_code: str | None
    reason_text: str | None


def decisions_between(
    engine: Engine,
    between: Instants,
    *,
    decided_by: str | None = None,
    only_people: Collection[str] | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Decided]:
    """The decisions of a time, of everybody or of one person, by time; `only_people`: that one of them has a part in.

    Raises UsageError, StoreError.
    """
    check_limit(limit)
    since, until = check_between(between)
    start = read_cursor("decisions", after, (datetime, str, str))
    key = (decisions.c.occurred_at, decisions.c.customer_id, decisions.c.event_id)
    query = select(decisions).where(decisions.c.occurred_at >= since, decisions.c.occurred_at < until)
    if decided_by is not None:
        query = query.where(decisions.c.decided_by == decided_by)
    if only_people is not None:
        query = query.where(has_part(decisions, only_people))
    if start is not None:
        query = query.where(tuple_(*key) > start)
    with reading(engine) as connection:
        found = connection.execute(query.order_by(*key).limit(limit + 1)).all()
    return page_of("decisions", found, limit, lambda row: (row.occurred_at, row.customer_id, row.event_id), _make)


def _make(row: Any) -> Decided:
    same = [name for name in Decided.__struct_fields__ if name != "decided_at"]
    fields: dict[str, Any] = {name: getattr(row, name) for name in same}
    return Decided(decided_at=in_zone(row.occurred_at, row.occurred_offset), **fields)
