"""What the worker says."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    text,
)

from store.migrations.columns import NAMES, free_text, ident, key, moment
from store.types import Json, Utc

revision = "0002"
down_revision = "0001"

_METADATA = MetaData(naming_convention=NAMES)

Table(
    "assessments",
    _METADATA,
    key("customer_id"),
    key("assessment_id"),
    Column("revision", Integer, nullable=False),
    ident("order_id"),
    ident("originator_id"),
    ident("beneficiary_id"),
    ident("compared_with"),
    Column("owners", Json, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("score", SmallInteger, nullable=False),
    Column("reason_result", String(20)),
    Column("reason_late", Boolean, nullable=False),
    Column("decided", Boolean, nullable=False),
    ident("superseded_by"),
    *moment("assessed"),
    ident("rules_digest", nullable=False),
    Column("matter_at", Utc, nullable=False),
    Index(None, "assessment_id"),
    Index(None, "originator_id", "beneficiary_id", "matter_at", "assessment_id"),
    Index(None, "reason_result", "decided", "matter_at", "assessment_id"),
    Index(None, "outcome", "matter_at", "assessment_id"),
)

Table(
    "assessment_revisions",
    _METADATA,
    key("customer_id"),
    key("assessment_id"),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("outcome", String(10), nullable=False),
    Column("score", SmallInteger, nullable=False),
    *moment("assessed"),
    Column("assessment", Json, nullable=False),
)

Table(
    "orders",
    _METADATA,
    key("customer_id"),
    key("order_id"),
    ident("seller_id", nullable=False),
    *moment("ordered"),
    *moment("stated"),
    ident("statement_id", nullable=False),
    Column("amount", String(50), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("order_type", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Index(None, "order_id"),
    Index(None, "ordered_at", "customer_id", "order_id"),
)

Table(
    "order_people",
    _METADATA,
    key("customer_id"),
    key("order_id"),
    key("person_id"),
    Column("part", String(20), primary_key=True),
    Column("outcome", String(10), nullable=False),
    Column("ordered_at", Utc, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Index(None, "person_id", "outcome", "ordered_at"),
)

Table(
    "alerts",
    _METADATA,
    key("alert_id"),
    ident("case_id", nullable=False),
    Column("revision", Integer, nullable=False),
    Column("severity", String(10), nullable=False),
    Column("status", String(20), nullable=False),
    ident("assessment_id"),
    ident("finding_id"),
    ident("originator_id"),
    ident("beneficiary_id"),
    ident("customer_id"),
    ident("order_id"),
    Column("amount", String(50)),
    Column("currency", String(3)),
    *moment("raised"),
    free_text("headline", nullable=False),
    Column("alert", Json, nullable=False),
    Index(None, "case_id"),
    Index(None, "customer_id"),
    Index(None, "raised_at", "alert_id"),
)

Table(
    "credits",
    _METADATA,
    key("entry_id"),
    ident("customer_id", nullable=False),
    ident("order_id", nullable=False),
    ident("payee_id", nullable=False),
    Column("credit_type", String(20), nullable=False),
    Column("share", String(50), nullable=False),
    Column("amount", String(50), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("status", String(10), nullable=False),
    ident("plan_id", nullable=False),
    Column("plan_version", Integer, nullable=False),
    *moment("effective"),
    Column("accounting_period", String(20), nullable=False),
    Column("original_period", String(20)),
    ident("reverses"),
    free_text("reason", nullable=False),
    ident("assessment_id", nullable=False),
    Column("line", BigInteger, nullable=False),
    Index(None, "payee_id", "accounting_period", "effective_at", "line", "entry_id"),
    Index(None, "customer_id", "order_id"),
)

Table(
    "findings",
    _METADATA,
    key("finding_id"),
    Column("kind", String(50), nullable=False),
    ident("subject"),
    Column("period", String(20)),
    ident("assessment_id"),
    Column("level", String(20)),
    Column("finding", Json, nullable=False),
    Index(None, "kind", "period", "finding_id"),
    Index(None, "subject"),
    Index(None, "assessment_id"),
)

Table(
    "dead_letters",
    _METADATA,
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    ident("topic", nullable=False),
    Column("reason_code", String(50), nullable=False),
    free_text("message", nullable=False),
    ident("subject_id"),
    Column("refused_at", Utc),
    Column("letter", Json, nullable=False),
    Index(None, "reason_code", "topic"),
    Index(None, "subject_id"),
)


def upgrade() -> None:
    """Make the tables."""
    connection = op.get_bind()
    _METADATA.create_all(connection)
    if connection.dialect.name == "postgresql":
        _compress_fast(connection)


def _compress_fast(connection: Connection) -> None:
    """Assessments are 2 kB of JSON each: PostgreSQL's own way of packing them takes longer than writing them."""
    known = connection.execute(
        text("SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'")
    ).scalar()
    if known is not None and "lz4" in known:
        op.execute("ALTER TABLE assessment_revisions ALTER COLUMN assessment SET COMPRESSION lz4")


def downgrade() -> None:
    """Remove the tables and what is in them."""
    _METADATA.drop_all(op.get_bind())
