"""An anchor: the head of the chain as it was at some time, kept where the database's administrator cannot reach it."""

import msgspec
from msgspec import Struct

from detector.errors import AuditError
from detector.instant import format_instant
from store.audit.canonical import canonical_json
from store.audit.entry import Head

ANCHOR_VERSION = 1


class Anchor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That the chain with this id had `seq` entries, the last of them with this hash, at this time (RFC 3339, UTC)."""

    v: int
    chain: str
    seq: int
    hash: str
    at: str


def anchor_of(head: Head, at_us: int) -> Anchor:
    """The anchor of a head."""
    return Anchor(v=ANCHOR_VERSION, chain=head.chain, seq=head.seq, hash=head.hash, at=format_instant(at_us))


def encode_anchor(anchor: Anchor) -> bytes:
    """An anchor as a line of a file, or as the value of a Kafka record."""
    return canonical_json(msgspec.structs.asdict(anchor))


def decode_anchor(line: bytes) -> Anchor:
    """The anchor of a line. Raises AuditError where it is none."""
    try:
        return msgspec.json.decode(line, type=Anchor)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        message = f"is no audit anchor: {error}"
        raise AuditError(message) from None
