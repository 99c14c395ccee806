"""A copy of a whole store in one file that either database can be restored from, with a hash of every table."""

import os
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Table, func, inspect, select

from detector.errors import StoreError, UsageError
from store.audit.chain import append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.engine import reading, told, writing
from store.everything import all_tables
from store.migrations.running import VERSION_TABLE, head_revision, need_current, upgrade
from store.recording.rows import insert_new
from store.types import Utc, microseconds

FORMAT = 1
_LOT = 5000
_MANIFEST = "manifest.json"

Progress = Callable[[str, int, int], None]


class TableCopy(msgspec.Struct, frozen=True):
    """What a backup has of a table; `sha256`: of its lines."""

    name: str
    columns: list[str]
    rows: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup is: the revision of its schema, when it was taken, and its tables."""

    format: int
    revision: str
    taken_at: datetime
    tables: list[TableCopy]


def back_up(engine: Engine, path: Path, now: datetime, progress: Progress) -> Manifest:
    """Write everything of one moment into a new file, readable by its owner only. The store may be written meanwhile.

    Raises UsageError where the file is there or cannot be written, StoreError.
    """
    need_current(engine)
    temporary = path.with_name(f".{path.name}.writing-{os.getpid()}")
    if path.exists():
        message = f"{path}: is there already, and a backup replaces nothing; give another name"
        raise UsageError(message)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as copy:
                made = _write_tables(engine, copy, now, progress)
            temporary.rename(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        message = f"{path}: the backup cannot be written ({error.strerror}); nothing was kept of it"
        raise UsageError(message) from None
    return made


def _write_tables(engine: Engine, copy: zipfile.ZipFile, now: datetime, progress: Progress) -> Manifest:
    copies = []
    with reading(engine) as connection:
        tables = _tables_of(engine, connection)
        for number, table in enumerate(tables):
            progress("backup", number, len(tables))
            copies.append(_write_table(connection, table, copy))
    made = Manifest(format=FORMAT, revision=head_revision(), taken_at=now.astimezone(UTC), tables=copies)
    copy.writestr(_MANIFEST, msgspec.json.format(msgspec.json.encode(made), indent=2))
    return made


def _tables_of(engine: Engine, connection: Connection) -> list[Table]:
    """All tables by name. Raises StoreError where the database has one that would be left out."""
    known = all_tables().tables
    unknown = sorted(set(inspect(connection).get_table_names()) - set(known) - {VERSION_TABLE})
    if unknown:
        message = f"the store {told(engine)} has tables that are not the store's: {', '.join(unknown)}; move them away"
        raise StoreError(message)
    return [known[name] for name in sorted(known)]


def _write_table(connection: Connection, table: Table, copy: zipfile.ZipFile) -> TableCopy:
    digest, count = sha256(), 0
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_LOT)
    with copy.open(_member(table.name), "w", force_zip64=True) as stream:
        for row in connection.execute(query):
            line = msgspec.json.encode(tuple(row)) + b"\n"
            digest.update(line)
            stream.write(line)
            count += 1
    return TableCopy(str(table.name), [str(column.name) for column in table.columns], count, digest.hexdigest())


def _member(name: str) -> str:
    return f"tables/{name}.ndjson"


def restore(
    engine: Engine, path: Path, progress: Progress, namespace: str = "", *, now: datetime, actor: str = "store"
) -> Manifest:
    """Fill an empty store from a backup, all or nothing. The databases need not be of the same kind.

    That it was done is the next entry of the audit trail, in the same transaction. Raises UsageError where the file is
    no backup of this version or the store is not empty, StoreError where the backup is damaged.
    """
    try:
        with zipfile.ZipFile(path) as copy:
            manifest = _read_manifest(path, copy)
            upgrade(engine, namespace)
            with writing(engine) as connection:
                _check_empty(engine, connection)
                for number, table in enumerate(manifest.tables):
                    progress("restore", number, len(manifest.tables))
                    _read_table(connection, table, copy, path)
                _enter(connection, manifest, copy.read(_MANIFEST), now, actor)
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        message = f"{path}: is no backup that can be read ({error}); nothing was restored"
        raise UsageError(message) from None
    return manifest


def _enter(connection: Connection, manifest: Manifest, raw: bytes, now: datetime, actor: str) -> None:
    details: dict[str, Detail] = {
        "taken_at": manifest.taken_at.isoformat(),
        "sha256": sha256(raw).hexdigest(),
        "rows": sum(table.rows for table in manifest.tables),
    }
    append(connection, Happened(kind="restore", actor=actor, subject="store", details=details), microseconds(now))


def _read_manifest(path: Path, copy: zipfile.ZipFile) -> Manifest:
    try:
        manifest = msgspec.json.decode(copy.read(_MANIFEST), type=Manifest)
    except msgspec.DecodeError as error:
        message = f"{path}: {_MANIFEST} in it is damaged ({error}); nothing was restored"
        raise UsageError(message) from None
    if (manifest.format, manifest.revision) == (FORMAT, head_revision()):
        return manifest
    message = (
        f"{path}: is of revision {manifest.revision}, this version has {head_revision()}; restore it with the version "
        "that made it, and then run `transferwatch store upgrade` with this one"
    )
    raise UsageError(message)


def _check_empty(engine: Engine, connection: Connection) -> None:
    for name, table in sorted(all_tables().tables.items()):
        if connection.execute(select(func.count()).select_from(table.select().limit(1).subquery())).scalar():
            message = f"the store {told(engine)} is not empty ({name} has rows); restore into a new one"
            raise UsageError(message)


def _read_table(connection: Connection, copied: TableCopy, copy: zipfile.ZipFile, path: Path) -> None:
    table = all_tables().tables[copied.name]
    digest, count = sha256(), 0
    for lines in _lots(copy, copied.name):
        for line in lines:
            digest.update(line)
        count += len(lines)
        insert_new(connection, table, [_row(table, copied.columns, line) for line in lines])
    if (count, digest.hexdigest()) != (copied.rows, copied.sha256):
        message = (
            f"{path}: table {copied.name} has {count} rows with the hash {digest.hexdigest()[:12]}…, expected "
            f"{copied.rows} with {copied.sha256[:12]}…: the backup is damaged; nothing was restored"
        )
        raise StoreError(message)


def _lots(copy: zipfile.ZipFile, name: str) -> Iterator[list[bytes]]:
    with copy.open(_member(name)) as stream:
        lines: list[bytes] = []
        for line in stream:
            lines.append(line)
            if len(lines) == _LOT:
                yield lines
                lines = []
        if lines:
            yield lines


def _row(table: Table, columns: list[str], line: bytes) -> dict[str, Any]:
    values = msgspec.json.decode(line)
    return {
        name: datetime.fromisoformat(value) if value is not None and isinstance(table.c[name].type, Utc) else value
        for name, value in zip(columns, values, strict=True)
    }
