"""Many sign-ins at the same time, on SQLite and PostgreSQL: no code works twice, no lock lets more through."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from store.accounts.lockout import FREE_FAILURES
from store.accounts.sessions import use_session
from store.accounts.totp import hotp, totp_step
from store.audit.chain import StoredChain
from store.engine import reading
from store.tables.accounts import accounts
from tests.store.accounts.desk import MINUTE, Desk
from tests.store.audit.chains import START_US

AT_ONCE = 8


def test_one_code_signs_in_once(desk: Desk) -> None:
    secret, codes = desk.second_factor()
    code, later = hotp(secret, totp_step(START_US) + 1), START_US + MINUTE // 2
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for typed, method in ((code, "totp"), (codes[0], "recovery")):
            found = list(pool.map(lambda _, typed=typed: desk.sign_in(code=typed, at=later), range(4)))
            assert sorted(map(str, found)) == ["None"] * 3 + [method]


def test_no_more_guesses_are_looked_at_than_the_lock_allows(desk: Desk) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert set(pool.map(lambda number: desk.sign_in(f"guess {number}"), range(16))) == {None}
    whys = desk.whys()
    assert (whys.count("password"), whys.count("locked")) == (FREE_FAILURES, 16 - FREE_FAILURES)
    with reading(desk.engine) as connection:
        assert connection.execute(select(accounts.c.failed)).scalar_one() == FREE_FAILURES
    assert StoredChain(desk.engine).verify().fault is None


def test_a_session_gets_one_new_token(desk: Desk) -> None:
    token = desk.session()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda _: use_session(desk.engine, token, START_US + 16 * MINUTE), range(AT_ONCE)))
    assert None not in found, "requests under way at the same time are all served"
    assert len([session for session in found if session and session.new_token]) == 1
