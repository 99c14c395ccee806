"""API keys: for programs, with scopes and an end, acting for an account and never able to do more than it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, select, update

from detector.errors import AccountError
from detector.instant import DAY_US, SECOND_US, format_instant
from store.accounts.account import Account, account_of, need_account
from store.accounts.managing import enter_change
from store.accounts.passwords import Passwords
from store.accounts.tokens import KeyParts, new_key, split_key
from store.audit.chain import append
from store.audit.entry import NOBODY, Happened
from store.audit.kinds import Detail
from store.engine import reading, writing
from store.tables.accounts import accounts, api_keys
from store.types import clean_text, microseconds, utc

SCOPES: tuple[str, ...] = (
    "orders:read",
    "cases:read",
    "ledger:read",
    "findings:read",
    "rules:read",
    "people:read",
    "dead-letters:read",
    "export",
    "decisions:write",
    "webhooks:manage",
)
LONGEST_DAYS = 400
USED_EVERY_SECONDS = 60


class ApiKey(NamedTuple):
    """A key without its secret."""

    key_id: str
    account_id: str
    label: str
    scopes: tuple[str, ...]
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class KeyHolder(NamedTuple):
    """Whom a request with a key acts for, and what the key allows of that."""

    account: Account
    key_id: str
    scopes: frozenset[str]


def add_key(
    connection: Connection,
    keys: Passwords,
    name: str,
    label: str,
    scopes: Sequence[str],
    days: int,
    *,
    actor: str,
    at_us: int,
) -> KeyParts:
    """A new key for an account; it is shown this once. `keys`: at the cost FOR_KEYS.

    Raises AccountError: no such account, no scope or an unknown one, or more days than a key may live.
    """
    account = need_account(connection, name)
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        message = f"scopes {', '.join(unknown) or '(none)'}: expected some of {', '.join(SCOPES)}"
        raise AccountError(message)
    if not 1 <= days <= LONGEST_DAYS:
        message = f"a key for {days} days: expected 1 to {LONGEST_DAYS}; make a new one before it ends"
        raise AccountError(message)
    key, until_us, sorted_scopes = new_key(), at_us + days * DAY_US, sorted(set(scopes))
    row = {
        "key_id": key.key_id,
        "account_id": account.account_id,
        "label": clean_text(label),
        "secret_hash": keys.hash(key.secret),
        "scopes": sorted_scopes,
        "created_at": utc(at_us),
        "expires_at": utc(until_us),
    }
    connection.execute(api_keys.insert().values(row))
    until = format_instant(until_us)
    enter_change(connection, actor, account.account_id, "key_created", at_us, scopes=sorted_scopes, until=until)
    return key


def revoke_key(connection: Connection, key_id: str, *, actor: str, at_us: int) -> None:
    """Refuse a key from now on. Raises AccountError where there is no such key, or it was revoked before."""
    this = (api_keys.c.key_id == key_id) & api_keys.c.revoked_at.is_(None)
    row = connection.execute(select(api_keys.c.account_id).where(this)).one_or_none()
    if row is None:
        message = f"there is no key {key_id[:40]!r} that works; `transferwatch accounts keys` lists them"
        raise AccountError(message)
    connection.execute(update(api_keys).where(this).values(revoked_at=utc(at_us)))
    enter_change(connection, actor, row.account_id, "key_revoked", at_us)


class RefusedKey(NamedTuple):
    """Why a key does not work, for the audit trail alone; `key_id` and `account_id` where there is such a key."""

    why: str
    key_id: str | None = None
    account_id: str | None = None


def use_key(engine: Engine, keys: Passwords, text: str, at_us: int) -> KeyHolder | RefusedKey:
    """Whom a request's key acts for, or why it does not work, after the same time for whatever is wrong."""
    parts = split_key(text)
    with reading(engine) as connection:
        row = _find(connection, parts.key_id) if parts else None
    right = keys.matches(row.secret_hash if row is not None else None, parts.secret if parts else "")
    why = _why_not(row, right, at_us)
    if row is None or why:
        return RefusedKey(why) if row is None else RefusedKey(why, row.key_id, row.account_id)
    if at_us - microseconds(row.last_used_at) >= USED_EVERY_SECONDS * SECOND_US:
        with writing(engine) as connection:
            connection.execute(update(api_keys).where(api_keys.c.key_id == row.key_id).values(last_used_at=utc(at_us)))
    return KeyHolder(account_of(row), row.key_id, frozenset(row.scopes))


def _why_not(row: Row[Any] | None, right: bool, at_us: int) -> str:
    if row is None:
        return "unknown"
    if not right:
        return "secret"
    if row.revoked_at is not None:
        return "revoked"
    if row.disabled_at is not None:
        return "disabled"
    return "expired" if at_us >= microseconds(row.expires_at) else ""


def enter_refused(engine: Engine, refused: RefusedKey, at_us: int) -> None:
    """Enter a key that was refused. Who stands there only where its secret was right: ids of keys are no secret."""
    known = refused.account_id if refused.why != "secret" else None
    details: dict[str, Detail] = {"result": "refused", "method": "key", "why": refused.why}
    if refused.key_id is not None:
        details["key_id"] = refused.key_id
    subject = f"account:{refused.account_id or NOBODY}"
    happened = Happened(kind="sign_in", actor=known or NOBODY, subject=subject, details=details)
    with writing(engine) as connection:
        append(connection, happened, at_us)


def all_keys(connection: Connection) -> list[ApiKey]:
    """Every key, revoked and expired ones too, by account and id."""
    rows = connection.execute(select(api_keys).order_by(api_keys.c.account_id, api_keys.c.key_id))
    return [
        ApiKey(
            row.key_id,
            row.account_id,
            row.label,
            tuple(row.scopes),
            row.expires_at,
            row.last_used_at,
            row.revoked_at,
        )
        for row in rows
    ]


def _find(connection: Connection, key_id: str) -> Row[Any] | None:
    of_account = [column for column in accounts.c if column.name not in ("account_id", "created_at", "password_hash")]
    query = (
        select(api_keys, *of_account)
        .join(accounts, accounts.c.account_id == api_keys.c.account_id)
        .where(api_keys.c.key_id == key_id)
    )
    return connection.execute(query).one_or_none()
