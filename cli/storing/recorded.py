"""What a recording did, summed over its transactions."""

from collections import Counter

import msgspec

from store.recording.recorder import Written


class Recorded(msgspec.Struct, kw_only=True):
    """Records read and unusable events by topic, and order ids that were found under several customers.

    `foreign`: how many decisions were not from the outbox.
    """

    read: Counter[str] = msgspec.field(default_factory=Counter)
    unusable: Counter[str] = msgspec.field(default_factory=Counter)
    conflicts: set[str] = msgspec.field(default_factory=set)
    foreign: int = 0
    transactions: int = 0

    def add(self, written: Written) -> None:
        """Add a transaction."""
        self.read.update(written.read)
        self.unusable.update(written.unusable)
        self.conflicts.update(written.conflicts)
        self.foreign += len(written.foreign)
        self.transactions += 1
