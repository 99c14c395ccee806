"""The accounts of a demo: one for each role, with one password, made anew for each run."""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from cli.demoing.firm import Firm
from cli.store_options import now_us
from detector.instant import SECOND_US
from store.accounts.account import Account
from store.accounts.factors import begin_second_factor, confirm_second_factor
from store.accounts.managing import add_account, change_password
from store.accounts.passwords import Cost, Passwords
from store.accounts.readable import new_password
from store.accounts.roles import ROLES, SECOND_FACTOR_ROLES, Role
from store.accounts.totp import STEP_SECONDS, hotp, totp_step
from store.engine import writing
from store.sealing.vault import Vault

FILE = "accounts.txt"
_MAKER = "demo"
_THROWN_AWAY = Cost(1, 8, 1)  # for first passwords, which are replaced before anybody could guess


class Login(NamedTuple):
    """How to sign in to an account. `codes`: each is a second factor once; `secret`: for an app, or empty."""

    role: Role
    name: str
    person_id: str | None
    codes: tuple[str, ...]
    secret: str


class Logins(NamedTuple):
    """All accounts and their one password."""

    password: str
    accounts: tuple[Login, ...]


def make_accounts(engine: Engine, firm: Firm, vault: Vault, passwords: Passwords | None = None) -> Logins:
    """Make them in a store that has none; `vault`: the console's. `passwords`: tests take cheaper ones.

    Raises StoreError, VaultError.
    """
    password, cheap = new_password(), Passwords(_THROWN_AWAY)
    passwords = passwords or Passwords()
    people = {"manager": firm.manager, "seller": firm.seller}
    made = []
    for role in ROLES:
        with writing(engine) as connection:
            person, at_us = people.get(role), now_us()
            account, _ = add_account(connection, cheap, role, role, actor=_MAKER, at_us=at_us, person_id=person)
            change_password(connection, passwords, account.name, password, at_us=at_us)
        made.append(_with_factor(engine, vault, account) if role in SECOND_FACTOR_ROLES else _login(account, (), ""))
    return Logins(password, tuple(made))


def _with_factor(engine: Engine, vault: Vault, account: Account) -> Login:
    """Set up its second factor by a code of the step before, so that the app's present code still works."""
    with writing(engine) as connection:
        secret, at_us = begin_second_factor(connection, vault, account.account_id), now_us()
        code = hotp(secret, totp_step(at_us - STEP_SECONDS * SECOND_US))
        codes = confirm_second_factor(connection, vault, account.account_id, code, at_us)
    return _login(account, tuple(codes), secret)


def _login(account: Account, codes: tuple[str, ...], secret: str) -> Login:
    return Login(account.role, account.name, account.person_id, codes, secret)


def write_accounts(path: Path, logins: Logins) -> None:
    """Write all of it to a file that the user alone can read."""
    path.touch(mode=0o600)
    lines = [f"password of all accounts: {logins.password}"]
    for login in logins.accounts:
        lines += ["", f"{login.name} ({login.role}{f', {login.person_id}' if login.person_id else ''})"]
        if login.codes:
            lines += [f"  key for an authenticator app: {login.secret}", "  recovery codes, each for one sign-in:"]
            lines += [f"    {code}" for code in login.codes]
    path.write_text("\n".join([*lines, ""]), "utf-8")
