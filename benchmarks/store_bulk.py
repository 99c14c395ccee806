"""Fills a store with a made firm in bulk: what the recorder would write, without asking for what is there already.

Rows are made by the recorder's own code, activities apart, and copied into tables without secondary indexes, which are
made afterwards; orders beyond those that the firm makes are copied within the database. Several databases are filled in
one pass. Not for a store in use: nothing is fenced, SQLite does not sync. Tests hold what is written against what the
recorder writes.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import msgspec
from sqlalchemy import JSON, Engine, Table, text

from benchmarks.store_copies import copy_orders
from benchmarks.store_made import Firm, batched
from store.engine import writing
from store.recording.batch import Batch
from store.recording.derived import OrderKey, _order, _people, _rules, order_key
from store.recording.incoming import Incoming
from store.recording.rows import Row
from store.recording.withheld import Withheld
from store.tables import events, judgements
from store.types import Utc

LOT = 50_000
_TABLES = (
    events.people, events.ownership_changes, events.activities, events.order_statements, events.decisions,
    judgements.assessments, judgements.assessment_revisions, judgements.credits, judgements.orders,
    judgements.order_people, judgements.order_rules,
)  # fmt: skip
_ACTIVITY = (
    "customer_id", "event_id", "actor_id", "activity_type", "duration_seconds", "content", "occurred_at",
    "occurred_offset",
)  # fmt: skip


def fill(engines: Sequence[Engine], firm: Firm) -> None:
    """Fill empty stores that are set up."""
    began = time.perf_counter()

    def tell(what: str) -> None:
        print(f"  {time.perf_counter() - began:7,.0f} s: {what}", flush=True)

    for engine in engines:
        _drop_indexes(engine)
    for number, lot in enumerate(batched(map(_activity_row, firm.activities()), LOT), 1):
        for engine in engines:
            _write(engine, events.activities, _ACTIVITY, lot)
        if number % 20 == 0:
            tell(f"{number * LOT:,} activities")
    waiting: dict[OrderKey, Row] = {}
    for number, records in enumerate(batched(firm.others(), LOT), 1):
        lot_rows = _rows(records, waiting)
        for engine in engines:
            for table, rows in lot_rows.items():
                if rows:
                    _write(engine, table, list(rows[0]), _plain(engine, table, rows))
        if number % 10 == 0:
            tell(f"{number * LOT:,} other records")
    for engine in engines:
        copy_orders(engine, firm.made, firm.orders)
        _finish(engine)
        tell(f"{engine.dialect.name} is ready")


def _activity_row(fields: Mapping[str, Any]) -> tuple[Any, ...]:
    """As both databases take it; through the recorder's code ten million would take most of the time."""
    at = fields["occurred_at"][:19] + ".000000Z"  # every time here is in UTC
    return (*(fields[name] for name in _ACTIVITY[:5]), fields["content"], at, 0)


def _rows(records: list[Incoming], waiting: dict[OrderKey, Row]) -> dict[Table, list[Row]]:
    """The rows of all tables; `waiting`: orders whose assessment is in a later lot. Each has one statement here."""
    batch = Batch(Withheld())
    batch.take(records)
    rows = {table: batch.rows(table) for table in _TABLES} | {judgements.assessments: batch.assessments()}
    rows[judgements.orders] = [_order([SimpleNamespace(**row)]) for row in rows[events.order_statements]]
    waiting |= {order_key(row): row for row in rows[judgements.orders]}
    whole = {
        row["assessment_id"]: msgspec.json.decode(row["assessment"]) for row in rows[judgements.assessment_revisions]
    }
    judged = [
        SimpleNamespace(**(waiting.pop(order_key(row)) | row), hits=whole[row["assessment_id"]]["hits"])
        for row in rows[judgements.assessments]
    ]
    rows[judgements.order_people] = [person for each in judged for person in _people(each)]
    rows[judgements.order_rules] = [rule for each in judged for rule in _rules(each)]
    return rows


def _drop_indexes(engine: Engine) -> None:
    with writing(engine) as connection:
        for table in _TABLES:
            for index in table.indexes:
                index.drop(connection)


def _write(engine: Engine, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    into = f"{table.name} ({', '.join(names)})"
    with engine.connect() as unsynced, unsynced.begin():
        cursor: Any = unsynced.connection.cursor()
        if engine.dialect.name == "sqlite":
            for statement in ("COMMIT", "PRAGMA synchronous=OFF", "BEGIN IMMEDIATE"):  # not to be set within one
                cursor.execute(statement)
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(names))})", rows)
        else:
            cursor.execute("SET LOCAL synchronous_commit TO off")
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                copy.write("".join("\t".join(map(_field, row)) + "\n" for row in rows))


def _field(value: Any) -> str:
    """A value in PostgreSQL's text format; what is made here holds no tab and no line break."""
    return r"\N" if value is None else str(value).replace("\\", "\\\\")


def _plain(engine: Engine, table: Table, rows: Sequence[Row]) -> Iterator[list[Any]]:
    """The rows as texts and numbers that both databases take."""
    kinds = [table.c[name].type for name in rows[0]]
    for row in rows:
        yield [_value(engine, kind, value) for value, kind in zip(row.values(), kinds, strict=True)]


def _value(engine: Engine, kind: Any, value: Any) -> Any:
    if isinstance(kind, Utc):
        return kind.process_bind_param(value, engine.dialect)
    if isinstance(kind, JSON) and value is not None:
        return msgspec.json.encode(value).decode()
    return value


def _finish(engine: Engine) -> None:
    """Indexes, and the figures by which the planner chooses."""
    with writing(engine) as connection:
        for table in _TABLES:
            for index in sorted(table.indexes, key=lambda each: str(each.name)):
                index.create(connection)
    with writing(engine) as connection:
        connection.execute(text("ANALYZE"))
