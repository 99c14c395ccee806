"""The orders of a customer that were judged before a matter: who is paid by them, and which was the latest."""

from bisect import bisect_left

from detector.orders import OrderHistory


class EarlierOrders:
    """Orders in their order, each with those who have a share in it by the plan's split.

    Looked through from the latest back, up to the first that answers: mostly that is the first one looked at.
    """

    def __init__(self) -> None:
        self._orders: list[OrderHistory] = []
        self._by_payee: dict[str, list[OrderHistory]] = {}

    def add(self, order: OrderHistory, payees: frozenset[str]) -> None:
        """Note an order that comes after all noted before."""
        self._orders.append(order)
        for payee in payees:
            self._by_payee.setdefault(payee, []).append(order)

    def payees(self, rank: tuple[int, str], since: int) -> frozenset[str]:
        """Who has a share in an order from `since` to before `rank` (time, event_id) with a net amount by then."""
        return frozenset(
            [payee for payee, orders in self._by_payee.items() if _latest(orders, rank, rank, since) is not None]
        )

    def latest_at(self, rank: tuple[int, str], since: int, apart_us: int) -> int | None:
        """The time of the latest such order that lies further than `apart_us` before `rank`."""
        return _latest(self._orders, (rank[0] - apart_us, ""), rank, since)


def _latest(orders: list[OrderHistory], before: tuple[int, str], rank: tuple[int, str], since: int) -> int | None:
    """The time of the latest order of a rank below `before` that had a net amount just before `rank`."""
    for place in range(bisect_left(orders, before, key=lambda order: order.rank) - 1, -1, -1):
        order = orders[place]
        if order.at < since:
            break
        stated = order.as_of(*rank)
        if stated is not None and stated.amount_minor:
            return order.at
    return None
