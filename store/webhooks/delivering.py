"""The outbox of webhooks: what is due is claimed, tried, and tried again later, until it arrived or is given up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Engine, delete, func, select, tuple_, update

from detector.errors import UsageError
from detector.instant import DAY_US, SECOND_US
from store.engine import reading, writing
from store.queries.paging import Page, check_limit, page_of, read_cursor
from store.tables.webhooks import webhook_deliveries, webhooks
from store.types import fit_id, utc
from store.webhooks.telling import AT_ONCE

WAITS_S: Sequence[int] = (10, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)
"""After the first failed attempt, the second, and so on: two days in all. After the last one an event is dead."""

LEASE_S = 60
"""So long others leave a delivery to whoever claimed it; longer than one attempt may take."""

KEPT_DAYS = 30
"""So long the log has what was delivered or given up."""

GONE = 410
"""The receiver says that it never wants this again (RFC 9110, 15.5.11)."""

_LOGGED = 20


class Due(NamedTuple):
    """A delivery to be tried now. `secrets`: sealed, the newest first; `attempt`: from 1 on."""

    delivery_id: str
    webhook_id: str
    kind: str
    event_id: str
    url: str
    body: bytes
    secrets: Sequence[str]
    attempt: int


class Outcome(msgspec.Struct, frozen=True):
    """What an attempt came to: an HTTP status, or else why there was none."""

    at: datetime
    status: int | None
    error: str | None
    milliseconds: int


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery with its last attempts; what it says is not shown."""

    delivery_id: str
    webhook_id: str
    event_id: str
    kind: str
    occurred_at: datetime
    state: str
    attempts: int
    next_at: datetime | None
    log: list[Outcome]


def claim_due(engine: Engine, at_us: int, limit: int) -> list[Due]:
    """Take what is due for oneself; others may have it again after LEASE_S. Raises StoreError."""
    table = webhook_deliveries
    now, leased = utc(at_us), utc(at_us + LEASE_S * SECOND_US)
    here = (table.c.state == "waiting") & (table.c.next_at <= now)
    with reading(engine) as connection:  # nothing is due most of the time: no writer need wait for that answer
        if connection.execute(select(table.c.delivery_id).where(here).limit(1)).first() is None:
            return []
    with writing(engine) as connection:
        columns = (table, webhooks.c.url, webhooks.c.secret, webhooks.c.previous_secret, webhooks.c.previous_until_at)
        query = (
            select(*columns)
            .join(webhooks, webhooks.c.webhook_id == table.c.webhook_id)
            .where(here, webhooks.c.removed_at.is_(None))
            .order_by(table.c.next_at, table.c.occurred_at, table.c.delivery_id)
            .limit(limit)
            .with_for_update(of=table, skip_locked=True)
        )
        rows = connection.execute(query).all()
        ids = [row.delivery_id for row in rows]
        connection.execute(update(table).where(table.c.delivery_id.in_(ids)).values(next_at=leased))
    return [_due(row, now) for row in rows]


def _due(row: Any, now: datetime) -> Due:
    both = row.previous_secret is not None and row.previous_until_at is not None and now < row.previous_until_at
    keys = [row.secret, row.previous_secret] if both else [row.secret]
    body = row.payload.encode()
    return Due(row.delivery_id, row.webhook_id, row.kind, row.event_id, row.url, body, keys, row.attempts + 1)


def note_outcomes(engine: Engine, outcomes: Mapping[str, Outcome]) -> list[str]:
    """Write down what came of deliveries, by id, and when to try those again that failed.

    The states of those that waited until now: delivered, dead, or waiting again. Raises StoreError.
    """
    table, states = webhook_deliveries, []
    with writing(engine) as connection:
        rows = connection.execute(select(table).where(table.c.delivery_id.in_(sorted(outcomes)))).all()
        for row in rows:
            if row.state == "waiting":
                values = _after(row, outcomes[row.delivery_id])
                connection.execute(update(table).where(table.c.delivery_id == row.delivery_id).values(values))
                states.append(str(values.get("state", "waiting")))
    return states


def _after(row: Any, outcome: Outcome) -> dict[str, Any]:
    attempts = row.attempts + 1
    log = [*row.log, msgspec.to_builtins(outcome)][-_LOGGED:]
    values: dict[str, Any] = {"attempts": attempts, "log": log, "tried_at": outcome.at, "next_at": None}
    if outcome.status is not None and 200 <= outcome.status < 300:
        return values | {"state": "delivered"}
    if outcome.status == GONE or attempts > len(WAITS_S):
        return values | {"state": "dead"}
    return values | {"next_at": outcome.at + timedelta(seconds=WAITS_S[attempts - 1])}


def redeliver(connection: Connection, delivery_id: str) -> None:
    """Try a delivery again from the beginning, whatever came of it. Raises UsageError: there is none."""
    table = webhook_deliveries
    active = select(webhooks.c.webhook_id).where(webhooks.c.removed_at.is_(None))
    here = (table.c.delivery_id == fit_id(delivery_id)) & table.c.webhook_id.in_(active)
    values = {"state": "waiting", "next_at": AT_ONCE, "attempts": 0}
    if connection.execute(update(table).where(here).values(values)).rowcount == 0:
        message = f"there is no delivery {delivery_id[:60]!r}, or its webhook was removed"
        raise UsageError(message)


def forget_old(engine: Engine, at_us: int) -> int:
    """Remove what was delivered or given up long ago; how many. Raises StoreError."""
    table, before = webhook_deliveries, utc(at_us - KEPT_DAYS * DAY_US)
    with writing(engine) as connection:
        old = (table.c.state != "waiting") & (table.c.tried_at < before)
        return connection.execute(delete(table).where(old)).rowcount


def oldest_waiting(engine: Engine) -> datetime | None:
    """When the earliest event happened that waits; None: none does. Raises StoreError."""
    table = webhook_deliveries
    with reading(engine) as connection:
        query = select(func.min(table.c.occurred_at)).where(table.c.state == "waiting")
        found: datetime | None = connection.execute(query).scalar_one()
    return found


def count_states(connection: Connection) -> dict[tuple[str, str], int]:
    """How many deliveries there are, by webhook and state."""
    table = webhook_deliveries
    query = select(table.c.webhook_id, table.c.state, func.count()).group_by(table.c.webhook_id, table.c.state)
    return {(webhook_id, state): count for webhook_id, state, count in connection.execute(query)}


def deliveries_of(
    engine: Engine, webhook_id: str, *, state: str | None = None, after: str | None = None, limit: int = 50
) -> Page[Delivery]:
    """The deliveries of a webhook, the latest first. Raises UsageError, StoreError."""
    check_limit(limit)
    table = webhook_deliveries
    start = read_cursor("deliveries", after, (datetime, str))
    key = (table.c.occurred_at, table.c.delivery_id)
    query = select(table).where(table.c.webhook_id == fit_id(webhook_id))
    if state is not None:
        query = query.where(table.c.state == state)
    if start is not None:
        query = query.where(tuple_(*key) < start)
    with reading(engine) as connection:
        found = connection.execute(query.order_by(*(each.desc() for each in key)).limit(limit + 1)).all()
    return page_of("deliveries", found, limit, lambda row: (row.occurred_at, row.delivery_id), _delivery)


def _delivery(row: Any) -> Delivery:
    fields = {name: getattr(row, name) for name in Delivery.__struct_fields__ if name != "log"}
    return Delivery(**fields, log=msgspec.convert(row.log, list[Outcome]))
