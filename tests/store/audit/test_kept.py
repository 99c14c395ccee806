"""What the store does of itself is in its chain, and the chain comes whole out of a backup into either database."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, select

from store.audit.anchor import anchor_of, encode_anchor
from store.audit.chain import StoredChain, append
from store.audit.places import read_anchors
from store.engine import open_engine, reading, writing
from store.keeping.backup import back_up, restore
from store.keeping.erasing import erase
from store.keeping.retaining import retain
from store.keeping.texts import AGING
from store.tables.accounts import accounts
from tests.store.accounts.desk import Desk
from tests.store.audit.chains import START_US
from tests.store.audit.writer import happened

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_erasure_and_retention_are_entered(engine: Engine) -> None:
    erase(engine, "customer", "c-1", NOW, actor="dpo")
    retain(engine, NOW, text_days=30, figure_days=90, actor="os:timer")
    entries = [(entry.kind, entry.actor, entry.subject, entry.details) for entry in StoredChain(engine).entries()]
    assert entries == [
        ("erasure", "dpo", "customer:c-1", {"what": [], "rows": 0}),
        *(
            ("retention", "os:timer", "store", {"what": what, "before": f"{before}T00:00:00+00:00", "rows": 0})
            for what, before in (("texts", "2026-05-02"), *((table.name, "2026-03-03") for table in AGING))
        ),
    ]
    assert StoredChain(engine).verify().fault is None


def test_a_backup_holds_the_chain_and_the_accounts(
    engine: Engine, tmp_path: Path, new_postgres: Callable[[], str]
) -> None:
    Desk(engine)
    for number in range(3):
        with writing(engine) as connection:
            append(connection, happened("a-1", number), START_US)
    path = tmp_path / "anchors.ndjson"
    path.write_bytes(encode_anchor(anchor_of(StoredChain(engine).head(), START_US)) + b"\n")
    back_up(engine, tmp_path / "backup.zip", NOW, lambda *_: None)
    other = f"sqlite:///{tmp_path / 'restored.db'}" if engine.dialect.name != "sqlite" else new_postgres()
    restored = open_engine(other)
    restore(restored, tmp_path / "backup.zip", lambda *_: None, now=NOW, actor="root")
    verdict = StoredChain(restored).verify(read_anchors(path))
    assert (verdict.fault, verdict.entries, verdict.unanchored) == (None, 5, 1)
    assert list(StoredChain(restored).entries())[-1].kind == "restore"
    with writing(restored) as connection:
        append(connection, happened("a-2", 9), START_US)
    assert StoredChain(restored).verify(read_anchors(path)).fault is None
    with reading(restored) as connection:
        assert connection.execute(select(accounts.c.name)).scalars().all() == ["gao"]
