"""What a worker keeps of one partition, in memory and in the state topic: customers, subjects, teams, counts."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from streams.partition_meta import META_KEY, PartitionMeta, decode_meta

CUSTOMER, SUBJECT, TEAM, PERSON, FIRM, DECISION, ALERT = b"c", b"s", b"t", b"p", b"f", b"d", b"a"
"""The first byte of a state's key says what it is of."""


class StateChange(NamedTuple):
    """A changed state: its key in the state topic, and its bytes; None where nothing is left to keep."""

    key: bytes
    value: bytes | None


class PartitionState:
    """The last flushed state, as bytes by key; what is being changed lives in the stages."""

    def __init__(self) -> None:
        self.states: dict[bytes, bytes] = {}
        self.meta = PartitionMeta()
        self.customers = 0
        self.state_bytes = 0

    def take(self, key: bytes, value: bytes | None) -> None:
        """A record of the state topic, or one that was just written to it."""
        if key == META_KEY:
            if value is not None:
                self.meta = decode_meta(value)
            return
        old = self.states.get(key)
        if old is not None:
            self.state_bytes -= len(old)
            self.customers -= key[:1] == CUSTOMER
        if value is None:
            self.states.pop(key, None)
            return
        self.states[key] = value
        self.state_bytes += len(value)
        self.customers += key[:1] == CUSTOMER

    def sizes_after(self, changes: Iterable[StateChange]) -> tuple[int, int]:
        """How many customers, and how many bytes, there will be after these changes, each of another key."""
        customers, size = self.customers, self.state_bytes
        for key, value in changes:
            old = self.states.get(key)
            size += len(value or b"") - len(old or b"")
            if key[:1] == CUSTOMER:
                customers += (value is not None) - (old is not None)
        return customers, size

    def customer_states(self) -> Iterator[tuple[str, bytes]]:
        """Customer id and state of every customer."""
        for key, value in self.states.items():
            if key[:1] == CUSTOMER:
                yield key[1:].decode("utf-8", "surrogatepass"), value
