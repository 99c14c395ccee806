"""Orders of a customer that stand beside a matter: a deal may be booked in parts, each on the one who sold it."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from detector.orders import OrderHistory


class OrdersBeside:
    """A customer's orders by time, to ask who is booked on those close to one of them."""

    def __init__(self, orders: Sequence[OrderHistory]) -> None:
        """`orders`: by time."""
        self._orders = orders
        self._times = [order.at for order in orders]

    def sellers(self, order_id: str, at: int, within_us: int, until: int) -> Mapping[str, int]:
        """Who is booked on other orders at most `within_us` from a time → the time of the latest of them.

        Each counts as stated by `until`, and only with a net amount above 0. Times in microseconds since 1970.
        """
        first, end = bisect_left(self._times, at - within_us), bisect_right(self._times, at + within_us)
        found: dict[str, int] = {}
        for order in self._orders[first:end]:
            stated = order.as_of(until + 1, "") if order.order_id != order_id else None
            if stated is not None and stated.amount_minor:
                found[stated.seller] = order.at
        return found
