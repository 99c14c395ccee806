"""Orders of a customer that stand beside a matter: a deal may be booked in parts, each on the one who sold it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from detector.orders import OrderHistory


class OrdersBeside:
    """A customer's orders by seller and time, to ask whether somebody is booked on one close to another."""

    def __init__(self, orders: Sequence[OrderHistory]) -> None:
        """`orders`: by time."""
        self._orders: dict[str, list[OrderHistory]] = {}  # by everybody who is the seller by one of the statements
        for order in orders:
            for seller in {statement.seller for statement in order.statements}:
                self._orders.setdefault(seller, []).append(order)
        self._times = {seller: [order.at for order in mine] for seller, mine in self._orders.items()}

    def latest_of(self, seller: str, order_id: str, at: int, within_us: int, until: int) -> int | None:
        """The time of a seller's latest order other than this one that lies at most `within_us` from a time.

        Each counts as stated by `until`, and only with a net amount above 0. Times in microseconds since 1970.
        """
        times = self._times.get(seller)
        if times is None:
            return None
        first, end = bisect_left(times, at - within_us), bisect_right(times, at + within_us)
        for order in reversed(self._orders[seller][first:end]):
            stated = order.as_of(until + 1, "") if order.order_id != order_id else None
            if stated is not None and stated.seller == seller and stated.amount_minor:
                return order.at
        return None
