"""The processes of `demo`: ports that are taken, parts that end, accounts, and what people are told of them."""

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cli.demoing import parts
from cli.demoing.accounts import Logins, make_accounts, write_accounts
from cli.demoing.firm import Firm
from cli.demoing.parts import Part, Parts, free_port
from cli.demoing.premises import Opened
from cli.demoing.stored import wait_until_recorded
from cli.demoing.texts import DEMO
from cli.demoing.welcome import signs, welcome
from cli.texts import Words
from detector.errors import ClusterError
from detector.instant import SECOND_US
from detector.messages import Catalog, Language
from store.accounts.passwords import Cost, Passwords
from store.accounts.roles import ROLES, SECOND_FACTOR_ROLES
from store.accounts.signing_in import Proofs, sign_in
from store.accounts.totp import hotp, totp_step
from store.engine import open_engine
from store.migrations.running import upgrade
from store.recording.incoming import Place
from store.sealing.vault import Vault

WEB = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]
VAULT = Vault(lambda: [b"k" * 32])
CHEAP = Passwords(Cost(1, 8, 1))
PROOFS = Proofs(CHEAP, VAULT)
FIRM = Firm([], {"E1": "Lin", "E9": "Gao"}, "E9", "E1")


@contextmanager
def listening(port: int) -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        yield int(taken.getsockname()[1])


def web(tmp_path: Path, first_port: int) -> Part:
    return Part("console", WEB, tmp_path / "log", {}, "/", first_port)


def test_a_port_that_is_taken_is_passed_over(tmp_path: Path) -> None:
    first = free_port(8500)
    with listening(first), Parts() as all_parts:
        part = all_parts.add(web(tmp_path, first))
        assert part.port > first
        part.wait()
    with pytest.raises(ClusterError, match="ended with code"):
        part.check()


def test_two_demos_at_once_choose_different_ports(tmp_path: Path) -> None:
    """Neither listens yet when the other chooses."""
    deaf = [sys.executable, "-c", "import time; time.sleep(99)"]
    with Parts() as all_parts:
        ports = {all_parts.add(Part("console", deaf, tmp_path / "log", {}, "/", 8510)).port for _ in range(3)}
        assert len(ports) == 3
    assert free_port(8510) <= min(ports)


def test_a_port_that_is_taken_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody listens there after it was found free: the part ends, and is started on the next one."""
    with listening(0) as taken, Parts() as all_parts:
        found = iter([taken, free_port(8520)])
        monkeypatch.setattr(parts, "free_port", lambda first: next(found))
        part = all_parts.add(web(tmp_path, taken))
        part.wait()
        assert part.port != taken
        all_parts.check()


def test_a_part_that_ends_by_itself_is_told_of(tmp_path: Path) -> None:
    words = [sys.executable, "-c", "raise SystemExit('no room here')"]
    with Parts() as all_parts:
        part = all_parts.add(Part("console", words, tmp_path / "log", {}, "/health"))
        with pytest.raises(ClusterError, match="the console ended with code 1; the end of its log: no room here"):
            part.wait()


def test_no_port_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_is_free", lambda port: False)
    with pytest.raises(ClusterError, match="no port from 8470 to 8569 is free"):
        free_port(8470)


def test_a_part_that_does_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "STOP_S", 0.2)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(99)"
    )
    with Parts() as all_parts:
        part = all_parts.add(Part("worker", [sys.executable, "-c", deaf], tmp_path / "log", {}))
        deadline = time.monotonic() + 60
        while not (tmp_path / "log").read_bytes():
            assert time.monotonic() < deadline
            time.sleep(0.02)
    with pytest.raises(ClusterError, match="ended with code -9"):
        part.check()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    made = open_engine(f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.db'}")
    upgrade(made)
    return made


@pytest.fixture(scope="module")
def logins(engine: Engine) -> Logins:
    return make_accounts(engine, FIRM, VAULT, CHEAP)


def test_one_account_for_each_role_lets_its_person_in(engine: Engine, logins: Logins) -> None:
    assert [login.role for login in logins.accounts] == list(ROLES)
    now = time.time_ns() // 1000
    for login in logins.accounts:
        code = login.codes[0] if login.codes else ""
        found = sign_in(engine, PROOFS, login.name, logins.password, code, now)
        assert found is not None
        assert not found.account.must_change_password
        assert found.method == ("recovery" if login.role in SECOND_FACTOR_ROLES else "password")
    auditor = logins.accounts[2]
    app = hotp(auditor.secret, totp_step(now + SECOND_US))
    assert sign_in(engine, PROOFS, auditor.name, logins.password, app, now) is not None, "the app's code works too"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_people_are_told_where_it_is_and_who_may_sign_in(logins: Logins, tmp_path: Path, lang: Language) -> None:
    words, file = Words(lang, DEMO, Catalog({})), tmp_path / "accounts.txt"
    opened = Opened("http://localhost:1", "http://localhost:2", "sqlite:///x", logins, file)
    told = "\n".join(welcome(words, opened, FIRM.names))
    for needed in ("http://localhost:1/docs", "http://localhost:2/metrics", "sqlite:///x", logins.password, "Gao"):
        assert needed in told
    assert all(login.name in told and all(code in told for code in login.codes[:1]) for login in logins.accounts)
    assert logins.password in signs(words, opened)
    bare = opened._replace(logins=None)
    for told in ("\n".join(welcome(words, bare, {})), signs(words, bare)):
        assert ("未启用登录" if lang == "zh" else "WITHOUT SIGN-IN") in told
    write_accounts(file, logins)
    assert file.stat().st_mode & 0o077 == 0
    assert all(code in file.read_text("utf-8") for login in logins.accounts for code in login.codes)


def test_the_end_waits_for_the_recorder_and_says_when_it_stands_still(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.demoing.stored.STALLED_S", 0.3)
    place = Place("crm.orders.v1", 0)
    wait_until_recorded(engine, {}, lambda: None)
    with pytest.raises(ClusterError, match="has not read crm.orders.v1 partition 0 to its end"):
        wait_until_recorded(engine, {place: 0}, lambda: None)
    monkeypatch.setattr("cli.demoing.stored.read_positions", lambda engine: {place: 1})
    wait_until_recorded(engine, {place: 0}, lambda: None)
