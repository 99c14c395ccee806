"""What a worker says about a partition with every flush: counts, offsets, sizes, and by which rules it judges.

It is the last record of each partition of the state topic in every flush transaction, so whoever reads that record has
figures that fit the state, the outputs and the offsets of the same instant.
"""

import msgspec

META_KEY = b"m"
"""The key of these records in the state topic; no other record there has it."""


class PartitionMeta(msgspec.Struct, kw_only=True):
    """One partition as its worker left it; topics by their plain names, sizes in bytes, times in RFC 3339.

    `read` = `applied` + `duplicates` + `dead_letters`, topic by topic. `offsets`: the next one to read, by topic.
    `people_offsets`: by `topic:partition`, up to which people events this partition's customers have been judged;
    `judged_digest`: by which rules; `owed`: how many customers still wait to be judged again.
    """

    worker: str = ""
    host: str = ""
    pid: int = 0
    started_at: str = ""
    version: str = ""
    rules_digest: str = ""
    read: dict[str, int] = {}
    applied: dict[str, int] = {}
    duplicates: dict[str, int] = {}
    dead_letters: dict[str, int] = {}
    dead_letter_reasons: dict[str, int] = {}
    offsets: dict[str, int] = {}
    people_offsets: dict[str, int] = {}
    judged_digest: str = ""
    owed: int = 0
    customers: int = 0
    state_bytes: int = 0
    orders: int = 0
    outcomes: dict[str, int] = {}
    held_orders: int = 0
    flushed_at: str = ""


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(PartitionMeta)


def encode_meta(meta: PartitionMeta) -> bytes:
    """The record's value."""
    return _ENCODER.encode(meta)


def decode_meta(value: bytes) -> PartitionMeta:
    """Read a record's value; fields of a later version are ignored. Raises msgspec.DecodeError.

    >>> decode_meta(b'{"worker": "w1", "later": 1}').worker
    'w1'
    """
    return _DECODER.decode(value)
