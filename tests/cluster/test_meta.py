"""The last thing that a worker said of a partition is found, whatever stands around it."""

import pytest

from detector.errors import StateError
from streams.cluster.meta import LOOK_BACK, last_metas, looked_at
from streams.cluster.reading import Span
from streams.partition_meta import META_KEY, PartitionMeta, decode_meta, encode_meta
from tests.cluster.records import meta_record, record


def test_the_last_record_of_each_partition_counts() -> None:
    records = [
        meta_record(0, 1, PartitionMeta(worker="old")),
        record(b"state of a customer", b"c-1", offset=2),
        meta_record(1, 1, PartitionMeta(worker="other")),
        meta_record(0, 3, PartitionMeta(worker="new", read={"crm.orders.v1": 5})),
        record(b"state", b"c\x00m", offset=5),
        record(None, META_KEY, offset=6),
    ]
    metas = last_metas(records)
    assert {partition: meta.worker for partition, meta in metas.items()} == {0: "new", 1: "other"}
    assert metas[0].read == {"crm.orders.v1": 5}


def test_a_record_that_cannot_be_read_is_named() -> None:
    with pytest.raises(StateError, match="t partition 3 offset 9"):
        last_metas([record(b"{", META_KEY, partition=3, offset=9)])


def test_all_fields_survive_and_unknown_ones_are_ignored() -> None:
    meta = PartitionMeta(worker="w", pid=4, offsets={"crm.orders.v1": 9}, people_offsets={"crm.people.v1:0": 3}, owed=2)
    assert decode_meta(encode_meta(meta)) == meta
    assert decode_meta(b'{"worker":"w","of_a_later_version":[1]}') == PartitionMeta(worker="w")


def test_looking_back_ends_with_everything() -> None:
    spans = [looked_at(Span(100, 5000), back) for back in LOOK_BACK]
    assert spans == [Span(4984, 5000), Span(3976, 5000), Span(100, 5000)]
    assert looked_at(Span(4990, 5000), 16) == Span(4990, 5000)
