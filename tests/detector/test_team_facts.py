"""Facts of won orders, worked out by hand: who is involved, who passed to whom, of which team and month."""

from typing import Any

import msgspec
import pytest

from detector.pack import Calendar
from detector.team_facts import OrderFact
from tests.detector.builders import Customer, claim, copy_pack, shipped
from tests.detector.test_settlement import decided

Short = tuple[str, tuple[str, ...], tuple[str, str] | None]


def short(customer: Customer) -> list[Short]:
    """Team, who is involved, and the transfer."""
    return [(fact.team, fact.involved, fact.transfer) for fact in customer.judge().facts]


def owned(*, days_held: float = 20, to: str = "mei") -> Customer:
    """A customer for whom lin worked substantially, handed to another so many days before the order of day 0."""
    customer = Customer().owner(-150, "lin").pursue("lin", -145, -143, -141, -139, -137)
    return customer.owner(-days_held, to, "lin", reason=claim("capacity"))


def test_an_own_order_concerns_its_seller_alone() -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", -60, -50).order(0, "lin", amount=12_345, currency="JPY")
    fact = OrderFact("north", "2026-03", "C1", "O1", 12_345, "JPY", ("lin",), ("lin",), days=70)
    assert customer.judge().facts == [fact]


def test_a_counted_path_to_an_assistant_of_the_same_team() -> None:
    pair = ("lin", "mei")
    fact = OrderFact("north", "2026-03", "C1", "O1", 100_000, "CNY", pair, ("lin",), pair, pair, True, 150, 20)
    assert owned().order(0, "mei").judge().facts == [fact]


def test_a_path_to_another_team_is_the_transfer_of_the_originators_team() -> None:
    assert short(owned(to="qiu").order(0, "qiu")) == [
        ("north", ("lin",), ("lin", "qiu")),
        ("south", ("qiu",), None),
    ]


def test_a_path_that_is_not_counted_is_a_transfer_all_the_same() -> None:
    customer = owned(days_held=100).order(0, "mei")
    assert {entry.payee_id for entry in customer.judge().credits} == {"mei"}, "held too long for a split"
    assert short(customer) == [("north", ("lin", "mei"), ("lin", "mei"))]


def test_a_path_to_somebody_else_than_an_assistant_is_no_transfer_but_a_path() -> None:
    customer = owned(to="wang").order(0, "wang")
    assert {entry.payee_id for entry in customer.judge().credits} == {"wang"}
    assert short(customer) == [("north", ("lin",), None), ("south", ("wang",), None)]


def test_a_go_between_is_on_the_path_and_who_came_before_or_after_is_not() -> None:
    customer = Customer().owner(-150, "zhou").owner(-140, "lin").pursue("lin", -130, -128, -126, -124)
    customer.owner(-20, "wang", "lin").owner(-10, "qiu", "wang").order(0, "qiu").owner(2, "gao", "qiu")
    assert short(customer) == [("north", ("lin",), ("lin", "qiu")), ("south", ("qiu", "wang"), None)]


def test_a_proxy_order_leads_from_the_owner_to_the_seller() -> None:
    customer = Customer().owner(-90, "zhou").owner(-70, "lin").pursue("lin", -60, -50, -40).order(0, "qiu")
    assert short(customer) == [("north", ("lin",), ("lin", "qiu")), ("south", ("qiu",), None)]


def test_shares_are_those_finally_settled() -> None:
    """A reassign brings zhou in; who is on the path stays, though nothing of the credit is theirs any more."""
    customer = decided(owned().order(0, "mei"), 1, "reassign", shares=(("zhou", "1"),), amount="")
    assert {entry.payee_id for entry in customer.judge().credits} >= {"zhou"}
    assert short(customer) == [("north", ("lin", "mei", "zhou"), ("lin", "mei"))]
    without_path = Customer().owner(-70, "lin").pursue("lin", -60).order(0, "lin")
    assert short(decided(without_path, 1, "reassign", shares=(("wang", "1"),), amount="")) == [
        ("south", ("wang",), None)
    ]


def test_only_won_orders_at_their_last_net_amount() -> None:
    customer = owned().order(0, "mei").order(5, "mei", amount=40_000, status="refunded")
    assert [fact.amount_minor for fact in customer.judge().facts] == [40_000]
    assert customer.order(9, "mei", amount=0, status="cancelled").judge().facts == []
    assert [fact.amount_minor for fact in customer.order(12, "mei", amount=7).judge().facts] == [7]


def test_team_and_role_are_those_at_the_orders_time() -> None:
    customer = owned().order(0, "mei").order(40, "mei", amount=90_000, status="amended")
    customer.person(-1, "lin", "sales", "south").person(1, "mei", "sales", "west").person(2, "lin", "sales", "")
    assert short(customer) == [("north", ("mei",), None), ("south", ("lin",), ("lin", "mei"))]
    moved = owned().order(0, "mei").person(-1, "mei", "sales", "")
    assert [(fact.team, fact.selling, fact.transfer) for fact in moved.judge().facts] == [
        ("", ("mei",), None),
        ("north", ("lin",), None),
    ], "a seller by the time of the order; people without a team have facts too"


def test_each_order_has_its_facts_in_the_month_of_its_first_statement() -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", -60, -50)
    customer.order(-3, "lin", "O1").order(0, "lin", "O2").order(35, "lin", "O1", status="amended")
    assert [(fact.order_id, fact.period) for fact in customer.judge().facts] == [("O1", "2026-02"), ("O2", "2026-03")]


@pytest.mark.parametrize(("zone", "day", "period"), [("Asia/Shanghai", 1, "2026-03"), ("Asia/Shanghai", 2, "2026-04")])
def test_months_are_the_companys(zone: str, day: int, period: str) -> None:
    company = msgspec.structs.replace(shipped().pack.company, calendar=Calendar(zone, day, "2026-05"))
    loaded = shipped()._replace(pack=copy_pack(shipped(), company=company))
    customer = Customer().owner(-70, "lin").order(0, "lin")
    assert [fact.period for fact in customer.judge(loaded).facts] == [period], "a closed month keeps its orders"


def test_a_fact_is_json_and_small() -> None:
    facts: list[Any] = owned(to="qiu").order(0, "qiu").judge().facts
    text = msgspec.json.encode(facts)
    assert msgspec.json.decode(text, type=list[OrderFact]) == facts
    assert len(text) < 100 * len(facts)
