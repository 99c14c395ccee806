"""Numbers the revisions of a replay, which begin at 1 each time, on from those that a store has seen."""

from typing import Any

import msgspec
from sqlalchemy import Connection, select

from store.among import among
from store.recording.rows import Row, chunks
from store.tables.judgements import assessment_revisions

_Key = tuple[str, str]


def number_on(connection: Connection, current: list[Row], revisions: list[Row]) -> list[Row]:
    """Give `current` (rows of assessments) the number that their content has; the revisions that are new."""
    latest = _latest(connection, [_key(row) for row in revisions])
    news, numbers = [], {}
    for row in revisions:
        known = latest.get(_key(row))
        if known is None:
            news.append(row)
            continue
        content = msgspec.json.decode(row["assessment"])
        content["revision"] = known.revision
        if content != known.assessment:
            content["revision"] += 1
            raw = msgspec.Raw(msgspec.json.encode(content))
            news.append({**row, "revision": content["revision"], "assessment": raw})
        numbers[_key(row)] = content["revision"]
    for row in current:
        row["revision"] = numbers.get(_key(row), row["revision"])
    return news


def _key(row: Row) -> _Key:
    return row["customer_id"], row["assessment_id"]


def _latest(connection: Connection, keys: list[_Key]) -> dict[_Key, Any]:
    table = assessment_revisions
    found: dict[_Key, Any] = {}
    for some in chunks(keys):
        wanted = among(connection, (table.c.customer_id, table.c.assessment_id), some)
        for row in connection.execute(select(table).where(wanted).order_by(table.c.revision)):
            found[row.customer_id, row.assessment_id] = row
    return found
