"""Stores that are set up and empty: copies of one that the migrations made, since most tests need one of their own."""

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from store.engine import open_engine
from store.migrations.running import upgrade


@cache
def _file() -> bytes:
    """A SQLite file at this version's schema."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        engine = open_engine(f"sqlite:///{path}")
        upgrade(engine)
        engine.dispose()  # the last connection brings the log into the file
        return path.read_bytes()


def new_store(path: Path) -> Engine:
    """A store in a new SQLite file."""
    path.write_bytes(_file())
    return open_engine(f"sqlite:///{path}")
