"""Accounts in a store, on SQLite and PostgreSQL: signing in, second factors, locks, sessions, keys, links."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select

from detector.errors import AccountError
from detector.instant import DAY_US, SECOND_US
from store.accounts.account import need_account
from store.accounts.factors import begin_second_factor, codes_left, confirm_second_factor
from store.accounts.keys import SCOPES, add_key, all_keys, revoke_key, use_key
from store.accounts.links import Grant
from store.accounts.managing import add_account, change_password, disable, enable, reset, set_role
from store.accounts.passwords import Cost, Passwords
from store.accounts.sessions import end_session, forget_ended, open_session, use_session
from store.accounts.signing_in import sign_in
from store.accounts.totp import hotp, totp_step
from store.accounts.used_links import use_link
from store.audit.chain import StoredChain
from store.engine import reading, writing
from store.tables.accounts import accounts, api_keys, recovery_codes, sessions
from tests.store.audit.chains import START_US

CHEAP = Passwords(Cost(1, 8, 1))
MINUTE = 60 * SECOND_US


class Desk:
    """A store with one account, and signing in to it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with writing(engine) as connection:
            self.account, self.password = add_account(
                connection, CHEAP, "Gao", "manager", actor="root", at_us=START_US, person_id="gao"
            )

    def sign_in(self, password: str | None = None, code: str = "", at: int = START_US, name: str = "gao") -> str | None:
        found = sign_in(self.engine, CHEAP, name, self.password if password is None else password, code, at)
        return found.method if found else None

    def second_factor(self, at: int = START_US) -> tuple[str, list[str]]:
        with writing(self.engine) as connection:
            secret = begin_second_factor(connection, self.account.account_id)
            codes = confirm_second_factor(connection, self.account.account_id, hotp(secret, totp_step(at)), at)
        return secret, codes

    def whys(self) -> list[str]:
        """What the audit trail says of each sign-in."""
        entries = [entry for entry in StoredChain(self.engine).entries() if entry.kind == "sign_in"]
        return [str(entry.details.get("why", entry.details["result"])) for entry in entries]

    def changes(self) -> list[str]:
        entries = StoredChain(self.engine).entries()
        return [str(entry.details["change"]) for entry in entries if entry.kind == "permission_change"]

    def session(self, at: int = START_US) -> str:
        with writing(self.engine) as connection:
            return open_session(connection, self.account.account_id, "totp", at)[1]


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


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
        assert sign_in(desk.engine, passwords, name, "wrong", "", START_US) is None
        assert StoredChain(desk.engine).head().seq == before + 1
    assert asked == [True, True, False, False]


def test_a_second_factor(desk: Desk) -> None:
    with writing(desk.engine) as connection:
        secret = begin_second_factor(connection, desk.account.account_id)
        with pytest.raises(AccountError, match="clock of the phone"):
            confirm_second_factor(connection, desk.account.account_id, "000000", START_US)
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
    assert sign_in(desk.engine, dearer, "gao", desk.password, "", START_US) is not None
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
    assert holder is not None
    assert (holder.account.name, holder.key_id, holder.scopes) == (
        "gao",
        key.key_id,
        frozenset({"export", "orders:read"}),
    )
    with reading(desk.engine) as connection:
        (kept,) = all_keys(connection)
    assert kept.last_used_at is not None
    other = str(key)[:-1] + ("0" if str(key)[-1] != "0" else "1")
    for refused in (other, "", "tw_0000000000_" + "0" * 32):
        assert use_key(desk.engine, CHEAP, refused, START_US) is None
    assert use_key(desk.engine, CHEAP, str(key), START_US + 30 * DAY_US) is None
    with writing(desk.engine) as connection:
        disable(connection, "gao", actor="root", at_us=START_US)
    assert use_key(desk.engine, CHEAP, str(key), START_US) is None
    with writing(desk.engine) as connection:
        enable(connection, "gao", actor="root", at_us=START_US)
        assert use_key(desk.engine, CHEAP, "x", START_US) is None
        revoke_key(connection, key.key_id, actor="root", at_us=START_US)
    assert use_key(desk.engine, CHEAP, str(key), START_US) is None
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
