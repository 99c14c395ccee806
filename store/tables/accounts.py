"""Who may sign in: accounts, recovery codes, sessions, API keys, and the links that were used up."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from store.schema import METADATA, ident, key
from store.types import Json, Utc

accounts = Table(
    "accounts",
    METADATA,
    key("account_id"),
    Column("name", String(100), nullable=False, unique=True),
    ident("person_id"),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(255)),
    Column("must_change_password", Boolean, nullable=False),
    Column("totp_secret", String(255)),
    Column("totp_pending", String(255)),
    Column("totp_last_step", BigInteger, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("locked_until_at", Utc),
    Column("disabled_at", Utc),
    Column("created_at", Utc, nullable=False),
    Column("signed_in_at", Utc),
    Index(None, "person_id"),
)
"""`person_id`: whom the people stream knows them as. `totp_pending`: shown to the person, no code of it seen yet. Both
secrets are encrypted (`store.sealing`)."""

recovery_codes = Table(
    "recovery_codes",
    METADATA,
    key("account_id"),
    Column("code_hash", String(64), primary_key=True),
    Column("used_at", Utc),
)

sessions = Table(
    "sessions",
    METADATA,
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
"""`session_id` may be logged; `previous_hash`: of the token that the present one replaced."""

api_keys = Table(
    "api_keys",
    METADATA,
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

used_links = Table(
    "used_links",
    METADATA,
    key("nonce"),
    Column("until_at", Utc, nullable=False),
)
"""Links for one use, until they expire."""

sign_in_rates = Table(
    "sign_in_rates",
    METADATA,
    Column("sender", String(64), primary_key=True),
    Column("due_us", BigInteger, nullable=False),
)
"""How far ahead of its rate a sender of sign-ins is, until that has passed. `sender`: a hash of its address."""
