"""The facts of a deal: whose work is compared, which deal it is, and each feature at its bounds."""

from typing import Any

import pytest

from tests.detector.builders import Customer, at

LONG = (-60, -50, -40, -30, -20, -10)


def pursued(*days: float) -> Customer:
    return Customer().owner(-70, "lin").pursue("lin", *(days or LONG))


def handed(day: float = -4, **fields: Any) -> Customer:
    return pursued().owner(day, "mei", "lin", **fields)


def features(customer: Customer) -> dict[str, Any]:
    return customer.assessment().features


def compared(customer: Customer) -> tuple[str | None, object]:
    item = customer.assessment()
    return item.compared_with, item.features["link"]


def test_an_owner_who_sold_alone_is_compared_with_nobody() -> None:
    assert compared(pursued().order(0, "lin")) == (None, "own")


def test_a_former_owner_the_owner_of_a_proxy_order_and_a_helper() -> None:
    assert compared(handed().order(0, "mei")) == ("lin", "path")
    assert compared(pursued().order(0, "mei")) == ("lin", "proxy")
    assert compared(Customer().owner(-70, "mei").pursue("lin", *LONG).order(0, "mei")) == ("lin", "helper")
    assert compared(Customer().pursue("lin", *LONG).order(0, "mei")) == ("lin", "helper")


@pytest.mark.parametrize(("order_type", "work"), [("new", 2000), ("repeat", 2000), ("renewal", 4000)])
def test_the_deal_of_a_renewal_is_its_whole_term(order_type: str, work: int) -> None:
    """Up to the horizon; what lies before the order before is another term's."""
    customer = Customer().owner(-600, "lin").pursue("lin", -395, -300, -200, -150).owner(-4, "mei", "lin")
    assert features(customer.order(0, "mei", order_type=order_type))["originator_before"] == work
    customer.order(-250, "lin", "O0")
    (last,) = [item for item in customer.judge().assessments if item.order_id == "O1"]
    assert last.features["originator_before"] == 2000


def test_among_former_owners_the_one_with_the_most_work() -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", -65, -60).owner(-50, "wang").pursue("wang", -45, -40, -35)
    assert compared(customer.owner(-4, "mei").order(0, "mei")) == ("wang", "path")
    assert compared(customer.pursue("lin", -30, -29)) == ("lin", "path")
    assert customer.assessment().originator_id == "wang", "the plan's is the last one with substantive work"


def test_who_only_serves_or_leads_is_nobody_to_take_a_deal_from() -> None:
    for owner in ("zhou", "gao"):
        customer = Customer().owner(-70, owner).pursue(owner, *LONG).owner(-4, "mei").order(0, "mei")
        assert compared(customer)[0] is None
    helped = Customer().owner(-70, "mei").pursue("gao", *LONG).pursue("zhou", *(day + 1 for day in LONG))
    assert compared(helped.order(0, "mei")) == (None, "own")


def test_a_helper_who_did_less_than_the_payee_is_none() -> None:
    customer = Customer().owner(-70, "mei").pursue("lin", -60, -50).pursue("mei", -40, -30).order(0, "mei")
    assert compared(customer) == (None, "own")
    assert compared(customer.pursue("lin", -20)) == ("lin", "helper")


def test_work_is_told_by_side_of_the_hop_and_grace() -> None:
    customer = handed(-20).pursue("lin", -19, -13, -12.9).pursue("mei", -30, -20.1, -20, -5)
    found = features(customer.order(0, "mei"))
    assert found["originator_before"] == 4000
    assert (found["originator_grace"], found["originator_after"]) == (3000, 2000)
    assert (found["payee_before"], found["payee_after"]) == (2000, 2000)
    assert (found["payee_entries_before"], found["payee_entries_after"]) == (2, 2)
    assert (found["originator_days"], found["originator_days_after"], found["payee_days"]) == (8, 4, 3)
    assert found["hop_hours"] == 480


def test_an_activity_at_the_very_time_of_the_order_counts_and_one_after_it_does_not() -> None:
    assert features(handed().work(0, "mei").order(0, "mei"))["payee_after"] == 1000
    found = features(handed().work(0.001, "mei").order(0, "mei"))
    assert (found["payee_after"], found["payee_after_order"]) == (0, 1000)


@pytest.mark.parametrize(("day", "micros", "counted"), [(30, 0, 1000), (30, 1, 0)])
def test_work_after_the_order_counts_for_thirty_days(day: float, micros: int, counted: int) -> None:
    customer = handed().order(0, "mei").work(day, "lin")
    customer.activities[-1] = customer.activities[-1]._replace(at=customer.activities[-1].at + micros)
    assert features(customer)["originator_after_order"] == counted


