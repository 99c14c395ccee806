"""Earlier orders: who is paid by them and which was the latest, as a plain look through all of them says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detector.earlier import EarlierOrders
from detector.facts import StatementFact
from detector.orders import OrderHistory, group_orders

Rank = tuple[int, str]


FIXED = settings(
    derandomize=True, max_examples=400, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


def statement(at: int, number: int, order: int, amount: int) -> StatementFact:
    return StatementFact(at, f"e{number}", f"o{order}", "mei", "", amount, "CNY", "new", "", "won", number)


STATEMENTS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 5), st.sampled_from((0, 1, 5))), max_size=12)
PAYEES = st.lists(st.frozensets(st.sampled_from(("lin", "mei", "qiu")), min_size=1), min_size=6, max_size=6)


def counted(orders: list[OrderHistory], rank: Rank, since: int) -> list[OrderHistory]:
    """Orders from `since` to before `rank` that had a net amount just before it."""
    stated = [(order, order.as_of(*rank)) for order in orders if order.rank < rank and order.at >= since]
    return [order for order, fact in stated if fact is not None and fact.amount_minor]


@FIXED
@given(STATEMENTS, PAYEES, st.integers(0, 13), st.sampled_from(("", "e3", "e9")), st.integers(0, 8), st.integers(0, 6))
def test_they_answer_as_a_look_through_all_does(
    rows: list[tuple[int, int, int]], payees: list[frozenset[str]], at: int, event: str, since: int, apart: int
) -> None:
    orders = group_orders([statement(when, number, *rest) for number, (when, *rest) in enumerate(rows)])
    earlier = EarlierOrders()
    for order, paid in zip(orders, payees, strict=False):
        earlier.add(order, paid)
    rank = (at, event)
    found = counted(orders, rank, since)
    expected = {who for order in found for who in payees[orders.index(order)]}
    assert earlier.payees(rank, since) == expected
    times = [order.at for order in found if at - order.at > apart]
    assert earlier.latest_at(rank, since, apart) == (times[-1] if times else None)
