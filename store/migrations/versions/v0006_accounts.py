"""Accounts, recovery codes, sessions, API keys and used links."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text

from store.migrations.columns import NAMES, ident, key
from store.types import Json, Utc

revision = "0006"
down_revision = "0005"

_METADATA = MetaData(naming_convention=NAMES)

Table(
    "accounts",
    _METADATA,
    key("account_id"),
    Column("name", String(100), nullable=False, unique=True),
    ident("person_id"),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(255)),
    Column("must_change_password", Boolean, nullable=False),
    Column("totp_secret", String(64)),
    Column("totp_pending", String(64)),
    Column("totp_last_step", BigInteger, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("locked_until_at", Utc),
    Column("disabled_at", Utc),
    Column("created_at", Utc, nullable=False),
    Column("signed_in_at", Utc),
    Index(None, "person_id"),
)

Table(
    "recovery_codes",
    _METADATA,
    key("account_id"),
    Column("code_hash", String(64), primary_key=True),
    Column("used_at", Utc),
)

Table(
    "sessions",
    _METADATA,
    key("session_id"),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("previous_hash", String(64), index=True),
    ident("account_id", nullable=False),
    Column("second_factor", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("rotated_at", Utc, nullable=False),
    Index(None, "account_id"),
)

Table(
    "api_keys",
    _METADATA,
    key("key_id"),
    ident("account_id", nullable=False),
    Column("label", Text, nullable=False),
    Column("secret_hash", String(255), nullable=False),
    Column("scopes", Json, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("last_used_at", Utc),
    Column("revoked_at", Utc),
    Index(None, "account_id"),
)

Table(
    "used_links",
    _METADATA,
    key("nonce"),
    Column("until_at", Utc, nullable=False),
)


def upgrade() -> None:
    """Make the tables."""
    _METADATA.create_all(op.get_bind())


def downgrade() -> None:
    """Remove the tables and what is in them."""
    _METADATA.drop_all(op.get_bind())
