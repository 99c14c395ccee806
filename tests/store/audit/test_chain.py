"""The chain in a store, on SQLite and PostgreSQL: one writer, all or nothing, and tampering that is named."""

import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from detector.errors import AuditError, StoreError, TransferwatchError
from store.audit.anchor import Anchor, anchor_of
from store.audit.chain import StoredChain, append
from store.audit.decisive import decisive
from store.audit.keeper import Keeper
from store.audit.places import AnchorFile, read_anchors
from store.audit.verify import verify_chain
from store.engine import writing
from store.tables.audit import audit_entries
from tests.store.audit.chains import START_US
from tests.store.audit.writer import happened


def entered(engine: Engine, count: int) -> list[Anchor]:
    """Some entries, and an anchor of every one."""
    anchors = []
    for number in range(count):
        with writing(engine) as connection:
            append(connection, happened("a-1", number), START_US + number)
        anchors.append(anchor_of(StoredChain(engine).head(), START_US))
    return anchors


def tampered(engine: Engine, *statements: str) -> None:
    """What somebody with the database's own rights could do: the triggers are off while the statements run."""
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            for action in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_entries_no_{action}")
        else:
            connection.exec_driver_sql("ALTER TABLE audit_entries DISABLE TRIGGER ALL")
        for statement in statements:
            connection.execute(text(statement))


def fault(engine: Engine, anchors: list[Anchor]) -> tuple[str, int] | None:
    found = StoredChain(engine).verify(anchors).fault
    return (found.code, found.seq) if found else None


def test_entries_are_chained_and_exported_as_they_were_hashed(engine: Engine) -> None:
    anchors = entered(engine, 5)
    verdict = StoredChain(engine).verify(anchors)
    assert (verdict.fault, verdict.entries, verdict.anchored) == (None, 5, 5)
    output = io.BytesIO()
    head = StoredChain(engine).export(output)
    lines = output.getvalue().splitlines()
    assert verify_chain(enumerate(lines, 1), anchors).head == head == verdict.head


def test_an_entry_stands_with_what_it_speaks_of_or_not_at_all(engine: Engine) -> None:
    anchors = entered(engine, 1)
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        append(connection, happened("a-1", 2), START_US)
        _ = 1 // 0
    assert fault(engine, anchors) is None
    assert StoredChain(engine).head().seq == 1
    with pytest.raises(AuditError, match="no kind"), writing(engine) as connection:
        append(connection, happened("a-1", 2).__class__(kind="x", actor="a", subject="s", details={}), START_US)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_entries SET line = replace(line, 'O-2', 'O-9') WHERE seq = 3", ("edited", 3)),
        ("UPDATE audit_entries SET actor = 'a-2' WHERE seq = 3", ("columns_edited", 3)),
        ("UPDATE audit_entries SET kind = 'export' WHERE seq = 1", ("columns_edited", 1)),
        ("UPDATE audit_entries SET entered_at = (SELECT max(entered_at) FROM audit_entries) WHERE seq = 1",
         ("columns_edited", 1)),
        ("UPDATE audit_entries SET seq = 9 WHERE seq = 3", ("reordered", 3)),
        ("DELETE FROM audit_entries WHERE seq = 3", ("deleted", 3)),
        ("DELETE FROM audit_entries WHERE seq > 3", ("cut", 4)),
        ("DELETE FROM audit_entries", ("cut", 1)),
        ("UPDATE audit_head SET seq = 4", ("head", 5)),
        ("UPDATE audit_head SET seq = 7", ("head", 6)),
    ],
)  # fmt: skip
def test_tampering_is_named(engine: Engine, statement: str, found: tuple[str, int]) -> None:
    anchors = entered(engine, 5)
    tampered(engine, statement)
    assert fault(engine, anchors) == found


def test_a_cut_end_shows_without_anchors_unless_the_head_is_moved_too(engine: Engine) -> None:
    anchors = entered(engine, 5)
    tampered(engine, "DELETE FROM audit_entries WHERE seq > 3")
    assert fault(engine, []) == ("head", 4)
    tampered(engine, f"UPDATE audit_head SET seq = 3, hash = '{anchors[2].hash}'")
    assert fault(engine, []) is None
    assert fault(engine, anchors) == ("cut", 4)
    entered(engine, 2)
    assert fault(engine, []) is None
    # What was entered anew is the same to the letter here, so the chain is too.
    assert fault(engine, anchors[:3]) is None


