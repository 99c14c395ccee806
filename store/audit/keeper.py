"""Anchors the head of the chain again and again, and refuses to vouch for a chain that denies what was anchored."""

from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Protocol

from detector.errors import AuditError, TransferwatchError
from store.audit.anchor import Anchor, anchor_of
from store.audit.entry import Head
from store.audit.places import Place

EVERY_SECONDS = 30.0
"""Between two looks at the head: an anchor each minute is promised, and one look may come late."""


class Chain(Protocol):
    """What the keeper needs of a chain."""

    def head(self) -> Head:
        """The last entry that is committed."""

    def hash_at(self, seq: int) -> str | None:
        """The hash of an entry; None where there is no such entry."""


class Keeper:
    """Brings the head to every place. One is enough for a chain; several do no harm."""

    def __init__(
        self, chain: Chain, places: Sequence[Place], clock_us: Callable[[], int], known: Sequence[Anchor] = ()
    ) -> None:
        """`known`: what the places hold already, as far as it can be read; the chain must go on from there."""
        self._chain = chain
        self._places = places
        self._clock_us = clock_us
        self._last = max(known, key=lambda anchor: anchor.seq, default=None)
        self._kept = dict.fromkeys((place.name for place in places), 0)
        self._ticking = Lock()

    def tick(self) -> Head:
        """Anchor the head at each place that has not got it yet, and return it.

        Every place is tried. Raises AuditError: places that failed, which are tried again at the next tick, or a chain
        that lacks or denies the entry anchored last; then nothing is anchored.
        """
        with self._ticking:  # a decision ticks beside the keeper's own thread
            return self._tick()

    def _tick(self) -> Head:
        head = self._chain.head()
        self._see_that_it_goes_on(head)
        if head.seq == 0:
            return head
        anchor = anchor_of(head, self._clock_us())
        failed = []
        for place in self._places:
            if self._kept[place.name] >= head.seq:
                continue
            try:
                place.put(anchor)
            except AuditError as error:
                failed.append(str(error))
            else:
                self._kept[place.name] = head.seq
                self._last = anchor
        if failed:
            raise AuditError("; ".join(failed))
        return head

    def run(
        self, stop: Event, report: Callable[[TransferwatchError], None], every_seconds: float = EVERY_SECONDS
    ) -> None:
        """Tick until told to stop, and once more then. What goes wrong is reported, never raised."""
        going = True
        while going:
            going = not stop.wait(every_seconds)
            try:
                self.tick()
            except TransferwatchError as error:  # also a store that does not answer
                report(error)

    def _see_that_it_goes_on(self, head: Head) -> None:
        last = self._last
        if last is None:
            return
        found = self._chain.hash_at(last.seq)
        if (head.chain, found) == (last.chain, last.hash):
            return
        message = (
            f"the audit chain {head.chain} has at entry {last.seq} the hash {found or 'of nothing'}; at {last.at} "
            f"chain {last.chain} was anchored there with {last.hash}. Nothing is anchored; "
            "run `transferwatch audit verify`"
        )
        raise AuditError(message)
