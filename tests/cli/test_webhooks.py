"""`transferwatch webhooks`, and the console that delivers by itself, to a real receiver."""

import re
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from cli.hooking.delivering import delivering
from cli.store_options import now_us
from console.webhooks.addresses import read_networks
from console.webhooks.deliverer import Deliverer
from store.audit.chain import StoredChain
from store.engine import open_engine, reading, writing
from store.migrations.running import upgrade
from store.sealing.opening import open_vault, vault_of
from store.tables.webhooks import webhooks
from store.webhooks.delivering import deliveries_of
from store.webhooks.registering import Doer, add_webhook, ping
from tests.cli.running import Shell
from tests.console.receiver import Receiver, receiving
from tests.console.test_webhooks import sample

BY = Doer("root", time.time_ns() // 1000)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Where the key of the store is, unless the settings say otherwise."""
    return tmp_path / "store.db.key"


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    monkeypatch.setenv("TRANSFERWATCH_STORE_URL", url)
    made = open_engine(url)
    upgrade(made)
    return made


def hook(engine: Engine, key_file: Path, url: str) -> str:
    """A webhook with a test event that waits."""
    vault = open_vault(engine, key_file, actor="root", at_us=BY.at_us)
    with writing(engine) as connection:
        made, _ = add_webhook(connection, vault, url, ["case.decided"], "desk", BY)
        ping(connection, made.webhook_id, BY)
    return made.webhook_id


def test_delivering_once(shell: Shell, engine: Engine, key_file: Path) -> None:
    assert shell("webhooks", "list").out == "There are no webhooks.\n"
    assert (shell("webhooks", "deliver").code, key_file.exists()) == (0, False), "the console alone makes a key"
    with receiving() as receiver:
        name = hook(engine, key_file, receiver.url)
        refused = shell("webhooks", "deliver")
        assert (refused.code, receiver.came) == (0, [])
        assert "0 events delivered, 1 not answered" in refused.out
        assert f"{name}  active  {receiver.url}  case.decided  waiting 1, dead 0  desk" in shell("webhooks", "list").out
        hook(engine, key_file, receiver.url)
        assert "2 secrets are encrypted under the new key" in shell("secrets", "rotate", "--drop-old").out
        ran = shell("webhooks", "deliver", "--webhook-network", "127.0.0.0/8", "--lang", "zh")
        assert (len(receiver.came), "已送达 1 个事件" in ran.out) == (1, True)


def test_who_lacks_the_key_leaves_what_is_due_to_others(shell: Shell, engine: Engine, key_file: Path) -> None:
    name = hook(engine, key_file, "https://example.com/")
    key_file.unlink()
    ran = shell("webhooks", "deliver")
    assert (ran.code, "lacks key" in ran.err) == (2, True)
    assert [row.attempts for row in deliveries_of(engine, name).rows] == [0]


def test_the_console_delivers_meanwhile(engine: Engine, key_file: Path) -> None:
    with receiving() as receiver:
        hook(engine, key_file, receiver.url)
        with delivering(Deliverer(engine, vault_of(key_file), now_us, read_networks(["127.0.0.0/8"]))):
            patience = time.monotonic() + 30
            while not receiver.came and time.monotonic() < patience:
                time.sleep(0.05)
        assert len(receiver.came) == 1


def test_set_up_by_commands_alone(shell: Shell, engine: Engine, key_file: Path) -> None:
    """From nothing: registered, tried, with another key, and removed; each change is in the audit trail."""
    here, by = ("--webhook-network", "127.0.0.0/8"), ("--by", "root")
    with receiving() as receiver:
        made = shell("webhooks", "add", receiver.url, "--event", "case.decided", "--label", "desk", *here, *by)
        assert made.code == 0, made.err
        name, secret = re.findall(r"(w-\S+) is registered.*(whsec_\S+)", made.out)[0]
        assert secret not in engine_text(engine), "it is kept encrypted"
        assert "waits as" in shell("webhooks", "ping", name, *by).out
        assert "1 events delivered" in shell("webhooks", "deliver", *here).out
        assert is_ours(receiver, secret)
        (line,) = shell("webhooks", "deliveries", name).out.splitlines()
        assert re.search(r"  ping  delivered  attempts 1, the last: 20\d, next -", line)
        assert "没有符合条件" in shell("webhooks", "deliveries", name, "--state", "dead", "--lang", "zh").out
        new = re.findall(r"whsec_\S+", shell("webhooks", "rotate", name, "--hours", 0, *by).out)[0]
        assert "is tried again" in shell("webhooks", "redeliver", line.split()[0]).out
        shell("webhooks", "deliver", *here)
        assert (is_ours(receiver, new), is_ours(receiver, secret)) == (True, False)
    assert f"Webhook {name} is removed" in shell("webhooks", "remove", name, *by).out
    assert f"{name}  removed" in shell("webhooks", "list").out
    changes = [entry.details["change"] for entry in StoredChain(engine).entries() if entry.subject == f"webhook:{name}"]
    assert changes == ["webhook_added", "webhook_key", "webhook_removed"]


def engine_text(engine: Engine) -> str:
    with reading(engine) as connection:
        return str(connection.execute(select(webhooks)).all())


def is_ours(receiver: Receiver, secret: str) -> bool:
    """Whether what came last was signed with a key."""
    came = receiver.came[-1]
    return sample()(came.headers["Transferwatch-Signature"], came.body, secret)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "ftp://example.com/", "--event", "case.decided"), "https"),
        (("add", "https://10.0.0.1/", "--event", "case.decided"), "10.0.0.1"),
        (("add", "https://example.com/", "--event", "case.eaten"), "case.opened"),
        (("rotate", "w-none"), "no webhook 'w-none'"),
        (("remove", "w-none"), "no webhook 'w-none'"),
        (("ping", "w-none"), "no webhook 'w-none'"),
    ],
)
def test_what_is_refused(shell: Shell, engine: Engine, words: tuple[str, ...], told: str) -> None:
    ran = shell("webhooks", *words, "--by", "root")
    assert (ran.code, told in ran.err) == (2, True), ran.err
    assert shell("webhooks", "list").out == "There are no webhooks.\n"


def test_wrong_usage(shell: Shell, engine: Engine, tmp_path: Path) -> None:
    ran = shell("webhooks", "deliver", "--webhook-network", "everywhere")
    assert (ran.code, "10.1.0.0/16" in ran.err) == (2, True)
    keys = tmp_path / "link-keys"
    keys.write_text("short\n")
    ran = shell("console", "--keys", keys)
    assert (ran.code, "at least 32" in ran.err) == (2, True)
