"""What a worker keeps of a partition beside states: counts, positions, who it is; `status` reads it."""

import msgspec
from msgspec import Struct, field

META_KEY = b"m"
"""The key of this record in the state topic; it is the last record of each flush."""


class PartitionMeta(Struct, kw_only=True):
    """Counts are by the contract's topic names and add up: read = applied + duplicates + dead letters.

    `offsets`: the next offset of each source topic. `people_offsets`: by `topic:partition`, up to which people events all
    customers here have been judged; `owed` of them still wait. `judged_digest`: the rules they were judged by.
    """

    worker: str = ""
    host: str = ""
    pid: int = 0
    started_at: str = ""
    flushed_at: str = ""
    version: str = ""
    rules_digest: str = ""
    judged_digest: str = ""
    read: dict[str, int] = field(default_factory=dict)
    applied: dict[str, int] = field(default_factory=dict)
    duplicates: dict[str, int] = field(default_factory=dict)
    dead_letters: dict[str, int] = field(default_factory=dict)
    dead_letter_reasons: dict[str, int] = field(default_factory=dict)
    offsets: dict[str, int] = field(default_factory=dict)
    people_offsets: dict[str, int] = field(default_factory=dict)
    owed: int = 0
    customers: int = 0
    state_bytes: int = 0


def encode_meta(meta: PartitionMeta) -> bytes:
    """As JSON, for people who look at the topic too."""
    return msgspec.json.encode(meta)


decode_meta = msgspec.json.Decoder(PartitionMeta).decode
