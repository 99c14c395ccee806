"""Webhooks, and what is on its way to them."""

from alembic import op
from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text

from store.migrations.columns import NAMES, ident, key
from store.types import Json, Utc

revision = "0008"
down_revision = "0007"

_METADATA = MetaData(naming_convention=NAMES)

Table(
    "webhooks",
    _METADATA,
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

Table(
    "webhook_deliveries",
    _METADATA,
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


def upgrade() -> None:
    """Make the tables."""
    _METADATA.create_all(op.get_bind())


def downgrade() -> None:
    """Remove the tables and what is in them."""
    _METADATA.drop_all(op.get_bind())
