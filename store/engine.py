"""The engine of a store by its URL, and its two kinds of transactions: reading and writing."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError

from detector.errors import StoreError, UsageError

DEFAULT_URL = "sqlite:///transferwatch.db"
BUSY_TIMEOUT_MS = 30_000
"""A writer of SQLite waits so long for another one's transaction."""

_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_NAMESPACE = re.compile(r"[a-zA-Z0-9_-]{0,60}")
_WRITES = "transferwatch_writes"
_VIA = "transferwatch_via"
_CACHE_KIB = 64 * 1024
_ANALYSED_ROWS = 1000  # of each index: as SQLite's documentation advises for big files

# FULL: a transaction that was reported as done survives a power cut; decisions and the audit trail depend on it.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA cache_size=-{_CACHE_KIB}",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA secure_delete=ON",  # what is erased is not to be found in the file
)

# A server that vanished without a word (its machine is off, a cable is out) is noticed within a minute, not in hours.
_SILENT_SERVER = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


class StoreDown(StoreError):
    """The database does not answer, or cannot take anything now: waiting may help."""


def read_url(text_url: str) -> URL:
    """A store's URL with the driver that is used here. Raises UsageError; a password is never repeated.

    >>> read_url("postgresql://watch:secret@db/sales").drivername, read_url("sqlite:///watch.db").database
    ('postgresql+psycopg', 'watch.db')
    """
    expected = "expected one such as sqlite:///transferwatch.db or postgresql://user:password@host/database"
    try:
        url = make_url(text_url)
    except ArgumentError:
        message = f"the store's URL cannot be read; {expected}"
        raise UsageError(message) from None
    driver = _DRIVERS.get(url.drivername, url.drivername)
    if driver not in _DRIVERS.values() or not url.database:
        message = f"the store's URL {url.render_as_string(hide_password=True)!r} is not usable; {expected}"
        raise UsageError(message)
    return url.set(drivername=driver)


def told(engine: Engine) -> str:
    """The store as a message may name it and a command takes it, but for the password, which is not told."""
    return engine.url.set(drivername=engine.dialect.name).render_as_string(hide_password=True)


def open_engine(url: str, namespace: str = "") -> Engine:
    """The engine of a store; nothing is connected to yet.

    `namespace`: of a deployment; its tables stand in a PostgreSQL schema of that name. A SQLite file is a deployment's
    own. Raises UsageError where URL or namespace cannot be used.
    """
    parsed = read_url(url)
    if not _NAMESPACE.fullmatch(namespace):
        message = f"the namespace {namespace!r} is not usable; expected letters, digits, - and _, at most 60"
        raise UsageError(message)
    options: dict[str, Any] = {
        "json_serializer": _to_json,
        "json_deserializer": msgspec.json.decode,
        "hide_parameters": True,  # errors would quote what people said
    }
    try:
        if parsed.get_backend_name() == "sqlite":
            engine = create_engine(parsed, **options)
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        silent = {name: value for name, value in _SILENT_SERVER.items() if name not in parsed.query}
        engine = create_engine(parsed, pool_pre_ping=True, connect_args=silent, **options)
    except NoSuchModuleError as error:  # pragma: no cover - both drivers are dependencies
        raise UsageError(str(error)) from None
    event.listen(engine, "connect", _set_up_postgresql)
    if namespace:
        event.listen(engine, "connect", _searching(namespace))
    return engine


def done_by(engine: Engine, via: str) -> Engine:
    """The engine for what one user of the machine does by commands (`os:gao`): each audit entry says so."""
    return engine.execution_options(**{_VIA: via})


def via_of(connection: Connection) -> str:
    """Which user of the machine does this by a command; empty where nobody does."""
    via: str = connection.get_execution_options().get(_VIA, "")
    return via


def _to_json(value: object) -> str:
    """Raw JSON stays as it is: what came from a topic need not be parsed to be kept."""
    return bytes(value).decode() if isinstance(value, msgspec.Raw) else msgspec.json.encode(value).decode()


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # Python's own handling of transactions begins them late and never as IMMEDIATE.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _set_up_postgresql(connection: Any, _: object) -> None:
    """Send lists in binary: as text, PostgreSQL takes half a millisecond to read each item of a big one.

    Times come in UTC, and a time without an offset in a query is one of UTC, wherever the server thinks it is.
    """
    from psycopg.types.array import ListBinaryDumper

    connection.adapters.register_dumper(list, ListBinaryDumper)
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    """A writer asks for the lock at once: one that first reads and then writes cannot wait, it fails as "locked"."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _searching(namespace: str) -> Callable[[Any, object], None]:
    def search(connection: Any, _: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'SET search_path TO "{namespace}"')
        connection.commit()

    return search


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes; committed when the block ends well. Raises StoreError where there is no answer."""
    with _answering(engine), engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads one state of the store and waits for no writer. Raises StoreError."""
    options: dict[str, Any] = {"postgresql_readonly": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with _answering(engine), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def _answering(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        # Its first line only, and not itself: further lines quote rows, which are personal.
        what = (str(error.orig).strip().splitlines() or ["no answer"])[0]
        message = f"the store {told(engine)}: {what}; is it there, set up, and not full?"
        down = isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
        raise (StoreDown if down else StoreError)(message) from None


def settle(engine: Engine) -> None:
    """Bring what was written into a SQLite file itself: its log may hold what was erased. Raises StoreError."""
    if engine.dialect.name == "sqlite":
        with _answering(engine):
            raw = engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()


def refresh_statistics(engine: Engine) -> None:
    """Let SQLite look at its indexes, at a part of each, so that it chooses well among them; PostgreSQL does by itself.

    Raises StoreError.
    """
    if engine.dialect.name == "sqlite":
        with writing(engine) as connection:
            connection.exec_driver_sql(f"PRAGMA analysis_limit={_ANALYSED_ROWS}")
            connection.exec_driver_sql("ANALYZE")


def _file_of(engine: Engine) -> Path | None:
    """The file of a SQLite store; None for one in memory, or of PostgreSQL."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


def there(engine: Engine) -> bool:
    """False where a SQLite file is missing; whether a server is there, only asking it tells."""
    file = _file_of(engine)
    return file is None or file.exists()


def make_schema(engine: Engine, namespace: str) -> None:
    """Make what a new store stands in: the folder of a SQLite file, the schema of a namespace. Raises StoreError."""
    file = _file_of(engine)
    if file is not None:
        file.resolve().parent.mkdir(parents=True, exist_ok=True)
    elif namespace and engine.dialect.name == "postgresql":
        with writing(engine) as connection:
            connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{namespace}"'))
