"""The demo's manager: looks at held credit some days after it appears, one order a day, and decides about some of it.

Of each three held orders one is released, one is explained afterwards, one is left. Now and then the customer of a
released order wants money back. Decisions are made in cases, and leave by the store's outbox; just the first
explanation is typed in past it, as `transferwatch decide --kafka` does, to show that this is flagged.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from cli.deciding.draft import draft_explain
from cli.demoing.arrivals import Arrival
from cli.demoing.casework import Came, CaseDesk
from cli.demoing.observed import OrderKey
from detector.events import Order, encode
from detector.instant import DAY_US, format_instant
from detector.money import format_minor
from streams.packs import LoadedPack
from streams.story import CustomerStory, judge_story

RELEASE, EXPLAIN, LEAVE, REFUND, PAST = "release", "explain", "leave", "refund", "past"
_TURNS = (RELEASE, EXPLAIN, LEAVE)
_ORDERS, _DECISIONS = "crm.orders.v1", "transferwatch.decisions.v1"
_WAIT_DAYS = 2
_REFUND_EVERY = 3  # of so many released orders the first is refunded in part
_TRIES = 50
"""So often a case is looked for that the recorder has not written yet."""


class Done(NamedTuple):
    """Something that happened: what (release, explain, past, refund), to which order, when in simulated microseconds.

    `past`: an explanation past the outbox. `arrival`: a record that is to be sent; None: the outbox delivers it.
    """

    what: str
    order_id: str
    at: int
    event_id: str
    arrival: Arrival | None = None


class _Task(NamedTuple):
    due: int
    what: str
    order: OrderKey
    tries: int = 0


class Manager:
    """Decides from what was sent so far; the same held orders give the same events."""

    def __init__(
        self, folder: Path, loaded: LoadedPack, person_id: str, texts: Callable[[str], str], desk: CaseDesk
    ) -> None:
        """`folder`: all events so far; `person_id`: who decides; `texts`: `reason.release` and `reason.explain`."""
        self._desk = desk
        self._folder = folder
        self._loaded = loaded
        self._person = person_id
        self._texts = texts
        self._seen: set[OrderKey] = set()
        self._tasks: list[_Task] = []
        self._free = 0  # when the manager has time again
        self.done: list[Done] = []

    def notice(self, held: Iterable[OrderKey], now: int) -> None:
        """Plan what to do about orders that are held since lately; `now` in simulated microseconds."""
        for order in held:
            if order not in self._seen:
                what = _TURNS[len(self._seen) % len(_TURNS)]
                self._seen.add(order)
                if what != LEAVE:
                    self._free = max(now + _WAIT_DAYS * DAY_US, self._free + DAY_US)
                    self._tasks.append(_Task(self._free, what, order))

    def act(self, now: int, *, all_of_it: bool = False) -> list[Done]:
        """Do what is due (or everything that is planned); the records in it are to be sent. Raises StoreError."""
        due = [task for task in self._tasks if all_of_it or task.due <= now]
        self._tasks = [task for task in self._tasks if task not in due]
        before = len(self.done)
        for task in due:
            item = self._do(task, now)
            if item is not None:
                self.done.append(item)  # at once: what comes next depends on what was done
        return self.done[before:]

    def has_done(self, what: str) -> bool:
        """Whether something of a kind has happened."""
        return any(item.what == what for item in self.done)

    @property
    def waits(self) -> bool:
        """Whether something was tried and could not be done yet."""
        return any(task.tries for task in self._tasks)

    @property
    def delivered_by_outbox(self) -> set[str]:
        """The event ids of the decisions that the outbox has to deliver."""
        return {item.event_id for item in self.done if item.arrival is None}

    def _do(self, task: _Task, now: int) -> Done | None:
        customer, order_id = task.order
        story = judge_story(self._folder, customer, self._loaded)
        told = story.order(order_id)
        if task.what == REFUND:
            return self._refund(story, order_id, now)
        if not told.settled.held or self._person in told.judged.judgement.shares:
            return None
        if task.what == EXPLAIN and not self.has_done(PAST):
            return self._explain_past(task.order, now)
        if told.judged.judgement.combined.outcome != "review":
            return None  # nobody was alerted, so there is no case
        event_id, reason = f"demo-{task.what}-{order_id}", self._texts(f"reason.{task.what}")
        work = self._desk.release if task.what == RELEASE else self._desk.explain
        return self._after(work(task.order, reason, event_id, now), task, event_id, now)

    def _after(self, came: Came, task: _Task, event_id: str, now: int) -> Done | None:
        """What follows from work on a case: it is tried again, or the customer may want money back."""
        if came == "not_yet" and task.tries < _TRIES:
            self._tasks.append(task._replace(due=now + DAY_US, tries=task.tries + 1))
        if came != "done":
            return None
        if task.what == RELEASE and sum(item.what == RELEASE for item in self.done) % _REFUND_EVERY == 0:
            self._tasks.append(_Task(now + _WAIT_DAYS * DAY_US, REFUND, task.order))
        return Done(task.what, task.order[1], now, event_id)

    def _explain_past(self, order: OrderKey, now: int) -> Done:
        """An explanation that no case knows of; the id is the same in each run."""
        customer, order_id = order
        at, reason = format_instant(now), self._texts("reason.explain")
        said = draft_explain(customer, self._person, reason, "capacity", at, order_id=order_id, transfer=None)
        named = msgspec.structs.replace(said, event_id=f"demo-{PAST}-{order_id}")
        arrival = Arrival(now, _DECISIONS, named.customer_id.encode(), encode(named))
        return Done(PAST, order_id, now, named.event_id, arrival)

    def _refund(self, story: CustomerStory, order_id: str, now: int) -> Done | None:
        """A fifth of the net amount goes back to the customer."""
        last = story.order(order_id).judged.order.last
        left = last.amount_minor * 4 // 5
        if left <= 0:
            return None
        stated = story.events.record(_ORDERS, last.event_id)
        assert isinstance(stated, Order)
        order = msgspec.structs.replace(
            stated,
            event_id=f"demo-refund-{order_id}",
            occurred_at=format_instant(now),
            recorded_at=None,
            amount=format_minor(left, last.currency),
            status="refunded",
        )
        arrival = Arrival(now, _ORDERS, order.customer_id.encode(), encode(order))
        return Done(REFUND, order_id, now, order.event_id, arrival)
