"""Frozen orders: what lies long before the newest event is judged no more, and goes on by what is said of it alone.

The shipped pack looks 400 days back and 30 ahead: a matter is frozen once an event lies more than 830 days after it.
"""

from decimal import Decimal

import pytest

from detector.facts import ReasonFact
from detector.outputs import Assessment
from detector.people import People
from tests.detector.builders import Customer, activity, at, change, claim, shipped
from tests.detector.kept_histories import Worker, net, short_sighted
from tests.detector.suspicious_kinds import ripe

LATER = 831


def worker(customer: Customer) -> Worker:
    return Worker(shipped(), People(customer.versions))


def frozen(customer: Customer) -> Worker:
    """A worker that knows all of a customer so far, frozen by a call some years later."""
    one = worker(customer)
    one.feed(*customer.facts)
    assert one.opened.frozen_orders == frozenset()
    said = one.feed(customer.work(LATER, "lin", "call").activities[-1])
    assert {item.key for item in said} == set(), "the call is in nobody's window"
    assert one.opened.frozen_orders == {"O1"}
    return one


def money(one: Worker) -> dict[tuple[str, str], str]:
    """(payee, status) → net amount."""
    return {key[1:]: f"{amount:f}" for key, (amount, _) in net(one.credits("O1")).items()}


def test_too_late_is_what_lies_more_than_two_horizons_before_the_newest() -> None:
    one = worker(Customer())
    one.feed(activity(0, "lin"), activity(-800, "lin"), activity(-801, "lin"), activity(-800, "lin"))
    assert one.fates == ["applied", "applied", "too_late", "duplicate"]
    one.feed(activity(10, "lin"), activity(-791, "lin"), change(-791, "own-9", "lin"), activity(-800, "lin"))
    assert one.fates[4:] == ["applied", "too_late", "too_late", "duplicate"]
    known = activity(-800, "lin")
    one.feed(known._replace(duration_s=5), activity(-2000, "lin"))
    assert one.fates[8:] == ["id_conflict", "too_late"]


def test_a_longer_horizon_brings_nothing_back() -> None:
    one = worker(Customer())
    one.feed(activity(0, "lin"), activity(-900, "lin"))
    before = one.opened.frozen_before
    one.loaded = short_sighted(900, 30)
    one.feed(activity(1, "lin"), activity(-801, "lin"))
    assert one.fates == ["applied", "too_late", "applied", "too_late"]
    assert one.opened.frozen_before == before


def test_an_order_is_frozen_only_when_nothing_can_lie_in_its_window_any_more() -> None:
    customer = ripe()
    one = worker(customer)
    one.feed(*customer.facts)
    one.feed(customer.work(829, "lin", "call").activities[-1])
    assert one.opened.frozen_orders == frozenset()
    said = one.feed(customer.work(29.5, "lin").activities[-1])
    assert one.fates[-1] == "applied"
    assert "order:O1" in {item.key for item in said}, "work of the originator within 30 days after the order"
    one.check_everything()


def test_events_of_the_very_batch_that_freezes_are_judged_before() -> None:
    customer = ripe()
    one = worker(customer)
    customer.work(3, "lin").work(LATER, "lin", "call").order(900, "mei", amount=10, status="refunded")
    one.feed(*sorted(customer.facts, key=lambda fact: fact.at))
    assert one.opened.frozen_orders == {"O1"}
    assert {key: item.features for key, item in one.assessments().items()} == {
        item.assessment_id: item.features for item in one.expected().assessments
    }
    one.check_credit()


def test_a_refund_after_years_posts_with_the_split_that_was_made() -> None:
    customer = ripe()
    one = frozen(customer)
    assert money(one) == {("lin", "held"): "800.00", ("mei", "held"): "200.00"}
    said = one.feed(customer.order(900, "mei", amount=50_001, status="refunded").statements[-1])
    assert {item.kind for item in said} == {"credit", "fact"}, "its assessment is not said again"
    assert money(one) == {("lin", "held"): "400.01", ("mei", "held"): "100.00"}
    one.feed(customer.order(1800, "mei", amount=0, status="cancelled").statements[-1])
    assert money(one) == {}
    one.feed(customer.order(1700, "mei", amount=7, status="amended").statements[-1])
    assert money(one) == {}, "the latest statement holds, in whatever order they come"
    one.check_credit()


