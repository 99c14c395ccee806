"""One entry of the chain: what happened, the hash of the entry before it, and the hash of all that."""

from hashlib import sha256

import msgspec
from msgspec import Struct

from detector.errors import AuditError
from detector.instant import format_instant
from store.audit.canonical import canonical_json
from store.audit.kinds import Detail, check_details

VERSION = 1
NO_HASH = "0" * 64
"""What the first entry names as the hash before it."""

NOBODY = "unknown"
"""Who an entry speaks of where that is not known: what was typed as a name may have been a password."""


class Happened(Struct, frozen=True, kw_only=True):
    """What is to be entered. `actor`: id of the account that did it; `subject`: what it was done to, `order:O-1`."""

    kind: str
    actor: str
    subject: str
    details: dict[str, Detail]


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of the chain. `chain`: id of the chain, drawn once; `seq`: 1, 2, …; `at`: RFC 3339 in UTC.

    `prev` and `hash` are SHA-256 in hex: `hash` over the canonical JSON of everything else, `prev` included.
    """

    v: int
    chain: str
    seq: int
    at: str
    kind: str
    actor: str
    subject: str
    details: dict[str, Detail]
    prev: str
    hash: str


class Head(Struct, frozen=True, kw_only=True):
    """How far a chain has come: its last entry's number and hash; number 0 before the first."""

    chain: str
    seq: int
    hash: str


def seal(happened: Happened, head: Head, at_us: int) -> Entry:
    """The entry that follows a head. Raises AuditError where its details are not those of its kind."""
    check_details(happened.kind, happened.details)
    unsealed = Entry(
        v=VERSION,
        chain=head.chain,
        seq=head.seq + 1,
        at=format_instant(at_us),
        kind=happened.kind,
        actor=happened.actor,
        subject=happened.subject,
        details=happened.details,
        prev=head.hash,
        hash="",
    )
    return msgspec.structs.replace(unsealed, hash=hash_of(unsealed))


def hash_of(entry: Entry) -> str:
    """The SHA-256 that an entry must have."""
    fields = msgspec.structs.asdict(entry)
    del fields["hash"]
    return sha256(canonical_json(fields)).hexdigest()


def encode_entry(entry: Entry) -> bytes:
    """An entry as its one line of an export."""
    return canonical_json(msgspec.structs.asdict(entry))


def decode_entry(line: bytes) -> Entry:
    """The entry of a line. Raises AuditError: no JSON, not the fields of an entry, or not its canonical form."""
    try:
        entry = msgspec.json.decode(line, type=Entry)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        message = f"is no audit entry: {error}"
        raise AuditError(message) from None
    if encode_entry(entry) != line:
        message = "is not in the canonical form of an audit entry"
        raise AuditError(message)
    return entry


def head_after(entry: Entry) -> Head:
    """The head of a chain that ends with an entry."""
    return Head(chain=entry.chain, seq=entry.seq, hash=entry.hash)
