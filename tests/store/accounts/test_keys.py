"""API keys, links for one use, and what is kept of secrets, on SQLite and PostgreSQL."""

import pytest
from sqlalchemy import select

from detector.errors import AccountError
from detector.instant import DAY_US, SECOND_US
from store.accounts.keys import (
    SCOPES,
    KeyHolder,
    RefusedKey,
    add_key,
    all_keys,
    enter_refused,
    revoke_key,
    use_key,
)
from store.accounts.links import Grant
from store.accounts.managing import disable, enable
from store.accounts.used_links import use_link
from store.audit.chain import StoredChain
from store.audit.entry import encode_entry
from store.engine import reading, writing
from store.tables.accounts import accounts, api_keys, sessions
from tests.store.accounts.desk import CHEAP, MINUTE, Desk
from tests.store.audit.chains import START_US


def test_tokens_are_kept_as_hashes(desk: Desk) -> None:
    token = desk.session()
    with writing(desk.engine) as connection:
        key = add_key(connection, CHEAP, "gao", "l", ["export"], 1, actor="root", at_us=START_US)
    with reading(desk.engine) as connection:
        kept = str([connection.execute(select(table)).all() for table in (sessions, api_keys, accounts)])
    assert token not in kept
    assert key.secret not in kept
    assert desk.password not in kept


def test_keys(desk: Desk) -> None:
    with writing(desk.engine) as connection:
        key = add_key(connection, CHEAP, "gao", "nightly", ["export", "orders:read"], 30, actor="root", at_us=START_US)
    holder = use_key(desk.engine, CHEAP, str(key), START_US + MINUTE)
    assert isinstance(holder, KeyHolder)
    assert (holder.account.name, holder.key_id, holder.scopes) == (
        "gao",
        key.key_id,
        frozenset({"export", "orders:read"}),
    )
    with reading(desk.engine) as connection:
        (kept,) = all_keys(connection)
    assert kept.last_used_at is not None
    other = str(key)[:-1] + ("0" if str(key)[-1] != "0" else "1")

    def refused(text: str, at: int = START_US) -> RefusedKey:
        found = use_key(desk.engine, CHEAP, text, at)
        assert isinstance(found, RefusedKey)
        enter_refused(desk.engine, found, at)
        return found

    mine = (key.key_id, desk.account.account_id)
    assert refused(other) == ("secret", *mine)
    for unknown in ("", "tw_0000000000_" + "0" * 32):
        assert refused(unknown) == ("unknown", None, None)
    assert refused(str(key), START_US + 30 * DAY_US) == ("expired", *mine)
    with writing(desk.engine) as connection:
        disable(connection, "gao", actor="root", at_us=START_US)
    assert refused(str(key)) == ("disabled", *mine)
    with writing(desk.engine) as connection:
        enable(connection, "gao", actor="root", at_us=START_US)
        revoke_key(connection, key.key_id, actor="root", at_us=START_US)
    assert refused(str(key)) == ("revoked", *mine)
    entries = [entry for entry in StoredChain(desk.engine).entries() if entry.kind == "sign_in"]
    assert [entry.details["why"] for entry in entries] == [
        "secret", "unknown", "unknown", "expired", "disabled", "revoked",
    ]  # fmt: skip
    assert [entry.actor == mine[1] for entry in entries] == [False, False, False, True, True, True]
    assert key.secret not in "".join(encode_entry(entry).decode() for entry in entries)
    assert desk.changes() == ["created", "key_created", "disabled", "enabled", "key_revoked"]


@pytest.mark.parametrize(("scopes", "days"), [([], 1), (["everything"], 1), (["export"], 0), (["export"], 401)])
def test_keys_that_cannot_be(desk: Desk, scopes: list[str], days: int) -> None:
    with pytest.raises(AccountError, match="expected"), writing(desk.engine) as connection:
        add_key(connection, CHEAP, "gao", "l", scopes, days, actor="root", at_us=START_US)
    assert "export" in SCOPES


def test_a_link_for_one_use(desk: Desk) -> None:
    grant = Grant("explain", "lin", "order:O-1", START_US // SECOND_US + 60, "n-1")
    with writing(desk.engine) as connection:
        use_link(connection, grant, START_US)
    with pytest.raises(AccountError, match="ask for a new one"), writing(desk.engine) as connection:
        use_link(connection, grant, START_US)
    with writing(desk.engine) as connection:
        use_link(connection, Grant("explain", "lin", "order:O-1", grant.until_s, "n-2"), START_US)
