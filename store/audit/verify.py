"""Goes through a chain, from an export or a database, and stops at the first entry that is not as it was written.

What the chain shows by itself: edited, deleted, reordered, inserted, rewritten entries. What only anchors show: an end
cut off, and a chain hashed anew from some entry on, for whoever can write the database can do both without a trace.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from detector.errors import AuditError
from store.audit.anchor import Anchor
from store.audit.entry import NO_HASH, Entry, Head, decode_entry, hash_of, head_after
from store.audit.verdict import Fault, Verdict

Line = tuple[int, bytes]


def verify_chain(
    lines: Iterable[Line],
    anchors: Sequence[Anchor] = (),
    differing: Callable[[Entry], list[str]] | None = None,
    kept_head: Head | None = None,
) -> Verdict:
    """The verdict on the lines of a chain, each with its number, held against anchors. Reads the lines once.

    Of a database also: `differing` names the columns that differ from the entry read last, and `kept_head` is where the
    database says that the chain ends.
    """
    walk = _Walk(anchors, differing, kept_head)
    remaining = iter(lines)
    for number, line in remaining:
        fault = walk.step(number, line, remaining)
        if fault is not None:
            return walk.verdict(fault)
    return walk.verdict(walk.end())


@dataclass
class _Walk:
    """Where a verification stands: the last sound entry, and the highest that an anchor agreed with."""

    anchors: Sequence[Anchor]
    differing: Callable[[Entry], list[str]] | None
    kept_head: Head | None
    last: Entry | None = None
    last_line: int = 0
    anchored: int = 0
    at_seq: dict[int, list[Anchor]] = field(init=False)

    def __post_init__(self) -> None:
        self.at_seq = defaultdict(list)
        for anchor in self.anchors:
            self.at_seq[anchor.seq].append(anchor)

    @property
    def _next(self) -> int:
        return self.last.seq + 1 if self.last else 1

    @property
    def _chain(self) -> str:
        """The chain's id: by the anchors if there are any, for nobody who can write the database wrote those."""
        return self.anchors[0].chain if self.anchors else self.last.chain if self.last else ""

    def step(self, number: int, line: bytes, rest: Iterator[Line]) -> Fault | None:
        try:
            entry = decode_entry(line)
        except AuditError as error:
            return Fault("unreadable", self._next, number, {"error": str(error)})
        fault = (
            self._by_itself(entry, number)
            or self._in_sequence(entry, number, rest)
            or self._linked(entry, number, rest)
            or self._as_in_columns(entry, number)
            or self._as_anchored(entry, number)
        )
        if fault is None:
            self.last, self.last_line = entry, number
        return fault

    def _by_itself(self, entry: Entry, number: int) -> Fault | None:
        if hash_of(entry) != entry.hash:
            return Fault("edited", self._next, number, {"kind": entry.kind, "at": entry.at})
        if self._chain and entry.chain != self._chain:
            return Fault("other_chain", entry.seq, number, {"found": entry.chain, "chain": self._chain})
        return None

    def _in_sequence(self, entry: Entry, number: int, rest: Iterator[Line]) -> Fault | None:
        if entry.seq == self._next:
            return None
        if entry.seq < self._next:
            return Fault("inserted", entry.seq, number, {})
        if any(later.seq == self._next for later in _readable(rest)):
            return Fault("reordered", self._next, number, {"found": entry.seq})
        return Fault("deleted", self._next, number, {"found": entry.seq, "count": entry.seq - self._next})

    def _linked(self, entry: Entry, number: int, rest: Iterator[Line]) -> Fault | None:
        expected = self.last.hash if self.last else NO_HASH
        if entry.prev == expected:
            return None
        if any(later.seq == entry.seq and later.prev == expected for later in _readable(rest)):
            return Fault("inserted", entry.seq, number, {})
        if self.last is None:
            return Fault("start", entry.seq, number, {"named": entry.prev})
        # What follows was hashed with what it names, so the entry before it is the one that changed.
        return Fault("rewritten", self.last.seq, self.last_line, {"named": entry.prev})

    def _as_in_columns(self, entry: Entry, number: int) -> Fault | None:
        columns = self.differing(entry) if self.differing else []
        return Fault("columns_edited", entry.seq, number, {"columns": ", ".join(columns)}) if columns else None

    def _as_anchored(self, entry: Entry, number: int) -> Fault | None:
        for anchor in self.at_seq.get(entry.seq, ()):
            if (anchor.chain, anchor.hash) != (entry.chain, entry.hash):
                return Fault("rehashed", self.anchored + 1, number, {"anchored": anchor.seq, "at": anchor.at})
            self.anchored = entry.seq
        return None

    def end(self) -> Fault | None:
        """What is wrong with where the chain ends."""
        beyond = max(self.anchors, key=lambda anchor: anchor.seq, default=None)
        if beyond is not None and beyond.seq >= self._next:
            return Fault("cut", self._next, 0, {"anchored": beyond.seq, "at": beyond.at})
        if self.kept_head is None or (self.kept_head.seq, self.kept_head.hash) == self._reached:
            return None
        kept, found = self.kept_head.seq, self._next - 1
        return Fault("head", min(kept, found) + (kept != found), 0, {"kept": kept, "found": found})

    @property
    def _reached(self) -> tuple[int, str]:
        return (self.last.seq, self.last.hash) if self.last else (0, NO_HASH)

    def verdict(self, fault: Fault | None) -> Verdict:
        head: Head | None = head_after(self.last) if self.last else None
        return Verdict(head.seq if head else 0, head, len(self.anchors), self.anchored, fault)


def _readable(lines: Iterator[Line]) -> Iterator[Entry]:
    for _, line in lines:
        try:
            yield decode_entry(line)
        except AuditError:
            continue
