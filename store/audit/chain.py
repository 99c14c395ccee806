"""The chain in the store: entries are added in the transaction of what they speak of, by one writer at a time."""

import secrets
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import msgspec
from sqlalchemy import Connection, Engine, Row, Select, select
from sqlalchemy.dialects import postgresql, sqlite

from detector.errors import AuditError
from detector.instant import parse_instant
from store.audit.anchor import Anchor
from store.audit.entry import NO_HASH, Entry, Happened, Head, decode_entry, encode_entry, seal
from store.audit.verdict import Verdict
from store.audit.verify import Line, verify_chain
from store.engine import reading, via_of
from store.tables.audit import audit_entries, audit_head
from store.types import fit_id, utc

_ROWS_AT_ONCE = 1000
_COLUMNS = (
    audit_entries.c.entered_at,
    *(audit_entries.c[name] for name in ("seq", "kind", "actor", "subject", "hash")),
)


def append(connection: Connection, happened: Happened, at_us: int) -> Entry:
    """Add an entry, in a transaction of `store.engine.writing`: it stands when and only when that is committed.

    From here to the end of the transaction no other process adds one, so call it last. Raises AuditError: details that
    the kind does not have, or a store whose chain has lost its head. What a command does says by which user of the
    machine (`store.engine.done_by`).
    """
    via = via_of(connection)
    if via and via != happened.actor:
        happened = msgspec.structs.replace(happened, details={**happened.details, "via": via})
    head = _head(connection, for_update=True)
    entry = seal(happened, head, at_us)
    line = encode_entry(entry).decode()
    connection.execute(audit_entries.insert().values(_columns(entry) | {"line": line}))
    connection.execute(audit_head.update().where(audit_head.c.id == 1).values(seq=entry.seq, hash=entry.hash))
    return entry


def _columns(entry: Entry) -> dict[str, object]:
    """What the columns beside the line must hold."""
    return {
        "seq": entry.seq,
        "entered_at": utc(parse_instant(entry.at)),
        "kind": entry.kind,
        "actor": fit_id(entry.actor),
        "subject": fit_id(entry.subject),
        "hash": entry.hash,
    }


def _head(connection: Connection, *, for_update: bool = False) -> Head:
    """Where the chain ends; a chain without entries has no id yet, and gets one where it is about to be written."""
    query = select(audit_head.c.chain, audit_head.c.seq, audit_head.c.hash)
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    if row is not None:
        return Head(chain=row.chain, seq=row.seq, hash=row.hash)
    if connection.execute(select(audit_entries.c.seq).limit(1)).one_or_none() is not None:
        message = "the audit chain of this store has lost its head; run `transferwatch audit verify`, restore a backup"
        raise AuditError(message)
    if not for_update:
        return Head(chain="", seq=0, hash=NO_HASH)
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    first = make(audit_head).values(id=1, chain=secrets.token_hex(16), seq=0, hash=NO_HASH)
    connection.execute(first.on_conflict_do_nothing())  # somebody else may have begun the chain meanwhile
    return _head(connection, for_update=True)


class StoredChain:
    """The chain of a store, as far as it is committed."""

    def __init__(self, engine: Engine) -> None:
        """`engine`: of `store.engine.open_engine`."""
        self._engine = engine

    def head(self) -> Head:
        """Where the chain ends. Raises AuditError, StoreError."""
        with reading(self._engine) as connection:
            return _head(connection)

    def hash_at(self, seq: int) -> str | None:
        """The hash of an entry; None where there is no such entry."""
        with reading(self._engine) as connection:
            query = select(audit_entries.c.hash).where(audit_entries.c.seq == seq)
            return connection.execute(query).scalar_one_or_none()

    def decided_after(self, seq: int) -> bool:
        """Whether a decision stands behind an entry."""
        table = audit_entries
        with reading(self._engine) as connection:
            query = select(table.c.seq).where(table.c.kind == "decision", table.c.seq > seq).limit(1)
            return connection.execute(query).one_or_none() is not None

    def export(self, output: BinaryIO) -> Head:
        """Write all entries as NDJSON, each line the very text that was hashed; the head of what was written."""
        with reading(self._engine) as connection:
            head = _head(connection)
            for row in _rows(connection):
                output.write(row.line.encode() + b"\n")
            return head

    def verify(self, anchors: Sequence[Anchor] = ()) -> Verdict:
        """The verdict on the chain, its columns and its own note of where it ends. Raises StoreError, AuditError."""
        with reading(self._engine) as connection:
            rows = _Watched(connection)
            return verify_chain(rows.lines(), anchors, rows.differing, _head(connection))

    def entries(self) -> Iterator[Entry]:
        """The entries; verify first. Raises AuditError at a line that is none."""
        with reading(self._engine) as connection:
            for row in _rows(connection):
                yield decode_entry(row.line.encode())


class _Watched:
    """Rows as lines, with the columns of the one that was given out last."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._row: Row[Any] | None = None

    def lines(self) -> Iterator[Line]:
        for number, row in enumerate(_rows(self._connection), 1):
            self._row = row
            yield number, row.line.encode()

    def differing(self, entry: Entry) -> list[str]:
        assert self._row is not None
        kept = self._row._mapping
        return sorted(name for name, value in _columns(entry).items() if kept[name] != value)


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    query: Select[Any] = select(*_COLUMNS, audit_entries.c.line).order_by(audit_entries.c.seq)
    yield from connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE))
