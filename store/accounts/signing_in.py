"""Signing in with name, password and code. Whatever is wrong, the answer is the same and takes as long.

Name, password and code come together: an answer after the password alone would say that it was right.
"""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, select, update

from store.accounts.account import Account, account_of, find_row
from store.accounts.factors import accept_code
from store.accounts.lockout import after_failure
from store.accounts.passwords import Passwords
from store.audit.chain import append
from store.audit.entry import NOBODY, Happened
from store.engine import reading, writing
from store.sealing.vault import Vault
from store.tables.accounts import accounts
from store.types import utc

_COUNTED = frozenset({"password", "second_factor", "second_factor_unreadable"})
"""Why an attempt failed that counts for the lock."""


class SignedIn(NamedTuple):
    """Who signed in and how: `password`, `totp` or `recovery`."""

    account: Account
    method: str


class Proofs(NamedTuple):
    """By what a sign-in is proved: how passwords are hashed, and the vault that has the apps' secrets."""

    passwords: Passwords
    vault: Vault


def sign_in(engine: Engine, proofs: Proofs, name: str, password: str, code: str, at_us: int) -> SignedIn | None:
    """Who this is; None where the sign-in is refused, for whatever reason. Each attempt is an audit entry.

    The password is hashed outside any transaction, also for a name that nobody has. Then the account is locked for the
    decision, so that of many attempts at once no more than the lockout allows are ever looked at.
    """
    passwords = proofs.passwords
    with reading(engine) as connection:
        before = find_row(connection, name)
    stored = before.password_hash if before is not None else None
    right = passwords.matches(stored, password)
    renewed = passwords.hash(password) if right and stored and passwords.is_outdated(stored) else None
    with writing(engine) as connection:
        account_id = before.account_id if before is not None else ""
        query = select(accounts).where(accounts.c.account_id == account_id).with_for_update()
        row = connection.execute(query).one_or_none()
        unchanged = row is not None and row.password_hash == stored
        method, why = _decide(connection, proofs.vault, row, right and unchanged, code, at_us)
        _note(connection, row, method, why, renewed, at_us)
        if method is None or row is None:
            return None
        return SignedIn(account_of(row), method)


def _decide(
    connection: Connection, vault: Vault, row: Row[Any] | None, right: bool, code: str, at_us: int
) -> tuple[str | None, str]:
    """The method by which it worked, or None and why not, for the audit trail alone."""
    if row is None:
        return None, "unknown"
    account = account_of(row)
    if account.disabled_at is not None:
        return None, "disabled"
    if account.failures.is_locked(at_us):
        return None, "locked"
    if not right:
        return None, "password"
    if not account.has_second_factor:
        return "password", ""
    return accept_code(connection, vault, row, code, at_us)


def _note(
    connection: Connection, row: Row[Any] | None, method: str | None, why: str, renewed: str | None, at_us: int
) -> None:
    """What the attempt leaves: counted failures, or none; and its entry. The same statements in either case."""
    values: dict[str, Any] = {"failed": 0, "locked_until_at": None, "signed_in_at": utc(at_us)}
    if method is None:
        failures = account_of(row).failures if row is not None else None
        after = after_failure(failures, at_us) if failures and why in _COUNTED else failures
        values = {"failed": after.failed} if after else {"failed": 0}
        if after:
            values["locked_until_at"] = utc(after.locked_until_us) if after.locked_until_us else None
    elif renewed is not None:
        values["password_hash"] = renewed
    account_id = row.account_id if row is not None else ""
    connection.execute(update(accounts).where(accounts.c.account_id == account_id).values(values))
    details = {"result": "ok", "method": method} if method else {"result": "refused", "method": "password", "why": why}
    subject = f"account:{account_id or NOBODY}"
    append(
        connection, Happened(kind="sign_in", actor=account_id or NOBODY, subject=subject, details={**details}), at_us
    )
