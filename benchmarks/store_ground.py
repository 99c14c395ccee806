"""A store for a benchmark: SQLite in a folder, or a PostgreSQL server of its own beside it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from store.engine import open_engine
from store.migrations.running import upgrade
from tests.store.postgres import MISSING, find_programs, kept, started

DATABASES = ("sqlite", "postgresql")


@contextmanager
def kept_store(database: str, folder: Path) -> Iterator[Engine]:
    """The store of a folder, set up if it is not there, brought to this version's schema, and kept."""
    folder.mkdir(parents=True, exist_ok=True)
    if database == "sqlite":
        engine = open_engine(f"sqlite:///{folder / 'store.db'}")
        upgrade(engine)
        yield engine
        engine.dispose()
        return
    programs = find_programs()
    if programs is None:
        raise SystemExit(MISSING)
    with kept(programs, folder / "postgresql") as server:
        engine = open_engine(server.url())
        upgrade(engine)
        yield engine
        engine.dispose()


@contextmanager
def empty_store(database: str) -> Iterator[Engine]:
    """A store that is gone when the block ends. Its disk is synced as in earnest."""
    if database == "sqlite":
        with tempfile.TemporaryDirectory(prefix="transferwatch-store-") as folder:
            engine = open_engine(f"sqlite:///{Path(folder) / 'store.db'}")
            upgrade(engine)
            yield engine
            engine.dispose()
        return
    programs = find_programs()
    if programs is None:
        raise SystemExit(MISSING)
    with started(programs, fsync=True) as server:
        engine = open_engine(server.url())
        upgrade(engine)
        yield engine
        engine.dispose()
