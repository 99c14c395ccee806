"""The customer stage: events into kept customers, kept customers judged again, what is new said."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Literal

from detector.decode import Decoded
from detector.facts import CustomerFact
from detector.kept.customer import KeptCustomer
from detector.kept.said import Said
from detector.kept.tables import mentioned_people
from detector.people import People
from streams.live.state import CUSTOMER, PartitionState, StateChange
from streams.packs import LoadedPack
from streams.reading import customer_fact

Taken = Literal["applied", "duplicate", "id_conflict", "too_late"]


MANY_PEOPLE = 64
"""When the history of more people changes at once, looking for who is mentioned costs more than judging anew."""


def _mentions(stored: bytes, people: Iterable[str]) -> bool:
    mentioned = mentioned_people(stored)
    return any(person in mentioned for person in people)


class Judged:
    """One customer after judging: what is new to say, how many more orders are held, and the state to keep."""

    __slots__ = ("change", "customer_id", "held_more", "said")

    def __init__(self, customer_id: str, said: list[Said], held_more: int, change: StateChange) -> None:
        self.customer_id = customer_id
        self.said = said
        self.held_more = held_more
        self.change = change


class CustomerStage:
    """The customers of one partition. Changed ones stay open until the next flush."""

    def __init__(self, state: PartitionState, loaded: LoadedPack) -> None:
        self._state = state
        self._loaded = loaded
        self._open: dict[str, KeptCustomer] = {}
        self._owed: deque[str] = deque()
        self._owed_set: set[str] = set()

    @property
    def changed(self) -> int:
        """How many customers wait for the next flush."""
        return len(self._open)

    @property
    def owed(self) -> int:
        """How many unchanged customers wait to be judged again."""
        return len(self._owed_set)

    def known(self, customer_id: str, key: bytes) -> bool:
        """Whether anything is kept of a customer."""
        return customer_id in self._open or CUSTOMER + key in self._state.states

    def apply(self, customer_id: str, decoded: Decoded) -> tuple[Taken, CustomerFact]:
        """Take in one event."""
        fact = customer_fact(decoded, self._loaded.pack.text_rules)
        kept = self._open.get(customer_id)
        if kept is None:
            kept = self._read(customer_id)
            taken = kept.apply(fact, self._loaded.pack)
            if taken == "applied":
                self._open[customer_id] = kept
            return taken, fact
        return kept.apply(fact, self._loaded.pack), fact

    def _read(self, customer_id: str) -> KeptCustomer:
        stored = self._state.states.get(CUSTOMER + customer_id.encode("utf-8", "surrogatepass"))
        return KeptCustomer() if stored is None else KeptCustomer.decode(stored)

    def owe(self, people: set[str] | None) -> None:
        """Judge again whoever these people matter to; None: everybody."""
        everybody = people is None or len(people) > MANY_PEOPLE
        for customer_id, stored in self._state.customer_states():
            if customer_id not in self._owed_set and (everybody or _mentions(stored, people or ())):
                self._owed_set.add(customer_id)
                self._owed.append(customer_id)

    def open_owed(self, most: int) -> None:
        """Let the next flush judge some of those who wait."""
        while self._owed and len(self._open) < most:
            customer_id = self._owed.popleft()
            self._owed_set.discard(customer_id)
            if customer_id not in self._open:
                self._open[customer_id] = self._read(customer_id)

    def judge(self, people: People) -> Iterator[Judged]:
        """Judge all open customers, one by one, and close them."""
        opened, self._open = self._open, {}
        for customer_id, kept in opened.items():
            held_before = kept.held_orders
            said = kept.judge(customer_id, people, self._loaded.pack, self._loaded.catalog)
            key = CUSTOMER + customer_id.encode("utf-8", "surrogatepass")
            yield Judged(customer_id, said, kept.held_orders - held_before, StateChange(key, kept.encode()))
