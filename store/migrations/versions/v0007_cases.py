"""Cases, their history, the outbox of decisions, decisions from elsewhere; and views of them for reading outside."""

from collections.abc import Mapping

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

_VIEWS: Mapping[str, str] = {
    "v_cases": """
        SELECT c.case_id, c.customer_id, c.state, c.disposition, c.version, c.assignee_id, c.due_at, c.opened_at,
               c.opened_offset, c.changed_at
        FROM cases c""",
    "v_case_steps": """
        SELECT e.case_id, e.version, e.kind, e.actor, e.person_id, e.customer_id, e.occurred_at FROM case_events e""",
    "v_outbox": """
        SELECT o.number, o.case_id, o.customer_id, o.event_id, o.order_id, o.decided_by, o.decision, o.occurred_at,
               o.sent_at, o.sent_to
        FROM outbox o""",
    "v_foreign_decisions": """
        SELECT d.customer_id, d.event_id, d.why, d.decided_by, d.decision, d.order_id, d.occurred_at
        FROM foreign_decisions d""",
}
"""None of them shows what a person wrote."""


def upgrade() -> None:
    """Make the tables and the views."""
    _METADATA.create_all(op.get_bind())
    for name, query in _VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")


def downgrade() -> None:
    """Remove the views, the tables and what is in them."""
    for name in _VIEWS:
        op.execute(f"DROP VIEW {name}")
    _METADATA.drop_all(op.get_bind())
