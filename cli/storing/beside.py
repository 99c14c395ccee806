"""Files that belong to a store and stand outside its database, where no setting says otherwise."""

from pathlib import Path

from sqlalchemy import Engine


def file_beside(engine: Engine, ending: str, namespace: str = "") -> Path:
    """Beside a SQLite file, by its name; of a server's database in the working folder.

    >>> from store.engine import open_engine
    >>> file_beside(open_engine("sqlite:////srv/watch.db"), ".key").as_posix()
    '/srv/watch.db.key'
    >>> file_beside(open_engine("postgresql://db/sales"), ".key", "acme").as_posix()
    'transferwatch-acme.key'
    """
    name = engine.url.database
    if engine.dialect.name == "sqlite" and name and name != ":memory:":
        return Path(f"{name}{ending}")
    return Path(f"transferwatch{f'-{namespace}' if namespace else ''}{ending}")
