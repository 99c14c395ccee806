"""Cases, their history, the outbox of decisions, and decisions from elsewhere."""

from alembic import op
from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

from store.migrations.columns import NAMES, free_text, ident, key, moment
from store.types import Json, Utc

revision = "0007"
down_revision = "0006"

_METADATA = MetaData(naming_convention=NAMES)

Table(
    "cases",
    _METADATA,
    key("case_id"),
    ident("customer_id"),
    Column("state", String(10), nullable=False),
    Column("disposition", String(10)),
    Column("version", Integer, nullable=False),
    ident("assignee_id"),
    Column("due_at", Utc),
    *moment("opened"),
    Column("changed_at", Utc, nullable=False),
    Column("seen", Json),
    Index(None, "customer_id"),
    Index(None, "state", "opened_at", "case_id"),
    Index(None, "assignee_id", "state"),
)

Table(
    "case_events",
    _METADATA,
    key("case_id"),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    ident("actor"),
    ident("person_id"),
    ident("customer_id"),
    Column("occurred_at", Utc, nullable=False),
    Column("details", Json, nullable=False),
    free_text("text"),
    Index(None, "customer_id"),
    Index(None, "person_id"),
)

Table(
    "outbox",
    _METADATA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    ident("case_id", nullable=False),
    ident("customer_id", nullable=False),
    ident("event_id", nullable=False),
    ident("order_id"),
    ident("decided_by", nullable=False),
    Column("decision", String(20), nullable=False),
    Column("occurred_at", Utc, nullable=False),
    Column("event_sha256", String(64), nullable=False),
    Column("payload", Text),
    Column("sent_at", Utc),
    Column("sent_to", Text),
    UniqueConstraint("customer_id", "event_id"),
    Index(None, "sent_at", "number"),
    Index(None, "case_id"),
)

Table(
    "foreign_decisions",
    _METADATA,
    key("customer_id"),
    key("event_id"),
    Column("why", String(10), nullable=False),
    ident("decided_by", nullable=False),
    Column("decision", String(20), nullable=False),
    ident("order_id"),
    Column("occurred_at", Utc, nullable=False),
    Index(None, "occurred_at", "customer_id", "event_id"),
)


def upgrade() -> None:
    """Make the tables."""
    _METADATA.create_all(op.get_bind())


def downgrade() -> None:
    """Remove the tables and what is in them."""
    _METADATA.drop_all(op.get_bind())
