"""Accounts in a store, on SQLite and PostgreSQL: signing in, second factors, locks, sessions, keys, links."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from detector.errors import AccountError
from detector.instant import SECOND_US
from store.accounts.account import need_account
from store.accounts.factors import begin_second_factor, codes_left, confirm_second_factor
from store.accounts.managing import add_account, change_password, disable, reset, set_role
from store.accounts.passwords import Cost, Passwords
from store.accounts.sessions import end_session, forget_ended, use_session
from store.accounts.signing_in import Proofs, sign_in
from store.accounts.totp import hotp, totp_step
from store.audit.chain import StoredChain
from store.engine import reading, writing
from store.tables.accounts import accounts, recovery_codes
from tests.store.accounts.desk import CHEAP, MINUTE, VAULT, Desk
from tests.store.audit.chains import START_US


def test_the_first_password_works_and_must_be_replaced(desk: Desk) -> None:
    assert desk.account.must_change_password
    assert desk.account.needs_second_factor
    assert desk.sign_in() == "password"
    assert desk.sign_in(name=" GAO ") == "password"
    with writing(desk.engine) as connection:
        change_password(connection, CHEAP, "gao", "four words in a row", at_us=START_US)
        assert not need_account(connection, "gao").must_change_password
    assert desk.sign_in() is None
    assert desk.sign_in("four words in a row") == "password"
    with pytest.raises(AccountError), writing(desk.engine) as connection:
        change_password(connection, CHEAP, "gao", "gao", at_us=START_US)
    assert desk.changes() == ["created", "password_changed"]


def test_every_refusal_is_the_same_outside_and_told_apart_inside(desk: Desk) -> None:
    desk.second_factor()
    results = [desk.sign_in(name="nobody"), desk.sign_in(name="\ud800"), desk.sign_in("wrong"), desk.sign_in()]
    with writing(desk.engine) as connection:
        disable(connection, "gao", actor="root", at_us=START_US)
    results.append(desk.sign_in())
    assert results == [None] * 5
    assert desk.whys() == ["unknown", "unknown", "password", "second_factor", "disabled"]
    lines = [str(entry) for entry in StoredChain(desk.engine).entries()]
    assert not any("nobody" in line or desk.password in line or "gao" in line for line in lines)


def test_the_password_is_hashed_whoever_asks(desk: Desk) -> None:
    """No way of being refused is faster: each computes one hash, and each writes one entry."""
    asked: list[bool] = []

    class Counting(Passwords):
        def matches(self, stored: str | None, password: str) -> bool:
            asked.append(stored is not None)
            return super().matches(stored, password)

    passwords = Counting(Cost(1, 8, 1))
    with writing(desk.engine) as connection:
        add_account(connection, CHEAP, "off", "auditor", actor="root", at_us=START_US)
        disable(connection, "off", actor="root", at_us=START_US)
    for name in ("gao", "off", "nobody", ""):
        before = StoredChain(desk.engine).head().seq
        assert sign_in(desk.engine, Proofs(passwords, VAULT), name, "wrong", "", START_US) is None
        assert StoredChain(desk.engine).head().seq == before + 1
    assert asked == [True, True, False, False]


def test_a_second_factor(desk: Desk) -> None:
    with writing(desk.engine) as connection:
        secret = begin_second_factor(connection, VAULT, desk.account.account_id)
        with pytest.raises(AccountError, match="clock of the phone"):
            confirm_second_factor(connection, VAULT, desk.account.account_id, "000000", START_US)
    assert desk.sign_in() == "password", "it counts from the first right code on"
    secret, codes = desk.second_factor()
    step = totp_step(START_US)
    assert desk.sign_in(code=hotp(secret, step)) is None, "the code that set it up is spent"
    later = START_US + 30 * SECOND_US
    assert desk.sign_in(code=hotp(secret, step + 1), at=later) == "totp"
    assert desk.sign_in(code=hotp(secret, step + 1), at=later) is None, "no code works twice"
    assert desk.sign_in("wrong", code=hotp(secret, step + 2), at=later + 30 * SECOND_US) is None
    assert desk.sign_in(code=codes[0].upper()) == "recovery"
    assert desk.sign_in(code=codes[0]) is None
    with reading(desk.engine) as connection:
        assert codes_left(connection, desk.account.account_id) == 9
        kept = str(connection.execute(select(recovery_codes)).all())
        assert not any(code in kept for code in codes)
        assert not need_account(connection, "gao").needs_second_factor


def test_a_wrong_password_spends_no_code(desk: Desk) -> None:
    _, codes = desk.second_factor()
    assert desk.sign_in("wrong", code=codes[0]) is None
    assert desk.sign_in(code=codes[0]) == "recovery"


def test_the_account_locks_and_opens_again(desk: Desk) -> None:
    for _ in range(5):
        assert desk.sign_in("wrong") is None
    assert desk.sign_in() is None
    assert desk.sign_in(at=START_US + MINUTE - 1) is None
    assert desk.whys()[-2:] == ["locked", "locked"]
    assert desk.sign_in(at=START_US + MINUTE) == "password"
    assert desk.sign_in("wrong") is None
    assert desk.sign_in() == "password", "the count began anew"


def test_a_reset_lifts_a_lock_and_ends_sessions(desk: Desk) -> None:
    desk.second_factor()
    token = desk.session()
    for _ in range(5):
        desk.sign_in("wrong")
    with writing(desk.engine) as connection:
        new = reset(connection, CHEAP, "gao", actor="root", at_us=START_US, second_factor=True)
    assert use_session(desk.engine, token, START_US) is None
    assert desk.sign_in() is None
    assert desk.sign_in(new) == "password"
    assert desk.changes()[-1] == "password_and_second_factor_reset"
    with reading(desk.engine) as connection:
        assert codes_left(connection, desk.account.account_id) == 0


def test_a_hash_of_another_cost_is_renewed(desk: Desk) -> None:
    dearer = Passwords(Cost(2, 16, 1))
    assert sign_in(desk.engine, Proofs(dearer, VAULT), "gao", desk.password, "", START_US) is not None
    with reading(desk.engine) as connection:
        stored = connection.execute(select(accounts.c.password_hash)).scalar_one()
    assert "m=16,t=2" in stored
    assert desk.sign_in() == "password"


def test_sessions_rotate_and_a_kept_copy_ends_them(desk: Desk) -> None:
    token = desk.session()
    found = use_session(desk.engine, token, START_US + MINUTE)
    assert found is not None
    assert (found.account.name, found.second_factor, found.new_token) == ("gao", True, None)
    at = START_US + 16 * MINUTE
    found = use_session(desk.engine, token, at)
    assert found is not None
    assert found.new_token is not None
    grace = use_session(desk.engine, token, at + SECOND_US)
    assert grace is not None
    assert grace.new_token is None
    assert use_session(desk.engine, found.new_token, at + MINUTE) is not None
    assert use_session(desk.engine, token, at + MINUTE) is None
    assert use_session(desk.engine, found.new_token, at + MINUTE) is None, "a copy was used: nobody goes on with it"


def test_a_session_that_was_opened_while_the_account_was_disabled_serves_nothing(desk: Desk) -> None:
    with writing(desk.engine) as connection:
        disable(connection, "gao", actor="root", at_us=START_US)
    assert use_session(desk.engine, desk.session(), START_US) is None


def test_sessions_end(desk: Desk) -> None:
    assert use_session(desk.engine, "forged", START_US) is None
    token = desk.session()
    assert use_session(desk.engine, token, START_US + 31 * MINUTE) is None
    token = desk.session()
    with writing(desk.engine) as connection:
        end_session(connection, token)
        end_session(connection, "forged")
    assert use_session(desk.engine, token, START_US) is None
    token, at = desk.session(), START_US
    while at < START_US + 13 * 60 * MINUTE and (found := use_session(desk.engine, token, at)):
        token, at = found.new_token or token, at + 20 * MINUTE
    assert at == START_US + 12 * 60 * MINUTE
    desk.session()
    with writing(desk.engine) as connection:
        assert forget_ended(connection, START_US + MINUTE) == 0
        assert forget_ended(connection, START_US + 40 * MINUTE) == 1


@pytest.mark.parametrize("what", [
    lambda c: disable(c, "gao", actor="root", at_us=START_US),
    lambda c: set_role(c, "gao", "auditor", actor="root", at_us=START_US),
    lambda c: change_password(c, CHEAP, "gao", "four words in a row", at_us=START_US),
])  # fmt: skip
def test_what_changes_an_account_ends_its_sessions(desk: Desk, what: Callable[[object], object]) -> None:
    token = desk.session()
    with writing(desk.engine) as connection:
        what(connection)
    assert use_session(desk.engine, token, START_US) is None


@pytest.mark.parametrize(
    ("name", "role", "person", "told"),
    [
        ("GAO", "auditor", None, "there is an account 'gao' already"),
        ("li lei", "auditor", None, "cannot be used"),
        ("li", "king", None, "expected one of seller, manager"),
        ("li", "seller", None, "needs the person's id"),
    ],
)
def test_accounts_that_cannot_be(desk: Desk, name: str, role: str, person: str | None, told: str) -> None:
    with pytest.raises(AccountError, match=told), writing(desk.engine) as connection:
        add_account(connection, CHEAP, name, role, actor="root", at_us=START_US, person_id=person)
    with pytest.raises(AccountError, match="accounts list"), writing(desk.engine) as connection:
        disable(connection, "nobody", actor="root", at_us=START_US)
    assert desk.changes() == ["created"]
    assert StoredChain(desk.engine).verify().fault is None
