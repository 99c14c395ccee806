"""A customer's orders: each one's statements, its time, and what it states as of any time."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from detector.facts import StatementFact


class OrderHistory(NamedTuple):
    """One order: its statements by (time, event_id). Its time is that of the earliest, the latest one holds."""

    order_id: str
    statements: tuple[StatementFact, ...]

    @property
    def at(self) -> int:
        """The order's time for windows, roles and earlier orders."""
        return self.statements[0].at

    @property
    def rank(self) -> tuple[int, str]:
        """Orders sort by time, then event_id."""
        return self.statements[0].at, self.statements[0].event_id

    @property
    def last(self) -> StatementFact:
        """The statement that holds."""
        return self.statements[-1]

    def as_of(self, at: int, event_id: str) -> StatementFact | None:
        """The statement that held just before (time, event_id)."""
        last = self.statements[-1]
        if last[:2] <= (at, event_id):
            return last
        index = bisect_right(self.statements, (at, event_id), key=lambda fact: fact[:2]) - 1
        return self.statements[index] if index >= 0 else None


def group_orders(statements: Sequence[StatementFact]) -> list[OrderHistory]:
    """Statements of a customer as its orders, by time, then event_id of the earliest statement."""
    by_id: dict[str, list[StatementFact]] = {}
    for fact in sorted(statements):
        by_id.setdefault(fact.order_id, []).append(fact)
    return sorted((OrderHistory(key, tuple(facts)) for key, facts in by_id.items()), key=lambda order: order.rank)


def first_order_of(orders: Sequence[OrderHistory], seller: str, start: int, end: int | None) -> str | None:
    """The id of a seller's earliest order within [start, end); `orders` by time."""
    for order in orders[bisect_left(orders, start, key=lambda order: order.at) :]:
        if end is not None and order.at >= end:
            break
        if order.last.seller == seller:
            return order.order_id
    return None
