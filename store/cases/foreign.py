"""Flags decisions that stand on the topic but are not from the outbox: somebody else writes there."""

from collections.abc import Mapping, Sequence, Set

from sqlalchemy import Connection, select

from store.among import among
from store.recording.rows import Row, chunks, insert_new
from store.tables.cases import foreign_decisions, outbox

DecisionKey = tuple[str, str]
"""Customer and event id."""


def flag_foreign(connection: Connection, decisions: Sequence[Row], hashes: Mapping[DecisionKey, Set[str]]) -> list[str]:
    """Note the decisions that are not the outbox's, or not as it sent them; their event ids.

    `decisions`: rows of that table; `hashes`: SHA-256 of every record that was read of each.
    """
    ours: dict[DecisionKey, str] = {}
    columns = (outbox.c.customer_id, outbox.c.event_id)
    for keys in chunks(hashes):
        query = select(*columns, outbox.c.event_sha256).where(among(connection, columns, keys))
        ours |= {(row.customer_id, row.event_id): row.event_sha256 for row in connection.execute(query)}
    found = []
    for row in decisions:
        key = row["customer_id"], row["event_id"]
        if hashes[key] != {ours.get(key)}:
            found.append(_flag(row, "changed" if key in ours else "unknown"))
    insert_new(connection, foreign_decisions, found)
    return [row["event_id"] for row in found]


def _flag(row: Row, why: str) -> Row:
    same = ("customer_id", "event_id", "decided_by", "decision", "order_id", "occurred_at")
    return {**{name: row[name] for name in same}, "why": why}
