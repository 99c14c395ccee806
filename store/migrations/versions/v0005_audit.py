"""The audit chain, with triggers that refuse changes and deletions of its entries."""

from alembic import op
from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text

from store.migrations.columns import NAMES, ident
from store.types import Utc

revision = "0005"
down_revision = "0004"

_METADATA = MetaData(naming_convention=NAMES)

Table(
    "audit_entries",
    _METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("entered_at", Utc, nullable=False),
    Column("kind", String(20), nullable=False),
    ident("actor", nullable=False),
    ident("subject", nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("line", Text, nullable=False),
    Index(None, "actor", "seq"),
    Index(None, "subject", "seq"),
    Index(None, "kind", "seq"),
)

Table(
    "audit_head",
    _METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("chain", String(32), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

_REFUSAL = "entries of the audit chain are never changed"


def upgrade() -> None:
    """Make the tables and set the triggers."""
    connection = op.get_bind()
    _METADATA.create_all(connection)
    if connection.dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER audit_entries_no_{action.lower()} BEFORE {action} ON audit_entries "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        return
    connection.exec_driver_sql(
        "CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    connection.exec_driver_sql(
        "CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()"
    )


def downgrade() -> None:
    """Remove the tables and what is in them."""
    connection = op.get_bind()
    _METADATA.drop_all(connection)
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("DROP FUNCTION audit_entries_refuse()")
