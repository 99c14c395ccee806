"""Chains for the tests, made without a database, and what somebody could do to them."""

from collections.abc import Sequence

import msgspec

from store.audit.anchor import Anchor, anchor_of
from store.audit.entry import NO_HASH, Entry, Happened, Head, encode_entry, hash_of, head_after, seal
from store.audit.verdict import Verdict
from store.audit.verify import verify_chain

START_US = 1_780_000_000_000_000
CHAIN = "c0ffee"

KINDS_IN_TURN = (
    Happened(kind="sign_in", actor="a-1", subject="account:a-1", details={"result": "ok", "method": "totp"}),
    Happened(kind="view", actor="a-1", subject="order:O-1", details={"what": "order", "fields": ["texts"]}),
    Happened(kind="export", actor="a-2", subject="orders", details={"what": "orders", "format": "csv", "rows": 3}),
    Happened(kind="decision", actor="a-2", subject="order:O-1", details={"decision": "release", "event_id": "d-1"}),
)


def chain_of(count: int, chain: str = CHAIN) -> list[Entry]:
    """A sound chain of some entries, one a second."""
    entries: list[Entry] = []
    head = Head(chain=chain, seq=0, hash=NO_HASH)
    for number in range(count):
        entries.append(seal(KINDS_IN_TURN[number % 4], head, START_US + number * 1_000_000))
        head = head_after(entries[-1])
    return entries


def anchors_at(entries: Sequence[Entry], *seqs: int) -> list[Anchor]:
    """Anchors of a chain made when it had that many entries."""
    return [anchor_of(head_after(entries[seq - 1]), START_US + seq * 1_000_000) for seq in seqs]


def verified(entries: Sequence[Entry], anchors: Sequence[Anchor] = ()) -> Verdict:
    return verify_chain(enumerate(map(encode_entry, entries), 1), anchors)


def edited(entry: Entry, **changes: object) -> Entry:
    return msgspec.structs.replace(entry, **changes)


def hashed_anew(entries: Sequence[Entry], first: int = 1) -> list[Entry]:
    """Numbers, links and hashes made right again from entry `first` on, as somebody with the program's source could."""
    made = list(entries[: first - 1])
    for entry in entries[first - 1 :]:
        prev = made[-1].hash if made else NO_HASH
        renumbered = edited(entry, seq=len(made) + 1, prev=prev, hash="")
        made.append(edited(renumbered, hash=hash_of(renumbered)))
    return made
