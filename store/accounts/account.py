"""An account as the store has it, and how names are compared."""

import unicodedata
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from detector.errors import AccountError
from store.accounts.lockout import Failures
from store.accounts.roles import ROLES, SECOND_FACTOR_ROLES, Role
from store.tables.accounts import accounts
from store.types import microseconds

LONGEST_NAME = 100


class Account(NamedTuple):
    """An account without its secrets."""

    account_id: str
    name: str
    person_id: str | None
    role: Role
    must_change_password: bool
    has_second_factor: bool
    failures: Failures
    disabled_at: datetime | None
    signed_in_at: datetime | None

    @property
    def needs_second_factor(self) -> bool:
        """Whether nothing but setting up a second factor may be done before there is one."""
        return self.role in SECOND_FACTOR_ROLES and not self.has_second_factor


def plain_name(name: str) -> str:
    """The one form of an account's name: case and width do not matter, so nobody can look like somebody else.

    >>> plain_name(" Gao@Ｎorth ")
    'gao@north'

    Raises AccountError: empty, too long, or with characters that cannot be seen.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name.strip()).casefold())
    if not 1 <= len(plain) <= LONGEST_NAME or any(unicodedata.category(char)[0] in "CZ" for char in plain):
        message = f"the account's name {name[:40]!r} cannot be used; expected 1 to {LONGEST_NAME} visible characters"
        raise AccountError(message)
    return plain


def checked_role(role: str) -> Role:
    """A role by its name. Raises AccountError for another one."""
    for known in ROLES:
        if role == known:
            return known
    message = f"{role!r} is no role; expected one of {', '.join(ROLES)}"
    raise AccountError(message)


def account_of(row: Row[Any]) -> Account:
    """The account of a row of the table."""
    return Account(
        account_id=row.account_id,
        name=row.name,
        person_id=row.person_id,
        role=checked_role(row.role),
        must_change_password=row.must_change_password,
        has_second_factor=row.totp_secret is not None,
        failures=Failures(row.failed, microseconds(row.locked_until_at)),
        disabled_at=row.disabled_at,
        signed_in_at=row.signed_in_at,
    )


def find_row(connection: Connection, name: str) -> Row[Any] | None:
    """The row of a name as typed; None where nobody has it."""
    try:
        plain = plain_name(name)
    except AccountError:
        return None
    return connection.execute(select(accounts).where(accounts.c.name == plain)).one_or_none()


def need_account(connection: Connection, name: str) -> Account:
    """The account of a name. Raises AccountError where there is none: for administrators, never for who signs in."""
    row = find_row(connection, name)
    if row is None:
        message = f"there is no account {name[:40]!r}; `transferwatch accounts list` shows those that there are"
        raise AccountError(message)
    return account_of(row)


def all_accounts(connection: Connection) -> list[Account]:
    """Every account, by name."""
    return [account_of(row) for row in connection.execute(select(accounts).order_by(accounts.c.name))]
