"""How far a store has read, kept in the transaction that writes what was read; also the fence between recorders."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select, update

from detector.errors import StoreError
from store.engine import reading
from store.recording.incoming import Place
from store.recording.rows import insert_new
from store.tables.keeping import offsets


class Move(NamedTuple):
    """From which offset to which a transaction brings a partition; `start`: None where nothing was read before."""

    start: int | None
    end: int


def read_positions(engine: Engine) -> dict[Place, int]:
    """The next offset of each partition that was read. Raises StoreError."""
    with reading(engine) as connection:
        return {Place(row.topic, row.partition): row.next_offset for row in connection.execute(select(offsets))}


def advance(connection: Connection, moves: Mapping[Place, Move]) -> None:
    """Move the offsets, first thing in a transaction: a second recorder waits here, and then finds them moved.

    Raises StoreError where they are not where this recorder left them.
    """
    for place in sorted(moves):
        start, end = moves[place]
        if start is None:
            start = -1
            first = {"topic": place.topic, "partition": place.partition, "next_offset": start}
            insert_new(connection, offsets, [first])
        here = (offsets.c.topic == place.topic) & (offsets.c.partition == place.partition)
        moved = update(offsets).where(here, offsets.c.next_offset == start).values(next_offset=end)
        if connection.execute(moved).rowcount != 1:
            message = (
                f"recording {place.topic} partition {place.partition}: another recorder has written since "
                f"offset {max(start, 0)} was read here; let one recorder run at a time"
            )
            raise StoreError(message)
