"""A backup restores to the same store on either database; what is damaged or in the way is refused."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from cli.storing.folders import record_folder
from detector.errors import StoreError, UsageError
from store.audit.chain import StoredChain
from store.engine import open_engine, writing
from store.keeping.backup import back_up, restore
from store.keeping.erasing import erase
from store.queries.ledger import ledger_of
from store.tables import judgements
from tests.store.conftest import Replayed
from tests.store.dumps import dump, rows

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def silent(_: str, done: int, of: int) -> None:
    """Progress that nobody sees."""


@pytest.fixture
def saved(engine: Engine, replayed: Replayed, tmp_path: Path) -> Path:
    """A backup of a store with a bit of everything."""
    record_folder(engine, replayed.result, progress=silent)
    erase(engine, "person", rows(engine, judgements.credits)[0]["payee_id"], NOW)
    back_up(engine, tmp_path / "store.zip", NOW, silent)
    return tmp_path / "store.zip"


def test_the_same_answers_from_the_other_database(
    engine: Engine, saved: Path, tmp_path: Path, new_postgres: Callable[[], str]
) -> None:
    sqlite = engine.dialect.name == "sqlite"
    other = open_engine(new_postgres() if sqlite else f"sqlite:///{tmp_path / 'other' / 'store.db'}")
    made = restore(other, saved, silent, now=NOW, actor="root")
    assert (made.taken_at, dump(other)) == (NOW, dump(engine))
    before, (*same, entry) = list(StoredChain(engine).entries()), StoredChain(other).entries()
    assert same == before
    assert (entry.kind, entry.actor, entry.details["taken_at"]) == ("restore", "root", NOW.isoformat())
    payee = rows(engine, judgements.credits)[0]["payee_id"]
    ask = {"until_period": "2027-12", "limit": 1000}
    assert ledger_of(other, payee, "2024-01", **ask) == ledger_of(engine, payee, "2024-01", **ask)  # type: ignore[arg-type]


def test_recording_goes_on_after_a_restore(saved: Path, replayed: Replayed, new_engine: Callable[[], Engine]) -> None:
    other = new_engine()
    restore(other, saved, silent, now=NOW)
    assert sum(record_folder(other, replayed.result, progress=silent).read.values()) == 0


def test_a_backup_is_its_owners_alone(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600


def test_nothing_is_replaced(engine: Engine, saved: Path) -> None:
    with pytest.raises(UsageError, match="another name"):
        back_up(engine, saved, NOW, silent)
    before = dump(engine)
    with pytest.raises(UsageError, match="not empty"):
        restore(engine, saved, silent, now=NOW)
    assert dump(engine) == before


def rewritten(saved: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a backup with one member changed."""
    made = saved.with_name("changed.zip")
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == name else content)
    return made


@pytest.mark.parametrize(
    "change",
    [lambda lines: lines.replace(b"posted", b"held", 1), lambda lines: lines[: lines.rindex(b"\n", 0, -1) + 1]],
)
def test_a_changed_backup_is_refused_and_leaves_nothing(
    saved: Path, new_engine: Callable[[], Engine], change: Callable[[bytes], bytes]
) -> None:
    other = new_engine()
    with pytest.raises(StoreError, match=r"credits.*damaged"):
        restore(other, rewritten(saved, "tables/credits.ndjson", change), silent, now=NOW)
    assert not any(dump(other).values())


def test_a_backup_of_another_version(saved: Path, new_engine: Callable[[], Engine]) -> None:
    def older(manifest: bytes) -> bytes:
        return json.dumps({**json.loads(manifest), "revision": "0001"}).encode()

    with pytest.raises(UsageError, match=r"revision 0001.*version that made it"):
        restore(new_engine(), rewritten(saved, "manifest.json", older), silent, now=NOW)


def test_a_file_that_is_no_backup(tmp_path: Path, new_engine: Callable[[], Engine]) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    for name in ("x.zip", "missing.zip"):
        with pytest.raises(UsageError, match="no backup"):
            restore(new_engine(), tmp_path / name, silent, now=NOW)


def test_tables_that_would_be_left_out_are_told(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE strangers (id INTEGER)"))
    with pytest.raises(StoreError, match="strangers"):
        back_up(engine, tmp_path / "store.zip", NOW + timedelta(days=1), silent)
    assert list(tmp_path.glob("*.zip")) == []
