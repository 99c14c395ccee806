"""Input events."""

from alembic import op
from sqlalchemy import BigInteger, Column, Double, Index, MetaData, String, Table

from store.migrations.columns import NAMES, free_text, ident, key, moment, stated
from store.types import Json

revision = "0001"
down_revision = None

_METADATA = MetaData(naming_convention=NAMES)

Table(
    "activities",
    _METADATA,
    key("customer_id"),
    key("event_id"),
    *stated(),
    ident("actor_id", nullable=False),
    free_text("activity_type", nullable=False),
    Column("direction", String(20)),
    Column("duration_seconds", Double),
    free_text("content"),
    free_text("stage"),
)

Table(
    "ownership_changes",
    _METADATA,
    key("customer_id"),
    key("event_id"),
    *stated(),
    ident("previous_owner_id"),
    ident("new_owner_id"),
    ident("changed_by"),
    free_text("reason_code"),
    free_text("reason_text"),
)

Table(
    "order_statements",
    _METADATA,
    key("customer_id"),
    key("event_id"),
    *stated(),
    ident("order_id", nullable=False),
    ident("seller_id", nullable=False),
    ident("entered_by"),
    Column("amount", String(50), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("order_type", String(20)),
    free_text("order_source"),
    Column("status", String(20), nullable=False),
    Index(None, "customer_id", "order_id"),
    Index(None, "order_id"),
)

Table(
    "decisions",
    _METADATA,
    key("customer_id"),
    key("event_id"),
    *stated(),
    ident("decided_by", nullable=False),
    Column("decision", String(20), nullable=False),
    free_text("reason"),
    ident("order_id"),
    ident("transfer_event_id"),
    free_text("amount"),
    Column("shares", Json),
    free_text("reason_code"),
    free_text("reason_text"),
    Index(None, "occurred_at", "customer_id", "event_id"),
    Index(None, "decided_by", "occurred_at"),
    Index(None, "order_id"),
)

Table(
    "people",
    _METADATA,
    key("person_id"),
    key("event_id"),
    *stated(),
    Column("role", String(20), nullable=False),
    ident("team_id"),
    ident("manager_id"),
    Column("status", String(20), nullable=False),
    *moment("effective"),
    Index(None, "team_id"),
)

Table(
    "names",
    _METADATA,
    Column("subject_type", String(20), primary_key=True),
    key("subject_id"),
    ident("event_id", nullable=False),
    *stated(),
    free_text("display_name"),
)

Table(
    "quotas",
    _METADATA,
    key("person_id"),
    key("event_id"),
    *stated(),
    Column("period", String(10), nullable=False),
    Column("metric", String(20), nullable=False),
    free_text("target", nullable=False),
    Column("currency", String(3)),
)


def upgrade() -> None:
    """Make the tables."""
    _METADATA.create_all(op.get_bind())


def downgrade() -> None:
    """Remove the tables and what is in them."""
    _METADATA.drop_all(op.get_bind())
