"""Webhooks are registered, get a new key, and are removed. Each of it is an entry of the audit trail."""

import secrets
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, select, update

from detector.errors import UsageError
from detector.instant import SECOND_US
from store.accounts.readable import readable_secret
from store.audit.chain import append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.recording.rows import insert_new
from store.sealing.vault import Vault
from store.tables.webhooks import webhook_deliveries, webhooks
from store.types import clean_text, fit_id, utc
from store.webhooks.telling import PING, TOLD, Telling, delivery_row

HOURS = 24
"""So long the key before signs too, unless somebody says otherwise."""
LONGEST_HOURS = 24 * 7
MOST = 50
"""Each event is written once for every webhook that wants it."""


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook without its secrets. `previous_until`: until when the key before signs too."""

    webhook_id: str
    label: str
    url: str
    kinds: list[str]
    created_by: str
    created_at: datetime
    previous_until: datetime | None
    removed_at: datetime | None


class Doer(NamedTuple):
    """Who does it, and when."""

    account_id: str
    at_us: int


def all_webhooks(connection: Connection) -> list[Webhook]:
    """Every webhook, removed ones too, by age."""
    query = select(webhooks).order_by(webhooks.c.created_at, webhooks.c.webhook_id)
    return [_webhook(row) for row in connection.execute(query)]


def _webhook(row: Row[Any]) -> Webhook:
    same = ("webhook_id", "label", "url", "kinds", "created_by", "created_at", "removed_at")
    return Webhook(**{name: getattr(row, name) for name in same}, previous_until=row.previous_until_at)


def add_webhook(
    connection: Connection, vault: Vault, url: str, kinds: Collection[str], label: str, by: Doer
) -> tuple[Webhook, str]:
    """A new webhook and its secret, which is shown this once. The address is looked at by whoever delivers.

    Raises UsageError: nothing or something unknown to be told of, or too many webhooks; VaultError.
    """
    unknown = sorted(set(kinds) - set(TOLD))
    if unknown or not kinds:
        message = f"events {', '.join(unknown)[:200] or '(none)'}: expected some of {', '.join(TOLD)}"
        raise UsageError(message)
    if sum(1 for hook in all_webhooks(connection) if hook.removed_at is None) >= MOST:
        message = f"there are {MOST} webhooks already; remove one that is not needed"
        raise UsageError(message)
    webhook_id, secret = f"w-{readable_secret(2)}", new_secret()
    row = {
        "webhook_id": webhook_id,
        "label": clean_text(label),
        "url": clean_text(url),
        "kinds": sorted(set(kinds)),
        "secret": vault.seal(secret, place_of(webhook_id)),
        "created_by": fit_id(by.account_id),
        "created_at": utc(by.at_us),
    }
    connection.execute(webhooks.insert().values(row))
    address = f"url_sha256={sha256(url.encode()).hexdigest()}"
    _enter(connection, by, webhook_id, "webhook_added", scopes=[*sorted(set(kinds)), address])
    return _webhook(need_webhook(connection, webhook_id)), secret


def rotate_key(connection: Connection, vault: Vault, webhook_id: str, hours: int, by: Doer) -> tuple[Webhook, str]:
    """A new key for a webhook, shown this once; the old one signs beside it for some hours.

    Raises UsageError, VaultError.
    """
    # Locked: a rotation of the store's key must not seal anew meanwhile what is moved here as it was.
    row, secret = need_webhook(connection, webhook_id, lock=True), new_secret()
    until, both = utc(by.at_us + hours * 3600 * SECOND_US), hours > 0 and row.secret != ""
    values: dict[str, object] = {"secret": vault.seal(secret, place_of(row.webhook_id))}
    values |= {"previous_secret": row.secret if both else None, "previous_until_at": until if both else None}
    connection.execute(update(webhooks).where(webhooks.c.webhook_id == row.webhook_id).values(values))
    _enter(connection, by, row.webhook_id, "webhook_key", until=until.isoformat())
    return _webhook(need_webhook(connection, row.webhook_id)), secret


def remove_webhook(connection: Connection, webhook_id: str, by: Doer) -> Webhook:
    """Tell a webhook nothing more, also of what waits; its secrets go. Raises UsageError."""
    row = need_webhook(connection, webhook_id)
    mine = webhooks.c.webhook_id == row.webhook_id
    gone = {"removed_at": utc(by.at_us), "secret": "", "previous_secret": None, "previous_until_at": None}
    connection.execute(update(webhooks).where(mine).values(gone))
    waits = (webhook_deliveries.c.webhook_id == row.webhook_id) & (webhook_deliveries.c.state == "waiting")
    connection.execute(update(webhook_deliveries).where(waits).values(state="dead", next_at=None))
    _enter(connection, by, row.webhook_id, "webhook_removed")
    return next(hook for hook in all_webhooks(connection) if hook.webhook_id == row.webhook_id)


def ping(connection: Connection, webhook_id: str, by: Doer) -> str:
    """Put a test event into the outbox; the delivery's id. Raises UsageError."""
    row = need_webhook(connection, webhook_id)
    telling = Telling(PING, utc(by.at_us), row.webhook_id, secrets.token_hex(8), {"webhook_id": row.webhook_id})
    delivery = delivery_row(row.webhook_id, telling)
    insert_new(connection, webhook_deliveries, [delivery])
    return str(delivery["delivery_id"])


def need_webhook(connection: Connection, webhook_id: str, *, lock: bool = False) -> Row[Any]:
    """The row of a webhook that was not removed; `lock`: nobody else changes it meanwhile. Raises UsageError."""
    here = (webhooks.c.webhook_id == fit_id(webhook_id)) & webhooks.c.removed_at.is_(None)
    query = select(webhooks).where(here)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        message = f"there is no webhook {webhook_id[:60]!r}, or it was removed"
        raise UsageError(message)
    return row


def new_secret() -> str:
    """A key of 256 random bits."""
    return f"whsec_{secrets.token_urlsafe(32)}"


def place_of(webhook_id: str) -> str:
    """Where a webhook's secret belongs, as the vault is told."""
    return f"webhook:{webhook_id}"


def _enter(connection: Connection, by: Doer, webhook_id: str, change: str, **details: Detail) -> None:
    subject, told = f"webhook:{webhook_id}", {"change": change, **details}
    append(connection, Happened(kind="permission_change", actor=by.account_id, subject=subject, details=told), by.at_us)
