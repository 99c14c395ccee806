"""Finds what the workers last said about each partition: near the end of the state topic, whatever its size."""

from collections.abc import Iterable
from typing import Any

import msgspec

from detector.errors import StateError
from streams.cluster.reading import Place, Record, Span, read_spans, spans_of
from streams.partition_meta import META_KEY, PartitionMeta, decode_meta

LOOK_BACK: tuple[int | None, ...] = (16, 1024, None)
"""So many offsets before the end are read, one after the other until the record is found; None: all of them.

It is the last record of each transaction, but the transactions' own markers take offsets, and aborted ones leave gaps.
"""


def last_metas(records: Iterable[Record]) -> dict[int, PartitionMeta]:
    """Partition → the last that is said of it among records in order. Raises StateError where it cannot be read."""
    last = {record.place: record for record in records if record.key == META_KEY and record.value is not None}
    metas = {}
    for place, record in last.items():
        try:
            metas[place.partition] = decode_meta(record.value or b"")
        except msgspec.DecodeError as error:
            message = (
                f"{place.topic} partition {place.partition} offset {record.offset}: what its worker says of it "
                f"cannot be read ({error}); was it written by another version, or by something else?"
            )
            raise StateError(message) from None
    return metas


def looked_at(span: Span, back: int | None) -> Span:
    """The last offsets of a span.

    >>> looked_at(Span(5, 100), 16), looked_at(Span(90, 100), 16), looked_at(Span(5, 100), None)
    (Span(start=84, end=100), Span(start=90, end=100), Span(start=5, end=100))
    """
    return span if back is None else Span(max(span.start, span.end - back), span.end)


async def read_metas(consumer: Any, places: Iterable[Place]) -> dict[int, PartitionMeta]:
    """Partition → what its worker last said of it; a partition that no worker has flushed yet is left out."""
    spans = await spans_of(consumer, places)
    found: dict[int, PartitionMeta] = {}
    for back in LOOK_BACK:
        wanted = {place: looked_at(span, back) for place, span in spans.items() if place.partition not in found}
        found |= last_metas([record async for record in read_spans(consumer, wanted) if record.key == META_KEY])
    return found