@pytest.mark.parametrize(("day", "hours"), [(0.04, 0), (6, 144), (30, 720), (30.001, -1)])
def test_the_way_back(day: float, hours: int) -> None:
    assert features(handed().order(0, "mei").owner(day, "lin"))["handed_back_hours"] == hours


def test_a_way_back_to_somebody_else_is_none() -> None:
    assert features(handed().order(0, "mei").owner(6, "wang"))["handed_back_hours"] == -1
    tied = features(handed().order(0, "mei").owner(0, "lin"))
    assert (tied["link"], tied["handed_back_hours"]) == ("proxy", -1), "a change comes before an order of its time"


def test_a_deal_begins_after_the_order_before() -> None:
    customer = pursued().order(-35, "lin", "O0").owner(-4, "mei").order(0, "mei")
    found = features(customer)
    assert (found["originator_before"], found["hours_since_earlier_order"]) == (3000, 35 * 24)
    assert found["originator_paid_before"] is True
    cancelled = customer.order(-1, "lin", "O0", 0, status="cancelled")
    assert features(cancelled)["originator_before"] == 6000
    assert features(cancelled)["hours_since_earlier_order"] == -1


def test_orders_of_one_day_are_one_deal() -> None:
    found = features(handed().order(-0.2, "lin", "O0").order(0, "mei"))
    assert (found["originator_before"], found["hours_since_earlier_order"]) == (6000, -1)


@pytest.mark.parametrize(
    ("stages", "rank"),
    [
        ({-30: "报价"}, 7),
        ({-30: "proposal", -20: "contract"}, 4),
        ({-30: "contract", -20: "proposal"}, 1),
        ({-30: "contract", -20: "first talk"}, 0),
        ({-4: "contract"}, 0),
        ({-4.001: "contract"}, 4),
        ({-3: "contract"}, 0),
    ],
)
def test_the_latest_stage_noted_before_the_hop(stages: dict[float, str], rank: int) -> None:
    customer = handed()
    for day, stage in stages.items():
        customer.work(day, "lin", "note", None, stage=stage)
    assert features(customer.order(0, "mei"))["late_stage"] == rank


def test_of_stages_tied_in_time_the_latest_counts_whoever_noted_it() -> None:
    for first, second in (("lin", "wang"), ("wang", "lin")):
        customer = handed().work(-8, first, "note", None, stage="contract")
        customer.work(-8, second, "note", None, stage="first talk")
        assert features(customer.order(0, "mei"))["late_stage"] == 4


def test_papers_of_the_originator_after_the_hop_and_the_time_since_the_last_contact() -> None:
    customer = handed(-10).work(-11, "lin", "quote", None).work(-6, "lin", "quote", None)
    customer.work(-5, "lin", "contract", None).work(-4, "lin", "call", 0.1).work(-3, "mei", "contract", None)
    found = features(customer.order(0, "mei"))
    assert (found["originator_closing_after"], found["originator_idle_hours"]) == (2, 5 * 24)
    assert (found["payee_closing"], features(handed().work(-2, "mei").order(0, "mei"))["payee_closing"]) == (1, 0)
    silent = features(Customer().owner(-70, "lin").owner(-4, "mei", "lin").order(0, "mei"))
    assert (silent["originator_closing_after"], silent["originator_idle_hours"]) == (0, -1)


TEMPLATE: dict[str, Any] = {"text_digest": 77, "text_units": 20}


def templates(minutes: float | None = 30, days_late: float = 0.1, **fields: Any) -> Customer:
    """mei meets the customer on four days, always under one sentence, and on a fifth with words of its own."""
    customer = handed(-20).work(-2, "mei")
    for day in (-15, -12, -9, -6):
        recorded = at(day + days_late) // 10**6
        customer.work(day, "mei", "meeting", minutes, recorded_s=recorded, **(TEMPLATE | fields))
    return customer.order(0, "mei")


def test_days_under_an_own_template_are_counted_apart_from_days_with_contact() -> None:
    found = features(templates())
    assert (found["payee_template_days"], found["payee_days"], found["payee_copied"]) == (4, 1, 4)
    assert features(templates().work(-5.9, "mei", "call", 12))["payee_template_days"] == 3


@pytest.mark.parametrize(
    "customer",
    [templates(None), templates(days_late=3.1), templates().work(-30, "lin", **TEMPLATE)],
    ids=["without a duration", "recorded days later", "a colleague's sentence"],
)
def test_a_template_is_no_sign_of_work_without_all_that_goes_with_it(customer: Customer) -> None:
    assert features(customer)["payee_template_days"] == 0
