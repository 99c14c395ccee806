"""An order's credit over time: each statement and decision a step, held until somebody explains or decides."""

from typing import Any

import pytest

from detector.facts import DecisionFact
from detector.outputs import Credit
from detector.text import hash64
from tests.detector.builders import NO_REASON, Customer, at, claim

Row = tuple[str, str, str]
SPLIT = (("lin", "0.80"), ("mei", "0.20"))


def worked(reason: Any = NO_REASON) -> Customer:
    """A counted path on which the assistant worked: held only where no reason is given."""
    customer = Customer().owner(-70, "lin").pursue("lin", -65, -60, -55).owner(-50, "mei", "lin", reason=reason)
    return customer.pursue("mei", -45, -40, -35, -30, -25, -20, -15, -10, -5)


def decided(customer: Customer, day: float, kind: str, by: str = "gao", **fields: Any) -> Customer:
    name = f"dec-{len(customer.decisions) + 1}"
    known: dict[str, Any] = {"amount": "1000.00", "shares": SPLIT, "has_reason": True, "order_id": "O1"} | fields
    fact = DecisionFact(
        at(day), name, by, kind, transfer_event_id="", reason=NO_REASON, id_hash=hash64(name.encode()), **known
    )
    customer.decisions.append(fact)
    return customer


def standing(credits: list[Credit]) -> list[Row]:
    """Payee, amount, status of what stands."""
    gone = {entry.reverses for entry in credits}
    return [
        (entry.payee_id, entry.amount, entry.status)
        for entry in credits
        if entry.reverses is None and entry.entry_id not in gone
    ]


def state(customer: Customer) -> tuple[set[str], int]:
    """The statuses that stand and the number of held orders."""
    result = customer.judge()
    return {status for _, _, status in standing(result.credits)}, result.held_orders


def test_a_counted_path_without_a_reason_is_held_though_nothing_is_suspected() -> None:
    customer = worked().order(0, "mei")
    assert customer.assessment().outcome == "clear"
    assert standing(customer.judge().credits) == [("lin", "800.00", "held"), ("mei", "200.00", "held")]
    assert state(customer) == ({"held"}, 1)
    assert state(worked(claim("capacity")).order(0, "mei")) == ({"posted"}, 0)


def test_review_is_held_whatever_reason_is_given() -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", -60, -50, -40, -30, -20, -10)
    customer.owner(-4, "mei", "lin", reason=claim("capacity")).order(0, "mei")
    assert customer.assessment().outcome == "review"
    assert state(customer) == ({"held"}, 1)
    assert {entry.reason for entry in customer.judge().credits} == {"won ord-1; held: review"}


@pytest.mark.parametrize("where", [{"change_id": "own-2"}, {"order_id": "O1"}])
def test_an_explanation_frees_it_from_its_own_time_on(where: dict[str, str]) -> None:
    customer = worked().order(0, "mei").explain(3, claim("capacity"), **where)
    credits = customer.judge().credits
    assert [(entry.effective_at[:10], entry.status, entry.amount[0] == "-") for entry in credits] == [
        ("2026-03-02", "held", False),
        ("2026-03-02", "held", False),
        ("2026-03-05", "held", True),
        ("2026-03-05", "posted", False),
        ("2026-03-05", "held", True),
        ("2026-03-05", "posted", False),
    ]
    assert credits[-1].reason == "explain dec-1"
    assert state(customer) == ({"posted"}, 0)


def test_an_explanation_before_the_order_frees_it_at_once() -> None:
    assert len(worked().explain(-20, claim("capacity"), change_id="own-2").order(0, "mei").judge().credits) == 2


@pytest.mark.parametrize(("change_id", "heard"), [("own-2", True), ("own-3", True), ("own-1", False)])
def test_after_a_release_to_the_pool_its_taking_up_may_be_explained(change_id: str, heard: bool) -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", -65, -60, -55).owner(-50, "", "lin").owner(-49, "mei")
    customer.pursue("mei", -45, -40, -35, -30, -25, -20, -15, -10, -5).order(0, "mei")
    assert state(customer) == ({"held"}, 1)
    assert state(customer.explain(3, claim("capacity"), change_id=change_id)) == (
        {"posted" if heard else "held"},
        not heard,
    )


