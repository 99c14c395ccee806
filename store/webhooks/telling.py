"""What other systems are told: ids, codes and states, in the transaction of what it is about.

No name, no text, no amount, no pay: whoever is to know more asks the API, as somebody who may.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from sqlalchemy import Connection, select

from detector.instant import format_instant
from store.recording.rows import insert_new
from store.tables.webhooks import webhook_deliveries, webhooks
from store.types import microseconds, utc

Told = Literal[
    "alert.raised",
    "alert.confirmed",
    "alert.withdrawn",
    "case.opened",
    "case.assigned",
    "case.explained",
    "case.decided",
    "case.closed",
    "case.reopened",
    "case.snoozed",
    "case.woken",
]
TOLD: tuple[Told, ...] = get_args(Told)
"""What a webhook may be told of."""

PING = "ping"
AT_ONCE = utc(0)


class Telling(NamedTuple):
    """One thing to tell. `mark`: with kind and subject it makes one event of it, however often it is written."""

    kind: str
    at: datetime
    subject: str
    mark: str
    data: dict[str, Any]


def tell(connection: Connection, make: Callable[[], Sequence[Telling]]) -> None:
    """Put what there is to tell into the outbox, for each webhook that wants it.

    `make` is called only where there is a webhook at all: most stores have none, and the recorder is in a hurry.
    """
    wanted = _wanted(connection)
    if not wanted:
        return
    rows = [
        row
        for telling in make()
        for webhook_id, kinds in wanted.items()
        if telling.kind in kinds
        for row in [delivery_row(webhook_id, telling)]
    ]
    unique = {row["delivery_id"]: row for row in rows}
    insert_new(connection, webhook_deliveries, [unique[name] for name in sorted(unique)])


def _wanted(connection: Connection) -> dict[str, frozenset[str]]:
    query = select(webhooks.c.webhook_id, webhooks.c.kinds).where(webhooks.c.removed_at.is_(None))
    return {row.webhook_id: frozenset(row.kinds) for row in connection.execute(query)}


def delivery_row(webhook_id: str, telling: Telling) -> dict[str, Any]:
    """The row of a delivery that is to go at once."""
    event_id = _digest(telling.kind, telling.subject, telling.mark)
    at = format_instant(microseconds(telling.at))
    body = {"id": event_id, "type": telling.kind, "occurred_at": at, "data": telling.data}
    return {
        "delivery_id": _digest(webhook_id, event_id),
        "webhook_id": webhook_id,
        "event_id": event_id,
        "kind": telling.kind,
        "occurred_at": telling.at,
        "payload": msgspec.json.encode(body).decode(),
        "state": "waiting",
        "next_at": AT_ONCE,
        "attempts": 0,
        "log": [],
        "tried_at": None,
    }


def _digest(*parts: str) -> str:
    return sha256(msgspec.json.encode(parts)).hexdigest()[:32]