def test_a_release_and_a_reassign_work_as_always() -> None:
    customer = ripe()
    one = frozen(customer)
    one.feed(customer.release(900).decisions[-1])
    assert money(one) == {("lin", "posted"): "800.00", ("mei", "posted"): "200.00"}
    one.feed(customer.order(910, "mei", amount=200_000, status="amended").statements[-1])
    assert money(one) == {("lin", "held"): "1600.00", ("mei", "held"): "400.00"}, "a higher amount is not covered"
    one.feed(customer.reassign(920, lin="0.5", mei="0.5", by="wang").decisions[-1])
    assert money(one) == {("lin", "posted"): "1000.00", ("mei", "posted"): "1000.00"}
    assert one.feed(customer.release(930, by="mei", amount="2000.00").decisions[-1])[0].kind == "void"
    one.check_credit()
    assert [entry.reason for entry in one.credits()][-1] == "reassign dec-2"


def test_in_time_a_frozen_order_writes_what_replay_writes() -> None:
    customer = ripe().release(3)
    one = frozen(customer)
    for fact in (
        customer.order(900, "mei", amount=60_000, status="refunded").statements[-1],
        customer.reassign(910, lin="1").decisions[-1],
        customer.order(920, "mei", amount=70_000, status="amended").statements[-1],
    ):
        one.feed(fact)
    assert one.credits() == one.expected().credits


def unexplained() -> Customer:
    """A counted path without a reason, on which both worked."""
    customer = Customer().owner(-80, "lin").pursue("lin", -75, -70, -65).owner(-60, "mei", "lin")
    return customer.pursue("mei", *range(-58, 0, 5)).order(0, "mei")


@pytest.mark.parametrize("which", ["order", "change"])
def test_a_late_explanation_frees_what_waited_for_one(which: str) -> None:
    customer = unexplained()
    assert customer.assessment().outcome != "review"
    one = frozen(customer)
    assert money(one) == {("lin", "held"): "800.00", ("mei", "held"): "200.00"}
    about = {"order_id": "O1"} if which == "order" else {"change_id": "own-2"}
    said = one.feed(customer.explain(900, claim("capacity"), **about).decisions[-1])
    assert {item.kind for item in said} == {"credit"}
    assert money(one) == {("lin", "posted"): "800.00", ("mei", "posted"): "200.00"}
    one.feed(customer.explain(910, ReasonFact("", False, ""), **about).decisions[-1])
    assert money(one) == {("lin", "held"): "800.00", ("mei", "held"): "200.00"}, "the latest explanation holds"
    one.check_credit()


def test_an_explanation_of_something_else_frees_nothing_and_none_moves_a_review() -> None:
    customer = unexplained()
    one = frozen(customer)
    one.feed(customer.explain(900, claim("capacity"), order_id="O2").decisions[-1])
    one.feed(customer.explain(900, claim("capacity"), change_id="own-1").decisions[-1])
    assert money(one) == {("lin", "held"): "800.00", ("mei", "held"): "200.00"}
    reviewed = ripe()
    two = frozen(reviewed)
    two.feed(reviewed.explain(900, claim("capacity"), order_id="O1").decisions[-1])
    assert money(two) == {("lin", "held"): "800.00", ("mei", "held"): "200.00"}


def test_another_seller_of_a_frozen_order_gets_the_whole_held() -> None:
    customer = ripe().release(3)
    one = frozen(customer)
    one.feed(customer.order(900, "qiu", status="amended").statements[-1])
    assert money(one) == {("qiu", "held"): "1000.00"}
    one.feed(customer.release(910, qiu="1").decisions[-1])
    assert money(one) == {("qiu", "posted"): "1000.00"}
    one.feed(customer.order(920, "mei", status="amended").statements[-1])
    assert money(one) == {("lin", "held"): "800.00", ("mei", "held"): "200.00"}, "the verdict on mei holds again"