def test_a_cut_end_grown_again_is_told_by_its_anchors(engine: Engine) -> None:
    anchors = entered(engine, 5)
    tampered(
        engine, "DELETE FROM audit_entries WHERE seq > 3", f"UPDATE audit_head SET seq = 3, hash = '{anchors[2].hash}'"
    )
    for number in range(3):
        with writing(engine) as connection:
            append(connection, happened("a-2", number), START_US)
    assert fault(engine, []) is None
    assert fault(engine, anchors) == ("rehashed", 4)


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET actor = 'x'", "DELETE FROM audit_entries"])
def test_accidents_are_refused(engine: Engine, statement: str) -> None:
    anchors = entered(engine, 2)
    with pytest.raises(StoreError, match="never changed"), writing(engine) as connection:
        connection.execute(text(statement))
    assert fault(engine, anchors) is None


def test_a_lost_head_is_told(engine: Engine) -> None:
    entered(engine, 1)
    tampered(engine, "DELETE FROM audit_head")
    with pytest.raises(AuditError, match="lost its head"), writing(engine) as connection:
        append(connection, happened("a-1", 1), START_US)


def run_writers(engine: Engine, *arguments: list[str]) -> list[int]:
    url = engine.url.render_as_string(hide_password=False)
    writers = [
        subprocess.Popen([sys.executable, "-m", "tests.store.audit.writer", url, *given], cwd=Path(__file__).parents[3])
        for given in arguments
    ]
    return [writer.wait() for writer in writers]


def test_two_writers_at_once(engine: Engine) -> None:
    assert run_writers(engine, ["a-1", "40"], ["a-2", "40"]) == [0, 0]
    assert fault(engine, []) is None
    with writing(engine) as connection:
        actors = list(connection.execute(select(audit_entries.c.actor).order_by(audit_entries.c.seq)).scalars())
    assert len(actors) == 80
    assert {actors.count("a-1"), actors.count("a-2")} == {40}


def test_a_crash_between_entry_and_anchor(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "anchors.ndjson"
    assert run_writers(engine, ["a-1", "3", str(path)]) == [9]
    assert [anchor.seq for anchor in read_anchors(path)] == [1, 2]
    verdict = StoredChain(engine).verify(read_anchors(path))
    assert (verdict.fault, verdict.entries, verdict.unanchored) == (None, 3, 1)
    Keeper(StoredChain(engine), [AnchorFile(path)], lambda: START_US, read_anchors(path)).tick()
    assert StoredChain(engine).verify(read_anchors(path)).unanchored == 0


def test_killed_while_it_writes(engine: Engine, tmp_path: Path) -> None:
    """Whenever it dies: no anchor is ahead of the chain, and the next process goes on with both."""
    path = tmp_path / "anchors.ndjson"
    url = engine.url.render_as_string(hide_password=False)
    for round_ in range(1, 4):
        command = [sys.executable, "-m", "tests.store.audit.writer", url, f"a-{round_}", "100000", str(path)]
        writer = subprocess.Popen(command, cwd=Path(__file__).parents[3])
        while writer.poll() is None and (not path.exists() or path.read_bytes().count(b"\n") < round_ * 20):
            time.sleep(0.01)
        assert writer.poll() is None, "it ended by itself"
        writer.kill()
        writer.wait()
        verdict = StoredChain(engine).verify(read_anchors(path))
        assert (verdict.fault, verdict.unanchored in (0, 1)) == (None, True)


def test_the_keeper_refuses_a_store_that_was_tampered_with(engine: Engine, tmp_path: Path) -> None:
    entered(engine, 3)
    path = tmp_path / "anchors.ndjson"
    keeper = Keeper(StoredChain(engine), [AnchorFile(path)], lambda: START_US)
    keeper.tick()
    tampered(engine, "DELETE FROM audit_entries WHERE seq > 2")
    with pytest.raises(AuditError, match="at entry 3 the hash of nothing"):
        keeper.tick()


def test_a_decision_is_anchored_at_once_and_stands_where_that_fails(engine: Engine, tmp_path: Path) -> None:
    path, failed = tmp_path / "anchors.ndjson", list[TransferwatchError]()
    keeper = Keeper(StoredChain(engine), [AnchorFile(path)], lambda: START_US)
    with decisive(engine, keeper, failed.append) as connection:
        append(connection, happened("a-1", 1), START_US)
        assert not path.exists(), "what may yet be rolled back is not anchored"
    assert [anchor.seq for anchor in read_anchors(path)] == [1]
    with pytest.raises(ZeroDivisionError), decisive(engine, keeper, failed.append) as connection:
        append(connection, happened("a-1", 2), START_US)
        _ = 1 // 0
    assert [anchor.seq for anchor in read_anchors(path)] == [1]
    gone = Keeper(StoredChain(engine), [AnchorFile(tmp_path / "none" / "a")], lambda: START_US)
    with decisive(engine, gone, failed.append) as connection:
        append(connection, happened("a-1", 2), START_US)
    assert len(failed) == 1
    assert StoredChain(engine).head().seq == 2
