"""The credit ledgers as said so far, an order each: what follows is appended, what was said stands.

Judging walks an order's steps as everything known now judges them: the ideal ledger. While what was said is its
beginning, the rest follows line by line, as a replay writes them. Where later events changed what was said already,
one correction leads from what is open to what is credited now.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from detector.ledger import Booking, Ledger, OpenLine, PayeeLines
from detector.outputs import Credit
from detector.pack import RulePack
from detector.settlement import SettledOrder
from detector.text import hash64


class KeptLines(NamedTuple):
    """`PayeeLines` with the entry id in 16 bytes."""

    last_id: bytes
    open: OpenLine | None


class SaidLedger(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """What was said of an order: how many entries, a rolling digest of their ids, and where each payee stands."""

    count: int = 0
    digest: int = 0
    lines: dict[str, KeptLines] = {}

    @property
    def held(self) -> bool:
        """Whether anything that stands is held."""
        return any(kept.open is not None and kept.open.status == "held" for kept in self.lines.values())

    def follow(self, settled: SettledOrder, customer_id: str, pack: RulePack) -> list[Credit]:
        """The entries still to be said of an order."""
        ids = [entry.entry_id for entry in settled.entries]
        if self.count > len(ids) or _roll(0, ids[: self.count]) != self.digest:
            return self.correct(settled.booking, customer_id, settled.judged.order.order_id, pack)
        return self._append(settled.entries[self.count :], settled.lines)

    def correct(self, booking: Booking, customer_id: str, order_id: str, pack: RulePack) -> list[Credit]:
        """The entries that lead from what is open to a booking; none where it agrees."""
        known = {payee: PayeeLines(kept.last_id.hex(), kept.open) for payee, kept in self.lines.items()}
        ledger = Ledger(customer_id, order_id, pack, known)
        return self._append(ledger.post(booking), ledger.lines)

    def _append(self, entries: list[Credit], lines: Mapping[str, PayeeLines]) -> list[Credit]:
        if entries:
            self.count += len(entries)
            self.digest = _roll(self.digest, (entry.entry_id for entry in entries))
            self.lines = {payee: KeptLines(bytes.fromhex(known.last_id), known.open) for payee, known in lines.items()}
        return entries


def _roll(digest: int, ids: Iterable[str]) -> int:
    for entry_id in ids:
        digest = hash64(digest.to_bytes(8) + bytes.fromhex(entry_id))
    return digest