def test_a_reassign_holds_through_another_seller() -> None:
    customer = ripe().reassign(3, lin="0.6", mei="0.4")
    one = frozen(customer)
    one.feed(customer.order(900, "qiu", amount=10_000, status="amended").statements[-1])
    assert money(one) == {("lin", "posted"): "60.00", ("mei", "posted"): "40.00"}
    one.check_credit()


def test_a_later_order_looks_back_on_a_frozen_one() -> None:
    """A repeat order within the horizon after an order that credited the originator is post-sale."""
    customer = ripe().release(3)
    one = worker(customer)
    one.feed(*customer.facts)
    customer.owner(200, "lin", "mei").pursue("lin", *(210 + day for day in range(0, 60, 6))).owner(300, "mei", "lin")
    customer.order(310, "mei", "O2", order_type="repeat").work(900, "lin", "call")
    one.feed(*customer.facts)
    assert one.opened.frozen_orders == {"O1"}
    (second,) = [item for key, item in one.assessments().items() if key == "order:O2"]
    assert second.features["originator_paid_before"] is True
    one.feed(customer.work(305, "mei", "call").activities[-1])
    assert one.fates[-1] == "applied"
    assert one.assessments()["order:O2"].revision == 2
    again = one.assessments()["order:O2"]
    assert isinstance(again, Assessment)
    assert again.features == _expected(one, "order:O2").features
    assert again.features["originator_paid_before"] is True
    one.check_credit()


def test_a_later_order_looks_back_on_what_a_frozen_one_stated_then() -> None:
    """Cancelled by the time of the later order, whatever became of it after: it credits nobody before."""
    customer = ripe().order(100, "mei", amount=0, status="cancelled").order(850, "mei", status="amended")
    customer.owner(200, "lin", "mei").pursue("lin", *(210 + day for day in range(0, 60, 6))).owner(300, "mei", "lin")
    customer.order(310, "mei", "O2", order_type="repeat").work(900, "lin", "call")
    one = worker(customer)
    one.feed(*sorted(customer.facts, key=lambda fact: fact.at))
    one.feed(customer.work(305, "mei", "call").activities[-1])
    assert one.opened.frozen_orders == {"O1"}
    assert one.assessments()["order:O2"].features == _expected(one, "order:O2").features
    assert one.assessments()["order:O2"].features["originator_paid_before"] is False


def _expected(one: Worker, assessment_id: str) -> Assessment:
    (found,) = [item for item in one.expected().assessments if item.assessment_id == assessment_id]
    return found


def test_what_no_window_can_see_is_forgotten_but_the_owner_in_force() -> None:
    customer = ripe()
    one = frozen(customer)
    for day in range(900, 2200, 100):
        one.feed(customer.work(day, "lin", "call").activities[-1])
    left = one.opened.timeline
    assert [fact.event_id for fact in left.changes] == ["own-2"], "the owner then in force"
    assert min(fact.at for fact in left.activities) >= at(2100 - 830 - 400)
    assert [fact.event_id for fact in left.statements] == ["ord-1"]
    one.feed(*customer.order(2150, "mei", "O2").statements[1:])
    (path,) = one.assessments()["order:O2"].path
    assert (path.owner, path.since) == ("mei", None)
    assert one.assessments()["order:O2"] == _expected(one, "order:O2")
    one.check_credit()


def test_of_a_frozen_order_the_first_and_the_last_statement_and_other_currencies_are_kept() -> None:
    customer = ripe()
    for day, currency in ((1, "CNY"), (2, "CNY"), (3, "JPY"), (4, "JPY"), (5, "CNY"), (6, "CNY")):
        customer.order(day, "mei", amount=day * 1000, currency=currency, status="amended")
    one = frozen(customer)
    one.feed(customer.work(2000, "lin", "call").activities[-1])
    assert [fact.event_id for fact in one.opened.timeline.statements] == ["ord-1", "ord-4", "ord-6", "ord-7"]
    one.check_credit()


def test_shares_come_back_exactly() -> None:
    customer = ripe().reassign(3, lin="0.3333", mei="0.6667")
    one = frozen(customer)
    one.feed(customer.order(900, "mei", amount=100, status="refunded").statements[-1])
    assert net(one.credits("O1"))["O1", "lin", "posted"] == (Decimal("0.33"), Decimal("0.3333"))
    one.check_credit()
