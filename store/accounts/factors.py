"""The second factor: an authenticator app, and codes for the day when it is lost."""

from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from detector.errors import AccountError, VaultError
from store.accounts.managing import enter_change
from store.accounts.readable import new_recovery_codes, recovery_hash
from store.accounts.sessions import end_sessions
from store.accounts.totp import matching_step, new_totp_secret
from store.sealing.vault import Vault
from store.tables.accounts import accounts, recovery_codes
from store.types import utc


def place_of(account_id: str) -> str:
    """Where the secret of an account's app belongs, as the vault is told."""
    return f"totp:{account_id}"


def begin_second_factor(connection: Connection, vault: Vault, account_id: str) -> str:
    """A new secret to be shown to the person; it counts from the first code of it on, the old one until then.

    Raises VaultError where it cannot be encrypted.
    """
    secret = new_totp_secret()
    _update(connection, account_id, totp_pending=vault.seal(secret, place_of(account_id)))
    return secret


def confirm_second_factor(connection: Connection, vault: Vault, account_id: str, code: str, at_us: int) -> list[str]:
    """Take the new secret by a code of it; the recovery codes, shown this once.

    Ends the account's sessions, which were opened with less; open a new one. Raises AccountError: a wrong code;
    VaultError.
    """
    row = connection.execute(select(accounts).where(accounts.c.account_id == account_id)).one_or_none()
    secret = vault.open(row.totp_pending, place_of(account_id)) if row is not None and row.totp_pending else None
    step = matching_step(secret, code, at_us) if secret is not None else None
    if step is None:
        message = "this code is not the app's present one; see that the clock of the phone is right, and try the next"
        raise AccountError(message)
    assert row is not None
    _update(connection, account_id, totp_secret=row.totp_pending, totp_pending=None, totp_last_step=step)
    codes = new_recovery_codes()
    connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    hashes = [{"account_id": account_id, "code_hash": recovery_hash(account_id, code)} for code in codes]
    connection.execute(recovery_codes.insert(), hashes)
    end_sessions(connection, account_id)
    enter_change(connection, account_id, account_id, "second_factor_set", at_us)
    return codes


def accept_code(connection: Connection, vault: Vault, row: Row[Any], code: str, at_us: int) -> tuple[str | None, str]:
    """Use up a code of an account that has a second factor: which method it was, or None and why it is no good.

    In the transaction that signs in: the step or recovery code is spent with it, so no code works twice. Where the
    app's secret cannot be read back, recovery codes still work; an error would tell that the password was right.
    """
    why = "second_factor"
    try:
        secret: str | None = vault.open(row.totp_secret, place_of(row.account_id))
    except VaultError:
        secret, why = None, "second_factor_unreadable"
    step = matching_step(secret, code, at_us, row.totp_last_step) if secret is not None else None
    if step is not None:
        _update(connection, row.account_id, totp_last_step=step)
        return "totp", ""
    mine = recovery_codes.c.account_id == row.account_id
    this = mine & (recovery_codes.c.code_hash == recovery_hash(row.account_id, code))
    unused = this & recovery_codes.c.used_at.is_(None)
    spent = connection.execute(update(recovery_codes).where(unused).values(used_at=utc(at_us)))
    return ("recovery", "") if spent.rowcount == 1 else (None, why)


def codes_left(connection: Connection, account_id: str) -> int:
    """How many recovery codes are not used yet."""
    mine = (recovery_codes.c.account_id == account_id) & recovery_codes.c.used_at.is_(None)
    return len(connection.execute(select(recovery_codes.c.code_hash).where(mine)).all())


def _update(connection: Connection, account_id: str, **values: object) -> None:
    connection.execute(update(accounts).where(accounts.c.account_id == account_id).values(values))
