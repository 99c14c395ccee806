"""What administrators do with accounts. Each change is an entry of the audit chain, in the same transaction."""

from sqlalchemy import Connection, delete, update

from detector.errors import AccountError
from store.accounts.account import Account, checked_role, find_row, need_account, plain_name
from store.accounts.passwords import Passwords, check_new_password
from store.accounts.readable import new_password, readable_secret
from store.audit.chain import append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.tables.accounts import accounts, recovery_codes, sessions
from store.types import fit_id, utc


def enter_change(
    connection: Connection, actor: str, account_id: str, change: str, at_us: int, **details: Detail
) -> None:
    """Enter a change of what an account may do."""
    subject = f"account:{account_id}"
    happened = Happened(kind="permission_change", actor=actor, subject=subject, details={"change": change, **details})
    append(connection, happened, at_us)


def add_account(
    connection: Connection,
    passwords: Passwords,
    name: str,
    role: str,
    *,
    actor: str,
    at_us: int,
    person_id: str | None = None,
) -> tuple[Account, str]:
    """A new account and its first password, to be handed to the person and replaced at the first sign-in.

    Raises AccountError: a name that is taken or cannot be used, an unknown role, a seller or manager without a person.
    """
    plain, known = plain_name(name), checked_role(role)
    if known in ("seller", "manager") and not person_id:
        message = f"an account of a {known} needs the person's id, whose customers or team it may see: --person"
        raise AccountError(message)
    if find_row(connection, plain) is not None:
        message = f"there is an account {plain!r} already; `transferwatch accounts reset` gives it a new password"
        raise AccountError(message)
    password, account_id = new_password(), f"a-{readable_secret(2)}"
    row = {
        "account_id": account_id,
        "name": plain,
        "person_id": fit_id(person_id) if person_id else None,
        "role": known,
        "password_hash": passwords.hash(password),
        "must_change_password": True,
        "totp_last_step": -1,
        "failed": 0,
        "created_at": utc(at_us),
    }
    connection.execute(accounts.insert().values(row))
    enter_change(connection, actor, account_id, "created", at_us, role=known)
    return need_account(connection, plain), password


def set_role(connection: Connection, name: str, role: str, *, actor: str, at_us: int) -> Account:
    """Give an account another role; its sessions end, so that nothing of the old one is left on a screen."""
    account, known = need_account(connection, name), checked_role(role)
    if known in ("seller", "manager") and not account.person_id:
        message = f"account {account.name!r} has no person, whose customers or team a {known} may see; add another one"
        raise AccountError(message)
    _change(connection, account, role=known)
    enter_change(connection, actor, account.account_id, "role", at_us, role=known, from_role=account.role)
    return need_account(connection, name)


def disable(connection: Connection, name: str, *, actor: str, at_us: int) -> Account:
    """End an account's sessions and refuse its sign-ins and keys from now on. What it did stays told."""
    account = need_account(connection, name)
    _change(connection, account, disabled_at=utc(at_us))
    enter_change(connection, actor, account.account_id, "disabled", at_us)
    return need_account(connection, name)


def enable(connection: Connection, name: str, *, actor: str, at_us: int) -> Account:
    """Take an account back into service; its keys work again too."""
    account = need_account(connection, name)
    _change(connection, account, disabled_at=None, failed=0, locked_until_at=None)
    enter_change(connection, actor, account.account_id, "enabled", at_us)
    return need_account(connection, name)


def reset(
    connection: Connection, passwords: Passwords, name: str, *, actor: str, at_us: int, second_factor: bool = False
) -> str:
    """A new password for a person who lost theirs, which also lifts a lock; `second_factor`: take that away too."""
    account, password = need_account(connection, name), new_password()
    hashed = passwords.hash(password)
    _change(connection, account, password_hash=hashed, must_change_password=True, failed=0, locked_until_at=None)
    if second_factor:
        _change(connection, account, totp_secret=None, totp_pending=None, totp_last_step=-1)
        connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account.account_id))
    change = "password_and_second_factor_reset" if second_factor else "password_reset"
    enter_change(connection, actor, account.account_id, change, at_us)
    return password


def change_password(connection: Connection, passwords: Passwords, name: str, new: str, *, at_us: int) -> None:
    """Take a person's own new password; who asks has just shown the old one. Raises AccountError where it is weak."""
    account = need_account(connection, name)
    check_new_password(new, account.name)
    _change(connection, account, password_hash=passwords.hash(new), must_change_password=False)
    enter_change(connection, account.account_id, account.account_id, "password_changed", at_us)


def _change(connection: Connection, account: Account, **values: object) -> None:
    """Change columns of an account and end its sessions."""
    mine = accounts.c.account_id == account.account_id
    connection.execute(update(accounts).where(mine).values(values))
    connection.execute(delete(sessions).where(sessions.c.account_id == account.account_id))
