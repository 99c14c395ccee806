"""The orders of a customer that were judged before a matter: who is paid by them, and which was the latest."""

from bisect import bisect_left

from detector.orders import OrderHistory


class _Sorted:
    """Some orders by rank (time, event_id)."""

    __slots__ = ("_orders", "_ranks")

    def __init__(self) -> None:
        self._orders: list[OrderHistory] = []
        self._ranks: list[tuple[int, str]] = []

    def add(self, rank: tuple[int, str], order: OrderHistory) -> None:
        """Note an order of a rank above all noted before."""
        self._ranks.append(rank)
        self._orders.append(order)

    def latest(self, before: tuple[int, str], rank: tuple[int, str], since: int) -> int | None:
        """The time of the latest order of a rank below `before` that had a net amount just before `rank`."""
        for place in range(bisect_left(self._ranks, before) - 1, -1, -1):
            at = self._ranks[place][0]
            if at < since:
                break
            stated = self._orders[place].as_of(*rank)
            if stated is not None and stated.amount_minor:
                return at
        return None


class EarlierOrders:
    """Orders in their order, each with those who have a share in it by the plan's split.

    Looked through from the latest back, up to the first that answers: mostly that is the first one looked at.
    """

    def __init__(self) -> None:
        self._all = _Sorted()
        self._by_payee: dict[str, _Sorted] = {}

    def add(self, order: OrderHistory, payees: frozenset[str]) -> None:
        """Note an order that comes after all noted before."""
        rank = order.rank
        self._all.add(rank, order)
        for payee in payees:
            known = self._by_payee.get(payee)
            if known is None:
                known = self._by_payee[payee] = _Sorted()
            known.add(rank, order)

    def payees(self, rank: tuple[int, str], since: int) -> frozenset[str]:
        """Who has a share in an order from `since` to before `rank` (time, event_id) with a net amount by then."""
        return frozenset(
            [payee for payee, orders in self._by_payee.items() if orders.latest(rank, rank, since) is not None]
        )

    def latest_at(self, rank: tuple[int, str], since: int, apart_us: int) -> int | None:
        """The time of the latest such order that lies further than `apart_us` before `rank`."""
        return self._all.latest((rank[0] - apart_us, ""), rank, since)
