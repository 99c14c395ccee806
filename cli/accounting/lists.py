"""Accounts and keys as lines of a table."""

from datetime import datetime

from sqlalchemy import Connection

from cli.story.teller import in_columns, printable
from cli.texts import Words
from store.accounts.account import Account, all_accounts
from store.accounts.keys import ApiKey, all_keys
from store.types import microseconds


def account_lines(connection: Connection, words: Words, at_us: int) -> list[str]:
    """A head, and a line for each account."""
    rows = [[words.say(f"head.{name}") for name in ("name", "role", "person", "second_factor", "signed_in", "state")]]
    for account in all_accounts(connection):
        rows.append(
            [
                printable(account.name),
                words.code("account", account.role),
                printable(account.person_id or "-"),
                words.say(f"second_factor.{_factor(account)}"),
                _when(account.signed_in_at, words),
                words.say(f"account_state.{_state(account, at_us)}"),
            ]
        )
    return in_columns(rows)


def key_lines(connection: Connection, words: Words, at_us: int) -> list[str]:
    """A head, and a line for each key."""
    heads = ("key", "account", "label", "scopes", "expires", "last_used", "state")
    rows = [[words.say(f"head.{name}") for name in heads]]
    names = {account.account_id: account.name for account in all_accounts(connection)}
    for key in all_keys(connection):
        rows.append(
            [
                key.key_id,
                printable(names.get(key.account_id, key.account_id)),
                printable(key.label),
                " ".join(key.scopes),
                _when(key.expires_at, words),
                _when(key.last_used_at, words),
                words.say(f"account_state.{_key_state(key, at_us)}"),
            ]
        )
    return in_columns(rows)


def _factor(account: Account) -> str:
    if account.has_second_factor:
        return "set"
    return "missing" if account.needs_second_factor else "none"


def _state(account: Account, at_us: int) -> str:
    if account.disabled_at is not None:
        return "disabled"
    return "locked" if account.failures.is_locked(at_us) else "active"


def _key_state(key: ApiKey, at_us: int) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if at_us >= microseconds(key.expires_at) else "active"


def _when(at: datetime | None, words: Words) -> str:
    return words.say("never") if at is None else f"{at:%Y-%m-%d %H:%M}Z"
