"""`transferwatch webhooks`, and the console that delivers by itself, to a real receiver."""

import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cli.hooking.delivering import delivering, hooking_of
from store.engine import open_engine, writing
from store.migrations.running import upgrade
from store.webhooks.registering import Doer, add_webhook, ping
from store.webhooks.sealing import KeySealer
from tests.cli.running import Shell
from tests.console.receiver import receiving

BY = Doer("root", time.time_ns() // 1000)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    path.write_text("0123456789abcdef0123456789abcdef\n")
    return path


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    monkeypatch.setenv("TRANSFERWATCH_STORE_URL", url)
    made = open_engine(url)
    upgrade(made)
    return made


def hook(engine: Engine, keys: Path, url: str) -> str:
    """A webhook with a test event that waits."""
    sealer = KeySealer(hooking_of(keys, []).keys)
    with writing(engine) as connection:
        made, _ = add_webhook(connection, sealer, url, ["case.decided"], "desk", BY)
        ping(connection, made.webhook_id, BY)
    return made.webhook_id


def test_delivering_once(shell: Shell, engine: Engine, keys: Path) -> None:
    assert shell("webhooks", "list").out == "There are no webhooks.\n"
    with receiving() as receiver:
        name = hook(engine, keys, receiver.url)
        refused = shell("webhooks", "deliver", "--keys", keys)
        assert (refused.code, receiver.came) == (0, [])
        assert "0 events delivered, 1 not answered" in refused.out
        assert f"{name}  active  {receiver.url}  case.decided  waiting 1, dead 0  desk" in shell("webhooks", "list").out
        hook(engine, keys, receiver.url)
        ran = shell("webhooks", "deliver", "--keys", keys, "--webhook-network", "127.0.0.0/8", "--lang", "zh")
        assert (len(receiver.came), "已送达 1 个事件" in ran.out) == (1, True)


def test_the_console_delivers_meanwhile(engine: Engine, keys: Path) -> None:
    with receiving() as receiver:
        hook(engine, keys, receiver.url)
        with delivering(engine, hooking_of(keys, ["127.0.0.0/8"])):
            patience = time.monotonic() + 30
            while not receiver.came and time.monotonic() < patience:
                time.sleep(0.05)
        assert len(receiver.came) == 1


def test_wrong_usage(shell: Shell, engine: Engine, keys: Path) -> None:
    ran = shell("webhooks", "deliver")
    assert (ran.code, "--keys" in ran.err) == (2, True)
    ran = shell("webhooks", "deliver", "--keys", keys, "--webhook-network", "everywhere")
    assert (ran.code, "10.1.0.0/16" in ran.err) == (2, True)
    keys.write_text("short\n")
    ran = shell("console", "--keys", keys)
    assert (ran.code, "at least 32" in ran.err) == (2, True)
