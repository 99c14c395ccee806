"""Two orders of one deal are held against the work of both, unless each of the two is paid by an own one."""

from typing import Any

from detector.beside import OrdersBeside
from detector.instant import DAY_US, format_instant
from detector.orders import group_orders
from tests.detector.builders import Customer, at

LONG = (-60, -50, -40, -30, -20, -10)


def both_worked() -> Customer:
    """lin sells; mei sells accessories to the same customer and is booked on them."""
    return Customer().owner(-70, "lin").pursue("lin", *LONG).pursue("mei", -8, -5, -2).order(0, "mei")


def beside(customer: Customer) -> object:
    return customer.assessment().features["originator_sold_beside"]


def rules(customer: Customer) -> set[str]:
    return {hit.rule_id for hit in customer.assessment().hits}


def test_an_order_of_the_other_one_within_two_days_counts_and_takes_points_away() -> None:
    for day in (-2, -0.1, 0.2, 2):
        customer = both_worked().order(day, "lin", "O2")
        assert beside(customer) is True, day
        assert "sold_beside" in rules(customer), day
        assert customer.assessment().score < both_worked().assessment().score
    assert beside(both_worked().order(2.01, "lin", "O2")) is False
    assert beside(both_worked().order(-2.01, "lin", "O2")) is False


def test_neither_a_cancelled_order_counts_nor_one_of_somebody_else() -> None:
    assert beside(both_worked().order(0.1, "wang", "O2")) is False
    cancelled = both_worked().order(0.1, "lin", "O2").order(5, "lin", "O2", 0, status="cancelled")
    assert beside(cancelled) is False
    assert beside(both_worked().order(0.1, "lin", "O2").order(31, "lin", "O2", 0, status="cancelled")) is True


def test_who_only_typed_a_part_in_gains_nothing_by_it() -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", *LONG).order(0, "mei").order(0.1, "lin", "O2")
    assert beside(customer) is True
    assert "sold_beside" not in rules(customer)
    assert customer.assessment().outcome == "review"


def test_an_order_that_comes_later_is_the_latest_event_that_counts() -> None:
    assert both_worked().order(1, "lin", "O2").assessment().assessed_at == format_instant(at(1))
    assert both_worked().order(1, "wang", "O2").assessment().assessed_at == format_instant(at(0))


def test_sellers_are_those_stated_by_then() -> None:
    customer = Customer()
    amounts: tuple[tuple[float, str, str, Any], ...] = ((0, "mei", "O1", 1), (1, "lin", "O2", 1), (3, "wang", "O2", 1))
    for day, seller, order_id, amount in amounts:
        customer.order(day, seller, order_id, amount)
    found = OrdersBeside(group_orders(customer.statements))

    def sellers(order_id: str, day: float, within_us: int, until: float) -> dict[str, int]:
        times = {who: found.latest_of(who, order_id, at(day), within_us, at(until)) for who in ("lin", "mei", "wang")}
        return {who: time for who, time in times.items() if time is not None}

    assert sellers("O1", 0, 2 * DAY_US, 2) == {"lin": at(1)}
    assert sellers("O1", 0, 2 * DAY_US, 3) == {"wang": at(1)}
    assert sellers("O2", 1, 2 * DAY_US, 9) == {"mei": at(0)}
    assert sellers("O1", 0, DAY_US - 1, 9) == {}
