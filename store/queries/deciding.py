"""Who decided what within a time."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, and_, select, tuple_

from store.among import among
from store.engine import reading
from store.queries.paging import Instants, Page, check_between, check_limit, page_of, read_cursor
from store.queries.parts import has_part
from store.tables.events import decisions
from store.tables.judgements import assessment_revisions, assessments
from store.types import fit_id, in_zone


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was said; a reason that was erased, or was kept long enough, is missing.

    `state`: where it stands by the order's judgement (holds, superseded, not_covering, void), `why` it is void; None
    where the judgement does not speak of it.
    """

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
    state: str | None
    why: str | None


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
        states = _states(connection, {(row.customer_id, row.order_id) for row in found if row.order_id is not None})
    return page_of(
        "decisions",
        found,
        limit,
        lambda row: (row.occurred_at, row.customer_id, row.event_id),
        lambda row: _make(row, states.get((row.customer_id, row.event_id), {})),
    )


def _states(connection: Connection, orders: Collection[tuple[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    """Customer and decision → what the judgement of its order says of it."""
    if not orders:
        return {}
    revisions = assessment_revisions
    stands = and_(*(revisions.c[name] == assessments.c[name] for name in ("customer_id", "assessment_id", "revision")))
    wanted = among(connection, (assessments.c.customer_id, assessments.c.order_id), sorted(orders))
    columns = (assessments.c.customer_id, revisions.c.assessment["decisions"].label("decisions"))
    rows = connection.execute(select(*columns).join_from(assessments, revisions, stands).where(wanted))
    return {(row.customer_id, fit_id(each["event_id"])): each for row in rows for each in row.decisions or ()}


def _make(row: Any, said: Mapping[str, str]) -> Decided:
    same = [name for name in Decided.__struct_fields__ if name not in ("decided_at", "state", "why")]
    fields: dict[str, Any] = {name: getattr(row, name) for name in same}
    at = in_zone(row.occurred_at, row.occurred_offset)
    return Decided(decided_at=at, state=said.get("state"), why=said.get("why"), **fields)
