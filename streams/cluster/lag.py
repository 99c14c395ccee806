"""How many records no flush of a worker has covered yet."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from streams.cluster.reading import Place, Span, read_spans
from streams.partition_meta import PartitionMeta
from streams.topics import Namespace

LOOKED_INTO = 200
"""A stretch of at most so many offsets is read. The markers of transactions take offsets and are no records; where more
is left, they hardly matter."""


def open_spans(
    names: Namespace,
    ends: Mapping[Place, tuple[int, int]],
    committed: Mapping[Place, int],
    metas: Mapping[int, PartitionMeta],
) -> dict[Place, Span]:
    """The offsets between what the workers have flushed and the end, where there are any.

    `ends`: first and last offsets. Where the group has committed nothing, what the worker noted beside its state
    counts, else the beginning.
    """
    spans = {}
    for place, (first, end) in ends.items():
        meta = metas.get(place.partition)
        noted = first if meta is None else meta.offsets.get(names.plain(place.topic), first)
        start = max(committed.get(place, noted), first)
        if start < end:
            spans[place] = Span(start, end)
    return spans


async def count_records(consumer: Any, spans: Mapping[Place, Span]) -> dict[Place, int]:
    """How many records the spans hold; of long ones, how many offsets. Raises ClusterError."""
    counts = Counter({place: span.end - span.start for place, span in spans.items()})
    short = {place: span for place, span in spans.items() if counts[place] <= LOOKED_INTO}
    for place in short:
        counts[place] = 0
    async for record in read_spans(consumer, short):
        counts[record.place] += spans[record.place].start <= record.offset < spans[record.place].end
    return dict(counts)
