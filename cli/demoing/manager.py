"""The demo's manager: looks at held credit some days after it appears, one order a day, and decides about some of it.

Of each three held orders one is released, one is explained afterwards, one is left. Now and then the customer of a
released order wants money back.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from cli.deciding.draft import draft_explain, draft_release
from cli.demoing.arrivals import Arrival
from cli.demoing.observed import OrderKey
from detector.events import Decision, Order, encode
from detector.instant import DAY_US, format_instant
from detector.money import format_minor
from streams.packs import LoadedPack
from streams.story import CustomerStory, judge_story

RELEASE, EXPLAIN, LEAVE, REFUND = "release", "explain", "leave", "refund"
_TURNS = (RELEASE, EXPLAIN, LEAVE)
_ORDERS, _DECISIONS = "crm.orders.v1", "transferwatch.decisions.v1"
_WAIT_DAYS = 2
_REFUND_EVERY = 3  # of so many released orders the first is refunded in part


class Done(NamedTuple):
    """Something that happened: what (release, explain, refund), to which order, and the record of it."""

    what: str
    order_id: str
    arrival: Arrival


class _Task(NamedTuple):
    due: int
    what: str
    order: OrderKey


class Manager:
    """Decides from what was sent so far, as `transferwatch decide` does; the same held orders give the same events."""

    def __init__(self, folder: Path, loaded: LoadedPack, person_id: str, texts: Callable[[str], str]) -> None:
        """`folder`: all events so far; `person_id`: who decides; `texts`: `reason.release` and `reason.explain`."""
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
        """Do what is due (or everything that is planned); the records are to be sent."""
        due = [task for task in self._tasks if all_of_it or task.due <= now]
        self._tasks = [task for task in self._tasks if task not in due]
        done = [item for task in due if (item := self._do(task, now)) is not None]
        self.done += done
        return done

    def has_done(self, what: str) -> bool:
        """Whether something of a kind has happened."""
        return any(item.what == what for item in self.done)

    def _do(self, task: _Task, now: int) -> Done | None:
        customer, order_id = task.order
        story = judge_story(self._folder, customer, self._loaded)
        told = story.order(order_id)
        if task.what == REFUND:
            return self._refund(story, order_id, now)
        if not told.settled.held or self._person in told.judged.judgement.shares:
            return None
        at, reason = format_instant(now), self._texts(f"reason.{task.what}")
        if task.what == RELEASE:
            decision = draft_release(told, customer, self._person, reason, at)
            if sum(item.what == RELEASE for item in self.done) % _REFUND_EVERY == 0:
                self._tasks.append(_Task(now + _WAIT_DAYS * DAY_US, REFUND, task.order))
        else:
            decision = draft_explain(customer, self._person, reason, "capacity", at, order_id=order_id, transfer=None)
        return Done(task.what, order_id, _sent(decision, f"demo-{task.what}-{order_id}", now))

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
        return Done(REFUND, order_id, Arrival(now, _ORDERS, order.customer_id.encode(), encode(order)))


def _sent(decision: Decision, event_id: str, now: int) -> Arrival:
    """The decision as a record, under an id that is the same in each run."""
    named = msgspec.structs.replace(decision, event_id=event_id)
    return Arrival(now, _DECISIONS, named.customer_id.encode(), encode(named))
