"""Anchors the head of the chain again and again, and refuses to vouch for a chain that denies what was anchored."""

from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import NamedTuple, Protocol

from detector.errors import AuditError, TransferwatchError
from detector.instant import SECOND_US
from store.audit.anchor import Anchor, anchor_of
from store.audit.entry import Head
from store.audit.places import Place

EVERY_SECONDS = 30.0
"""Between two looks at the head: an anchor each minute is promised, and one look may come late."""

PROMISED_SECONDS = 60.0
"""A head that has not been anchored for so long is late."""

_LOOK_SECONDS = 1.0
"""Between two looks for a decision, whichever process entered it: decisions do not wait for the next anchor."""


class Chain(Protocol):
    """What the keeper needs of a chain."""

    def head(self) -> Head:
        """The last entry that is committed."""

    def hash_at(self, seq: int) -> str | None:
        """The hash of an entry; None where there is no such entry."""

    def decided_after(self, seq: int) -> bool:
        """Whether a decision stands behind an entry."""


class Standing(NamedTuple):
    """How the keeper fares. `seen`: the last entry that it knows of; `anchored`: the last one that every place has.

    `good_us`: when all was in order last, by the keeper's clock; `failures`: looks that failed so far; `error`: why the
    last one did, empty if it did not.
    """

    seen: int
    anchored: int
    good_us: int
    failures: int
    error: str

    def is_late(self, at_us: int) -> bool:
        """Whether an anchor each minute is not kept any more, also where the keeper itself has stopped."""
        return at_us - self.good_us > PROMISED_SECONDS * SECOND_US


class Keeper:
    """Brings the head to every place. One is enough for a chain; several do no harm. Threads may share it."""

    def __init__(
        self, chain: Chain, places: Sequence[Place], clock_us: Callable[[], int], known: Sequence[Anchor] = ()
    ) -> None:
        """`known`: what the places hold already, as far as it can be read; the chain must go on from there."""
        self._chain = chain
        self._places = places
        self._clock_us = clock_us
        self._last = max(known, key=lambda anchor: anchor.seq, default=None)
        self._kept = dict.fromkeys((place.name for place in places), 0)
        self._lock = Lock()
        self._ticked_us = self._good_us = clock_us()
        self._seen = self._failures = 0
        self._error = ""

    @property
    def standing(self) -> Standing:
        """How it fares."""
        anchored = min(self._kept.values(), default=0)
        return Standing(self._seen, anchored, self._good_us, self._failures, self._error)

    def tick(self) -> Head:
        """Anchor the head at each place that has not got it yet, and return it.

        Every place is tried. Raises AuditError: places that failed, which are tried again at the next tick, or a chain
        that lacks or denies the entry anchored last; then nothing is anchored. StoreError: the store does not answer.
        """
        with self._lock:
            self._ticked_us = self._clock_us()
            try:
                head = self._anchor()
            except TransferwatchError as error:
                self._failures += 1
                self._error = str(error)
                raise
            self._good_us, self._error = self._ticked_us, ""
            return head

    def _anchor(self) -> Head:
        head = self._chain.head()
        self._see_that_it_goes_on(head)
        self._seen = head.seq
        if head.seq == 0:
            return head
        anchor = anchor_of(head, self._ticked_us)
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

    def look(self, every_seconds: float = EVERY_SECONDS) -> None:
        """Tick where it is time, or where a decision was entered that no place has. Raises as `tick`.

        After a failure only time counts, so that a place that is down is not asked each second.
        """
        due = self._clock_us() - self._ticked_us >= every_seconds * SECOND_US
        if due or (not self._error and self._chain.decided_after(self.standing.anchored)):
            self.tick()

    def run(
        self, stop: Event, report: Callable[[TransferwatchError], None], every_seconds: float = EVERY_SECONDS
    ) -> None:
        """Tick, look until told to stop, and tick once more then. What goes wrong is reported, never raised."""
        self._report(self.tick, report)
        while not stop.wait(min(every_seconds, _LOOK_SECONDS)):
            self._report(lambda: self.look(every_seconds), report)
        self._report(self.tick, report)

    @staticmethod
    def _report(act: Callable[[], object], report: Callable[[TransferwatchError], None]) -> None:
        try:
            act()
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
