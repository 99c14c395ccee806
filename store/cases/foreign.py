"""Flags decisions that stand on the topic but are not from the outbox: somebody else writes there."""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from sqlalchemy import Connection, select

from store.among import among
from store.audit.chain import append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.recording.rows import Row, chunks, insert_new
from store.tables.cases import foreign_decisions, outbox

DecisionKey = tuple[str, str]
"""Customer and event id."""


READ_BY = "recorder"
"""Who enters them: what a record says of who decided is that record's word."""


class Foreign(NamedTuple):
    """A decision that is not ours: its row, the SHA-256 of its records, and whether it was not flagged before."""

    row: Row
    hashes: Set[str]
    is_new: bool


def flag_foreign(
    connection: Connection, decisions: Sequence[Row], hashes: Mapping[DecisionKey, Set[str]]
) -> list[Foreign]:
    """Note the decisions that are not the outbox's, or not as it sent them.

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
    keys = [(row["customer_id"], row["event_id"]) for row in found]
    before = _flagged(connection, keys)
    insert_new(connection, foreign_decisions, found)
    return [Foreign(row, hashes[key], key not in before) for row, key in zip(found, keys, strict=True)]


def _flagged(connection: Connection, keys: Sequence[DecisionKey]) -> set[DecisionKey]:
    known: set[DecisionKey] = set()
    columns = (foreign_decisions.c.customer_id, foreign_decisions.c.event_id)
    for some in chunks(keys):
        query = select(*columns).where(among(connection, columns, some))
        known |= {(row.customer_id, row.event_id) for row in connection.execute(query)}
    return known


def enter_foreign(connection: Connection, flagged: Iterable[Foreign], at_us: int) -> None:
    """Enter them in the audit trail, which speaks of every decision; last in the transaction."""
    for row, hashes, _ in flagged:
        details: dict[str, Detail] = {
            "decision": row["decision"],
            "event_id": row["event_id"],
            "event_sha256": min(hashes),
            "customer_id": row["customer_id"],
            "decided_by": row["decided_by"],
            "not_ours": row["why"],
        }
        if row["order_id"] is not None:
            details["order_id"] = row["order_id"]
        subject = f"order:{row['order_id']}" if row["order_id"] else f"customer:{row['customer_id']}"
        append(connection, Happened(kind="decision", actor=READ_BY, subject=subject, details=details), at_us)


def _flag(row: Row, why: str) -> Row:
    same = ("customer_id", "event_id", "decided_by", "decision", "order_id", "occurred_at")
    return {**{name: row[name] for name in same}, "why": why}
