"""Passwords, codes, tokens, locks and links by themselves, without a store."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.errors import AccountError
from detector.instant import SECOND_US, parse_instant
from store.accounts.account import plain_name
from store.accounts.links import REFUSED, Grant, open_link, sign_link
from store.accounts.lockout import FREE_FAILURES, LONGEST_LOCK_SECONDS, Failures, after_failure
from store.accounts.passwords import FOR_PASSWORDS, LONGEST, Cost, Passwords, check_new_password
from store.accounts.readable import as_typed, new_password, new_recovery_codes, recovery_hash
from store.accounts.session_rules import SessionRules, SessionTimes, is_alive, is_due
from store.accounts.tokens import new_key, new_session_token, session_hash, split_key
from store.accounts.totp import hotp, matching_step, new_totp_secret, totp_step

CHEAP = Passwords(Cost(1, 8, 1))
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("1970-01-01T00:00:59Z", "94287082"),
        ("2005-03-18T01:58:29Z", "07081804"),
        ("2005-03-18T01:58:31Z", "14050471"),
        ("2009-02-13T23:31:30Z", "89005924"),
        ("2033-05-18T03:33:20Z", "69279037"),
        ("2603-10-11T11:33:20Z", "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(at: str, code: str) -> None:
    """Appendix B, SHA-1, eight digits."""
    assert hotp(RFC_SECRET, totp_step(parse_instant(at)), digits=8) == code


def test_the_vectors_of_rfc_4226() -> None:
    """Appendix D."""
    codes = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split()
    assert [hotp(RFC_SECRET, counter) for counter in range(10)] == codes


def test_a_code_counts_for_one_step_before_and_after_and_only_once() -> None:
    now = 100 * 30 * SECOND_US
    for step in range(95, 106):
        found = matching_step(RFC_SECRET, hotp(RFC_SECRET, step), now)
        assert found == (step if 99 <= step <= 101 else None)
    assert matching_step(RFC_SECRET, f" {hotp(RFC_SECRET, 100)[:3]} {hotp(RFC_SECRET, 100)[3:]} ", now) == 100
    assert matching_step(RFC_SECRET, hotp(RFC_SECRET, 100), now, last_step=100) is None
    assert matching_step(RFC_SECRET, hotp(RFC_SECRET, 101), now, last_step=100) == 101
    for nonsense in ("", "12345", "１２３４５６", "\ud800", "x" * 1000):
        assert matching_step(RFC_SECRET, nonsense, now) is None
    assert len(base64.b32decode(new_totp_secret())) == 20


def test_passwords() -> None:
    stored = CHEAP.hash("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert CHEAP.matches(stored, "correct horse battery")
    assert not CHEAP.matches(stored, "correct horse batterY")
    assert not CHEAP.matches(None, "correct horse battery")
    assert not CHEAP.matches("no hash at all", "correct horse battery")
    assert not CHEAP.matches(CHEAP.hash("x" * (LONGEST + 1)), "x" * (LONGEST + 1))
    assert CHEAP.hash("the same") != CHEAP.hash("the same")
    assert CHEAP.matches(CHEAP.hash("Zu\u0308rich am See"), "Z\u00fcrich am See")
    assert Passwords(Cost(2, 8, 1)).is_outdated(stored)
    assert not CHEAP.is_outdated(stored)


def test_the_cost_for_people_is_that_of_rfc_9106() -> None:
    assert FOR_PASSWORDS == Cost(passes=3, memory_kib=64 * 1024, lanes=4)


def test_nobodys_password_costs_the_same_hash() -> None:
    """What time shows is whether a hash was computed: it is, by the same parameters, also for nobody."""
    asked: list[str] = []

    class Spy:
        def verify(self, stored: str, password: str) -> bool:
            asked.append(stored)
            return stored.endswith("right")

    passwords = Passwords(Cost(1, 8, 1))
    passwords._hasher = Spy()  # type: ignore[assignment]
    assert [passwords.matches(stored, "p") for stored in (None, "right", "wrong")] == [False, True, False]
    assert len(asked) == 3
    assert asked[0].startswith("$argon2id$v=19$m=8,t=1,p=1$")


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("short", "has 5 characters; expected 12 to 256"),
        ("x" * 257, "257 characters"),
        ("aaaaaaaaaaaaaaaa", "hardly any different characters"),
        ("i am GAO@north!", "holds the account's name"),
    ],
)
def test_weak_passwords_are_refused(password: str, told: str) -> None:
    with pytest.raises(AccountError, match=told) as error:
        check_new_password(password, "gao@north")
    assert password not in str(error.value)


def test_good_passwords_are_taken() -> None:
    for password in (new_password(), "四个不同的词语放在一起就行", "correct horse battery staple"):
        check_new_password(password, "gao")


def test_readable_secrets() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"(?:[0-9a-hjkmnp-tv-z]{5}-){2}[0-9a-hjkmnp-tv-z]{5}", code) for code in codes)
    assert recovery_hash("a-1", f" {codes[0].upper().replace('-', ' ')} ") == recovery_hash("a-1", codes[0])
    assert recovery_hash("a-2", codes[0]) != recovery_hash("a-1", codes[0])
    assert as_typed("OIL") == "011"


def test_tokens() -> None:
    key = new_key()
    assert split_key(str(key)) == key
    for nonsense in ("", "tw_", str(key)[:-1], f"{key} ", str(key).upper(), "tw_" + "u" * 10 + "_" + "0" * 32):
        assert split_key(nonsense) is None
    assert new_session_token() != new_session_token()
    assert session_hash("a") != session_hash("b")
    assert len(session_hash("\ud800")) == 64


def test_locks_grow_and_end() -> None:
    failures, at = Failures(), 0
    for _ in range(FREE_FAILURES - 1):
        failures = after_failure(failures, at)
        assert not failures.is_locked(at)
    lengths = []
    for _ in range(9):
        failures = after_failure(failures, at)
        lengths.append((failures.locked_until_us - at) // SECOND_US)
        assert failures.is_locked(failures.locked_until_us - 1)
        assert after_failure(failures, failures.locked_until_us - 1) == failures, "a locked account counts nothing"
        at = failures.locked_until_us
        assert not failures.is_locked(at)
    assert lengths == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert after_failure(Failures(10**6), 0).locked_until_us == LONGEST_LOCK_SECONDS * SECOND_US


def test_sessions_end_by_silence_and_by_age() -> None:
    rules = SessionRules(idle_seconds=10, longest_seconds=100, rotate_seconds=5)
    times = SessionTimes(created_us=0, seen_us=95 * SECOND_US, rotated_us=92 * SECOND_US)
    assert is_alive(times, 99 * SECOND_US, rules)
    assert not is_alive(times, 100 * SECOND_US, rules)
    assert is_alive(times._replace(seen_us=0), 9 * SECOND_US, rules)
    assert not is_alive(times._replace(seen_us=0), 10 * SECOND_US, rules)
    assert not is_due(times, 96 * SECOND_US, rules)
    assert is_due(times, 97 * SECOND_US, rules)


KEY, OLD_KEY = b"k" * 32, b"o" * 32
GRANT = Grant("explain", "lin", "order:O-1", 1000, "n-1")


def test_a_link_works_for_its_person() -> None:
    token = sign_link(GRANT, KEY)
    assert re.fullmatch(r"[\w.-]+", token)
    assert open_link(token, [KEY], "explain", "lin", 999 * SECOND_US) == GRANT
    assert open_link(sign_link(GRANT, OLD_KEY), [KEY, OLD_KEY], "explain", "lin", 0) == GRANT


@pytest.mark.parametrize(
    ("purpose", "person", "at_s", "keys"),
    [
        ("explain", "mei", 0, [KEY]),
        ("release", "lin", 0, [KEY]),
        ("explain", "lin", 1000, [KEY]),
        ("explain", "lin", 0, [OLD_KEY]),
        ("explain", "lin", 0, []),
        ("explain", "", 0, [KEY]),
    ],
)
def test_a_link_of_others_is_refused_in_the_same_words(purpose: str, person: str, at_s: int, keys: list[bytes]) -> None:
    with pytest.raises(AccountError) as error:
        open_link(sign_link(GRANT, KEY), keys, purpose, person, at_s * SECOND_US)
    assert str(error.value) == REFUSED


@given(st.integers(0, 200), st.characters(max_codepoint=0x2000))
def test_a_forged_link_is_refused(at: int, put: str) -> None:
    token = sign_link(GRANT, KEY)
    forged = token[: at % len(token)] + put + token[at % len(token) + 1 :]
    if forged == token:
        return
    with pytest.raises(AccountError) as error:
        open_link(forged, [KEY], "explain", "lin", 0)
    assert str(error.value) == REFUSED


@pytest.mark.parametrize("token", ["", ".", "a", "a.b.c", "\ud800.x", "é.é"])
def test_nonsense_is_no_link(token: str) -> None:
    with pytest.raises(AccountError) as error:
        open_link(token, [KEY], "explain", "lin", 0)
    assert str(error.value) == REFUSED


def test_a_short_key_is_refused() -> None:
    with pytest.raises(AccountError, match="at least 32"):
        sign_link(GRANT, b"short")


@pytest.mark.parametrize("name", ["", " ", "a b", "a\u200bb", "x" * 101, "a\x00", "\ud800"])
def test_names_that_cannot_be_used(name: str) -> None:
    with pytest.raises(AccountError):
        plain_name(name)


def test_names_that_look_the_same_are_the_same() -> None:
    assert plain_name("ＧＡＯ") == plain_name("gao") == plain_name(" Gao ")
    assert plain_name("李雷") == "李雷"
