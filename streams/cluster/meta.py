"""Finds what the workers last said about each partition: near the end of the state topic, whatever its size."""

from collections.abc import Iterable
from typing import Any

import msgspec

from streams.cluster.reading import Place, Record, Span, read_spans, spans_of
from streams.partition_meta import META_KEY, PartitionMeta, decode_meta

LOOK_BACK: tuple[int | None, ...] = (16, 1024, None)
"""So many offsets before the end are read, one after the other until the record is found; None: all of them.

It is the last record of each transaction, but the transactions' own markers take offsets, and an aborted one leaves gaps.
"""


def last_metas(records: Iterable[Record]) -> dict[int, PartitionMeta]:
    """Partition → the last that is said of it among records in order. Raises msgspec.DecodeError."""
    last: dict[int, bytes] = {}
    for record in records:
        if record.key == META_KEY and record.value is not None:
            last[record.place.partition] = record.value
    return {partition: decode_meta(value) for partition, value in last.items()}


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
        try:
            found |= last_metas([record async for record in read_spans(consumer, wanted) if record.key == META_KEY])
        except msgspec.DecodeError:
            continue  # a damaged record: an earlier one is still better than none
    return found
