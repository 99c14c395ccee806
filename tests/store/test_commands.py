"""The commands of the store, as a person runs them."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.embedded import embedded_broker
from tests.cli.running import Shell
from tests.store.conftest import Replayed
from tests.streams.brokers import needs_embedded_broker


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    """Runs commands on a store in a temporary folder."""
    monkeypatch.setenv("TRANSFERWATCH_STORE_URL", f"sqlite:///{tmp_path / 'deep' / 'store.db'}")
    monkeypatch.chdir(tmp_path)
    return Shell(capsys, monkeypatch)


def done(shell: Shell, *arguments: object) -> str:
    ran = shell(*arguments)
    assert ran.code == 0, ran.err
    return ran.out


def test_from_nothing_to_a_restored_copy(shell: Shell, replayed: Replayed, tmp_path: Path) -> None:
    assert "is set up (revision" in done(shell, "store", "init")
    assert "nothing to do" in done(shell, "store", "upgrade")
    assert done(shell, "store", "show").startswith("nothing recorded yet\n")
    records = sum(len(replayed.lines(path.name)) for path in _recorded(replayed))
    assert done(shell, "store", "record", replayed.result).startswith(f"{records} records written in ")
    with sqlite3.connect(tmp_path / "deep" / "store.db") as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_stat1").fetchone()[0] > 0, "SQLite knows its indexes"
    assert done(shell, "store", "record", replayed.result, "--lang", "zh") == "没有新记录：存储中已全部具备。\n"
    shown = done(shell, "store", "show")
    assert ", complete\n" in shown and f"\norder_statements: {_distinct(replayed, 'orders.ndjson')}\n" in shown
    assert " tables in " in done(shell, "backup", "copy.zip")
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert "restored into" in done(shell, "restore", "copy.zip", "--store", other)
    assert _but_the_trail(done(shell, "store", "show", "--store", other)) == _but_the_trail(shown)


def _but_the_trail(shown: str) -> list[str]:
    """Copying a store, and restoring it, are entries themselves."""
    return [line for line in shown.splitlines() if not line.startswith("audit_")]


def _recorded(replayed: Replayed) -> list[Path]:
    left_out = ("labels.ndjson",)
    paths = [*replayed.events.glob("*.ndjson"), *replayed.result.glob("*.ndjson")]
    return [path for path in paths if path.name not in left_out]


def _distinct(replayed: Replayed, file: str) -> int:
    return len({(event["customer_id"], event["event_id"]) for event in map(json.loads, replayed.lines(file))})


def test_erasing_and_retaining(shell: Shell, replayed: Replayed, tmp_path: Path) -> None:
    done(shell, "store", "init")
    done(shell, "store", "record", replayed.result)
    customer = json.loads(replayed.lines("orders.ndjson")[0])["customer_id"]
    assert f"Erased {customer}: 1 names" in done(shell, "store", "erase", "customer", customer)
    assert f"已抹除 {customer}：姓名 0 个" in done(shell, "store", "erase", "customer", customer, "--lang", "zh")
    assert "Words removed from " in done(shell, "store", "retain", "--text-days", "30")
    with sqlite3.connect(tmp_path / "deep" / "store.db") as raw:
        assert raw.execute("SELECT count(*) FROM activities WHERE content IS NOT NULL").fetchone()[0] < 20


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("store", "record", "x"), "x: is no folder"),
        (("store", "record"), "or --kafka"),
        (("store", "record", "x", "--once"), "--once goes with"),
        (("store", "show"), "transferwatch store init"),
        (("store", "upgrade"), "transferwatch store init"),
        (("store", "init", "--store", "mysql://root:hidden@db/x"), "expected one such as"),
        (("backup", "copy.zip"), "transferwatch store init"),
        (("restore", "none.zip"), "none.zip: is no backup"),
    ],
)
def test_what_cannot_be_done_is_told(shell: Shell, arguments: tuple[str, ...], told: str) -> None:
    ran = shell(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err and "hidden" not in ran.err


def test_asking_makes_no_file(shell: Shell, tmp_path: Path) -> None:
    assert shell("store", "show").code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def brokers() -> Iterator[str]:
    with embedded_broker() as broker:
        yield broker.bootstrap_servers


@needs_embedded_broker
def test_topics_of_a_broker(shell: Shell, replayed: Replayed, brokers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """This broker has no transactions; what was published is written once all the same."""
    monkeypatch.setenv("TRANSFERWATCH_EMBEDDED", "true")
    done(shell, "store", "init")
    done(shell, "topics", "create", "--brokers", brokers)
    done(shell, "publish", replayed.events, "--brokers", brokers)
    record = ("store", "record", "--kafka", "--once", "--brokers", brokers)
    assert " records written in " in done(shell, *record)
    assert f"\norder_statements: {_distinct(replayed, 'orders.ndjson')}\n" in done(shell, "store", "show")
    assert done(shell, *record) == "Nothing new: the store holds all of it.\n"
    ran = shell("store", "record", replayed.result)
    assert ran.code == 2 and "give another store" in ran.err
