"""Fills a store with a made firm in bulk: what the recorder would write, without asking for what is there already.

Rows are made by the recorder's own code and copied into tables without secondary indexes, which are made afterwards;
what is derived (orders, who is on them) is then made by the recorder's own code too. Several databases are filled in
one pass. Not for a store in use: nothing is fenced, and SQLite does not sync.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Engine, Table, insert, select, text

from benchmarks.store_made import Firm
from store.engine import reading, writing
from store.recording import derived
from store.recording.batch import Batch
from store.recording.rows import Row
from store.recording.withheld import Withheld
from store.schema import METADATA
from store.tables import events, judgements
from store.types import Utc

LOT = 50_000
_TABLES = (
    events.people, events.ownership_changes, events.activities, events.order_statements, events.decisions,
    judgements.assessment_revisions, judgements.credits,
)  # fmt: skip
_KEYS_AT_ONCE = 10_000


def fill(engines: Sequence[Engine], firm: Firm) -> int:
    """Fill empty stores that are set up; how many records were written into each."""
    began, count = time.perf_counter(), 0
    for engine in engines:
        _drop_indexes(engine)
    for lot in firm.lots(LOT):
        batch = Batch(Withheld())
        batch.take(lot)
        rows = {table: batch.rows(table) for table in _TABLES} | {judgements.assessments: batch.assessments()}
        for engine in engines:
            _write(engine, {table: some for table, some in rows.items() if some})
        count += len(lot)
        if count % 1_000_000 < LOT:
            print(f"  {count:>10,} records, {count / (time.perf_counter() - began):,.0f} per second", flush=True)
    for engine in engines:
        _finish(engine)
        print(f"  {engine.dialect.name}: ready after {time.perf_counter() - began:,.0f} s", flush=True)
    return count


def _drop_indexes(engine: Engine) -> None:
    with writing(engine) as connection:
        for table in _TABLES:
            for index in table.indexes:
                index.drop(connection)
        for index in judgements.assessments.indexes:
            index.drop(connection)


def _write(engine: Engine, rows: dict[Table, list[Row]]) -> None:
    with engine.connect() as unsynced, unsynced.begin():
        if engine.dialect.name == "sqlite":
            unsynced.exec_driver_sql("COMMIT")  # the synchronisation cannot be changed within a transaction
            unsynced.exec_driver_sql("PRAGMA synchronous=OFF")
            unsynced.exec_driver_sql("BEGIN IMMEDIATE")
        for table, some in rows.items():
            if engine.dialect.name == "sqlite":
                _insert_many(unsynced, table, some)
            else:
                _copy(unsynced, table, some)


def _insert_many(connection: Connection, table: Table, rows: list[Row]) -> None:
    names = list(rows[0])
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    cursor = connection.connection.cursor()
    cursor.executemany(statement, _plain(connection, table, names, rows))


def _copy(connection: Connection, table: Table, rows: list[Row]) -> None:
    names = list(rows[0])
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in _plain(connection, table, names, rows):
            copy.write_row(row)


def _plain(connection: Connection, table: Table, names: list[str], rows: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver takes them."""
    kinds = [table.c[name].type for name in names]
    wanted = (Utc, JSON, Boolean)
    process = [
        kind.dialect_impl(connection.dialect).bind_processor(connection.dialect) if isinstance(kind, wanted) else None
        for kind in kinds
    ]
    for row in rows:
        yield tuple(
            [row[name] if made is None else made(row[name]) for name, made in zip(names, process, strict=True)]
        )


def _finish(engine: Engine) -> None:
    """Indexes, what is derived, and the figures by which the planner chooses."""
    with writing(engine) as connection:
        for table in (*_TABLES, judgements.assessments):
            for index in sorted(table.indexes, key=lambda each: str(each.name)):
                index.create(connection)
    keys = _order_keys(engine)
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        with writing(engine) as connection:
            some = keys[start : start + _KEYS_AT_ONCE]
            derived.renew_orders(connection, some)
            derived.renew_people(connection, some)
    with writing(engine) as connection:
        connection.execute(text("ANALYZE"))


def _order_keys(engine: Engine) -> list[tuple[str, str]]:
    table = events.order_statements
    with reading(engine) as connection:
        found = connection.execute(select(table.c.customer_id, table.c.order_id).order_by(table.c.customer_id))
        return [(row.customer_id, row.order_id) for row in found]