def proxy() -> Customer:
    return (
        Customer()
        .owner(-70, "wang")
        .pursue("wang", -69, -68, -67, -66, -65, -64)
        .owner(-60, "lin")
        .pursue("lin", -50, -45, -40)
    )


def test_a_proxy_orders_hold_hears_only_what_is_said_of_the_order() -> None:
    """Wang, an owner before, did most; the plan's originator is the owner, and there is no hop to explain."""
    customer = proxy().order(0, "mei")
    assert customer.assessment().originator_id == "lin"
    assert customer.assessment().compared_with == "wang"
    held = customer.explain(1, claim("capacity"), change_id="own-2")
    assert not any(entry.reason == "explain dec-1" for entry in held.judge().credits)
    assert held.assessment().decisions is None
    heard = held.explain(2, claim("capacity"), order_id="O1").assessment()
    assert heard.decisions is not None
    assert [item.event_id for item in heard.decisions] == ["dec-2"]


def test_a_release_frees_what_was_seen_and_the_assessment_shows_it() -> None:
    customer = decided(worked().order(0, "mei"), 2, "release")
    assert state(customer) == ({"posted"}, 0)
    (shown,) = customer.assessment().decisions or []
    assert (shown.event_id, shown.state, shown.decided_by) == ("dec-1", "holds", "gao")
    assert customer.assessment().assessed_at == "2026-03-04T09:00:00Z"
    raised = customer.order(5, "mei", amount=100_001, status="amended")
    assert state(raised) == ({"held"}, 1)
    (shown,) = raised.assessment().decisions or []
    assert (shown.state, shown.why) == ("not_covering", "higher_amount")


def test_who_is_paid_cannot_release_and_the_void_decision_is_noticed_once() -> None:
    customer = decided(decided(worked().order(0, "mei"), 2, "release", by="lin"), 3, "release", by="mei")
    result = customer.judge()
    assert [(void.decision.event_id, void.why) for void in result.voids] == [
        ("dec-1", "paid_by_it"),
        ("dec-2", "paid_by_it"),
    ]
    assert state(customer) == ({"held"}, 1)


def test_a_reassign_holds_through_amounts_and_sellers_and_a_release_returns_to_the_plan() -> None:
    shares = (("lin", "0.5"), ("zhou", "0.5"))
    customer = decided(worked().order(0, "mei"), 2, "reassign", shares=shares, amount="")
    customer.order(4, "wang", amount=20_000, status="amended")
    assert standing(customer.judge().credits) == [("lin", "100.00", "posted"), ("zhou", "100.00", "posted")]
    back = customer.order(5, "mei", amount=100_000, status="amended")
    assert standing(decided(back, 6, "release").judge().credits) == [
        ("lin", "800.00", "posted"),
        ("mei", "200.00", "posted"),
    ]


def test_a_refund_with_the_same_split_and_a_cancellation_to_nothing() -> None:
    customer = worked(claim("capacity")).order(0, "mei").order(3, "mei", amount=50_001, status="refunded")
    assert standing(customer.judge().credits) == [("lin", "400.01", "posted"), ("mei", "100.00", "posted")]
    cancelled = customer.order(4, "mei", amount=0, status="cancelled")
    assert standing(cancelled.judge().credits) == []
    assert state(cancelled.order(0, "mei", "O2", order_type="repeat"))[1] == 0


def test_a_held_order_of_nothing_is_not_counted_as_held() -> None:
    assert state(worked().order(0, "mei").order(1, "mei", amount=0, status="cancelled")) == (set(), 0)


def test_a_restated_seller_splits_anew_from_then_on() -> None:
    customer = worked(claim("capacity")).order(0, "lin").order(3, "mei", status="amended")
    credits = customer.judge().credits
    assert [(entry.payee_id, entry.amount) for entry in credits] == [
        ("lin", "1000.00"),
        ("lin", "-1000.00"),
        ("lin", "800.00"),
        ("mei", "200.00"),
    ]


def test_a_decision_at_the_very_time_of_a_statement_comes_after_it() -> None:
    customer = decided(worked().order(0, "mei"), 0, "release")
    assert [entry.status for entry in customer.judge().credits] == ["held", "held", "held", "posted", "held", "posted"]
