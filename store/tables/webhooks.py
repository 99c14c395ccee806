"""Where other systems are told of alerts and cases: their addresses, and what is on its way to them."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from store.schema import METADATA, ident, key
from store.types import Json, Utc

webhooks = Table(
    "webhooks",
    METADATA,
    key("webhook_id"),
    Column("label", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("kinds", Json, nullable=False),
    Column("secret", Text, nullable=False),
    Column("previous_secret", Text),
    Column("previous_until_at", Utc),
    ident("created_by", nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("removed_at", Utc),
)
"""`secret`: empty where the webhook was removed or its secret given up; `previous_secret`: the one before, which signs
too until its end. Both are encrypted (`store.sealing`)."""

webhook_deliveries = Table(
    "webhook_deliveries",
    METADATA,
    key("delivery_id"),
    ident("webhook_id", nullable=False),
    Column("event_id", String(64), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("occurred_at", Utc, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("next_at", Utc),
    Column("attempts", Integer, nullable=False),
    Column("log", Json, nullable=False),
    Column("tried_at", Utc),
    Index(None, "state", "next_at"),
    Index(None, "webhook_id", "occurred_at", "delivery_id"),
)
"""An event for one webhook. `state`: waiting, delivered or dead. `next_at`: when a waiting one is tried; while somebody
tries it, when others may. `log`: the last attempts."""
