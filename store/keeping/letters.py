"""Takes the record out of a dead letter; where it stood, why it was refused, its length and hash stay."""

from base64 import b64decode
from collections.abc import Collection
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, select, update

from store.tables.judgements import dead_letters

_WORDS = ("key_b64", "value_b64", "headers")
_REMOVED = "removed"
_LOT = 1000


def without_record(letter: dict[str, Any]) -> dict[str, Any]:
    """A dead letter without what was read; its message goes too, since it may quote that.

    >>> without_record({"topic": "t", "message": "'Lin' is …", "value_b64": "eA=="})["message"]
    'removed'
    """
    kept = {name: value for name, value in letter.items() if name not in _WORDS}
    value = letter.get("value_b64")
    if value is not None and "value_sha256" not in letter:
        raw = b64decode(value)
        kept |= {"value_length": len(raw), "value_sha256": sha256(raw).hexdigest()}
    return {**kept, "message": _REMOVED}


def emptied_row(row: dict[str, Any]) -> dict[str, Any]:
    """The row of a dead letter without the record."""
    letter = row["letter"]
    parsed = msgspec.json.decode(letter) if isinstance(letter, msgspec.Raw) else letter
    return {**row, "letter": without_record(parsed), "message": _REMOVED, "subject_id": None}


def tells_of(letter: dict[str, Any], subjects: Collection[str]) -> bool:
    """Whether one of some ids stands in the record that a dead letter keeps, or is its key.

    >>> tells_of({"value_b64": "eyJhIjogIkMxIn0="}, ["C1"])
    True
    """
    raw = [b64decode(letter.get(name) or "") for name in ("key_b64", "value_b64")]
    return any(subject.encode() in part for subject in subjects for part in raw)


def empty_letters(connection: Connection, wanted: ColumnElement[bool] | None, subjects: Collection[str]) -> int:
    """Empty the dead letters that a condition finds, or that tell of some ids; how many."""
    table, emptied = dead_letters, 0
    full = table.c.message != _REMOVED
    condition = full if wanted is None else full & wanted
    last = -1, -1
    while True:
        beyond = (table.c.partition > last[0]) | ((table.c.partition == last[0]) & (table.c.offset > last[1]))
        query = select(table).where(condition, beyond).order_by(table.c.partition, table.c.offset).limit(_LOT)
        rows = connection.execute(query).all()
        if not rows:
            return emptied
        last = rows[-1].partition, rows[-1].offset
        for row in rows:
            if not subjects or row.subject_id in subjects or tells_of(row.letter, subjects):
                _empty(connection, dict(row._mapping))
                emptied += 1


def _empty(connection: Connection, row: dict[str, Any]) -> None:
    here = (dead_letters.c.partition == row["partition"]) & (dead_letters.c.offset == row["offset"])
    new = emptied_row(row)
    changed = {name: new[name] for name in ("letter", "message", "subject_id")}
    connection.execute(update(dead_letters).where(here).values(changed))
