"""Transfers: one assessment for each path from a salesperson to an assistant, and the earliest order of it."""

from typing import Any

import pytest

from detector.outputs import Assessment
from tests.detector.builders import Customer, claim

LONG = (-60, -50, -40, -30, -20, -10)


def transfers(customer: Customer) -> dict[str, str | None]:
    """Assessment id → superseded_by."""
    found = customer.judge().assessments
    return {item.assessment_id: item.superseded_by for item in found if item.assessment_id.startswith("transfer:")}


def handed(day: float = -4, **fields: Any) -> Customer:
    return Customer().owner(-70, "lin").pursue("lin", *LONG).owner(day, "mei", "lin", **fields)


def transfer(customer: Customer) -> Assessment:
    return customer.assessment("transfer:own-2")


def test_a_path_from_a_salesperson_to_an_assistant_has_one() -> None:
    assert transfers(handed()) == {"transfer:own-2": None}
    assert transfers(Customer().owner(0, "mei", "lin")) == {"transfer:own-1": None}, "the owner before the first change"


@pytest.mark.parametrize(
    "customer",
    [
        Customer().owner(0, "mei"),
        Customer().owner(0, "mei", "zhou"),
        Customer().owner(0, "wang", "lin"),
        Customer().owner(0, "zhou", "lin"),
        Customer().owner(0, "mei", "nobody ever stated"),
        Customer().owner(0, "mei", "mei"),
        Customer().owner(-9, "", "lin").owner(-6, "mei"),
        Customer().owner(-9, "", "lin"),
        Customer().person(0, "mei", "sales").owner(0, "mei", "lin"),
    ],
)
def test_what_is_no_such_path_has_none(customer: Customer) -> None:
    assert transfers(customer) == {}


def test_a_short_time_in_the_pool_and_go_betweens_lie_on_a_path() -> None:
    assert transfers(Customer().owner(-9, "", "lin").owner(-6.001, "mei")) == {"transfer:own-2": None}
    assert transfers(Customer().owner(-9, "zhou", "lin").owner(-6, "mei")) == {"transfer:own-2": None}
    assert transfers(Customer().owner(-9, "mei", "lin").owner(-6, "qiu")) == {
        "transfer:own-1": None,
        "transfer:own-2": None,
    }


def test_a_customer_handed_back_and_forth_has_one_for_each_way() -> None:
    customer = Customer().owner(-9, "mei", "lin").owner(-6, "lin").owner(-3, "mei")
    assert transfers(customer) == {"transfer:own-1": None, "transfer:own-3": None}


@pytest.mark.parametrize(("day", "found"), [(-4, True), (-4.001, False), (0, True), (500, True)])
def test_it_is_superseded_by_an_order_of_its_receiver_from_then_on(day: float, found: bool) -> None:
    assert transfers(handed().order(day, "mei"))["transfer:own-2"] == ("order:O1" if found else None)


def test_it_is_superseded_by_the_earliest_such_order() -> None:
    customer = handed().order(9, "mei", "O1").order(3, "mei", "O2").order(1, "lin", "O3").order(-5, "mei", "O4")
    assert transfers(customer) == {"transfer:own-2": "order:O2"}
    assert transfers(customer.order(2.9, "mei", "O1")) == {"transfer:own-2": "order:O1"}, "by its earliest statement"


def test_an_order_that_is_the_next_owners_does_not_supersede() -> None:
    customer = handed().owner(5, "qiu", "mei")
    assert transfers(customer.order(5, "mei"))["transfer:own-2"] is None
    assert transfers(customer.order(4.9, "mei", "O2"))["transfer:own-2"] == "order:O2"


def test_an_order_restated_to_somebody_else_does_not_supersede() -> None:
    customer = handed().order(1, "mei")
    assert transfers(customer.order(2, "wang", status="amended"))["transfer:own-2"] is None


def test_its_fields() -> None:
    item = transfer(handed(reason=claim("capacity")).order(3, "mei"))
    assert (item.order_id, item.originator_id, item.beneficiary_id, item.compared_with) == (None, "lin", "mei", "lin")
    assert item.features["subject"] == "transfer"
    assert item.features["hop_hours"] == 0
    assert [owner.owner for owner in item.path] == ["lin", "mei"]


def test_it_is_judged_by_the_people_and_work_of_its_own_time() -> None:
    customer = handed().pursue("lin", -3, -2).pursue("mei", -1)
    item = transfer(customer)
    assert item.features["originator_before"] == 6000
    assert item.features["payee_after"] == 0
    assert transfer(customer.work(-4, "lin")).features["originator_before"] == 6000, "tied work comes after the change"


def test_a_post_sale_handover_knows_the_order_before_it() -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", *LONG).order(-9, "lin", "O0")
    item = transfer(customer.owner(-4, "mei", "lin", reason=claim("post_sale_handover")))
    assert item.reason_test is not None
    assert (item.reason_test.result, item.reason_test.params) == ("confirmed", {"hours": 120})
    assert item.features["originator_before"] == 0, "the work of the earlier deal is not this one's"


def test_it_hears_what_is_explained_later() -> None:
    customer = handed()
    assert transfer(customer).reason_test is None
    item = transfer(customer.explain(8, claim("policy_assignment"), change_id="own-2"))
    assert item.reason_test is not None
    assert (item.reason_test.result, item.reason_test.late) == ("confirmed", True)
    assert item.assessed_at == "2026-03-10T09:00:00Z"


def test_no_sign_of_a_transfer_speaks_of_an_order() -> None:
    customer = handed(by="lin", reason=claim("leave_cover")).owner(5, "lin", "mei").pursue("lin", 6, 7, 8)
    item = transfer(customer.person(-5, "mei", "assistant", status="on_leave"))
    assert {hit.rule_id for hit in item.hits} >= {"ripe", "false_reason"}
    assert [hit.reason for hit in item.hits if "order" in hit.reason] == []
    assert item.outcome == "watch", "a denied reason is worth a look before any order"


@pytest.mark.parametrize(
    ("day", "at_last"),
    [(0.5, "2026-03-02T21:00:00Z"), (26, "2026-03-28T09:00:00Z"), (26.001, "2026-02-26T09:00:00Z")],
)
def test_assessed_at_is_that_of_the_latest_event_that_counts(day: float, at_last: str) -> None:
    assert transfer(handed().work(day, "lin")).assessed_at == at_last
    assert transfer(handed().work(day, "zhou")).assessed_at == "2026-02-26T09:00:00Z"


def test_orders_asked_for_alone_are_judged_as_among_transfers() -> None:
    customer = handed().order(0, "mei").order(3, "mei", "O2", order_type="repeat").work(1, "mei").owner(5, "qiu")
    customer.order(9, "qiu", "O3").order(9.5, "mei", "O3")
    both = {item.assessment.assessment_id: item.assessment for item in customer.matters().matters()}
    judge = customer.matters()
    alone = {f"order:{order.order_id}": judge.order(order).assessment for order in judge.orders}
    assert {name: both[name] for name in alone} == alone
    assert list(alone) == ["order:O1", "order:O2", "order:O3"]
    assert both.keys() - alone.keys() == {"transfer:own-2", "transfer:own-3"}
