"""Records as if read from Kafka, for tests without a broker."""

from detector.outputs import DeadLetter
from streams.cluster.letters import LetterHead, Position
from streams.cluster.reading import Place, Record
from streams.partition_meta import META_KEY, PartitionMeta, encode_meta

MARCH_MS = 1_772_323_200_000
"""2026-03-01T00:00:00Z."""


def record(
    value: bytes | None, key: bytes | None = b"c-1", *, topic: str = "t", partition: int = 0, offset: int = 0
) -> Record:
    return Record(Place(topic, partition), offset, MARCH_MS, key, value, ())


def meta_record(partition: int, offset: int, meta: PartitionMeta) -> Record:
    return record(encode_meta(meta), META_KEY, partition=partition, offset=offset)


def head(partition: int, offset: int, **changed: object) -> LetterHead:
    """A letter of an order without an offset in its time, kept whole."""
    usual = LetterHead(
        Position(partition, offset),
        MARCH_MS,
        "no_offset",
        "crm.orders.v1",
        2,
        7,
        whole=True,
        has_value=True,
        origin=None,
    )
    return usual._replace(**changed)  # type: ignore[arg-type]


def letter(**changed: object) -> DeadLetter:
    fields: dict[str, object] = {
        "topic": "crm.orders.v1", "partition": 2, "offset": 7, "key_b64": "Yy0x", "value_b64": "e30=",
        "reason_code": "no_offset", "message": "why",
    }  # fmt: skip
    return DeadLetter(**{**fields, **changed})  # type: ignore[arg-type]
