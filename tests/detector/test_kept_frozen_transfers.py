"""Frozen transfers and cases: they stand as said; an order that comes after years still supersedes its transfer."""

import msgspec

from detector.kept.alerts import SaidAlert, StandingAlert, outranks, say_alerts
from detector.kept.said import encode_content
from detector.people import People
from tests.detector.builders import Customer, claim, shipped
from tests.detector.kept_histories import Worker
from tests.detector.suspicious_kinds import WEEKS, ripe

LATER = 831


def worker(customer: Customer) -> Worker:
    return Worker(shipped(), People(customer.versions))


def handed() -> Customer:
    """A telling transfer with no order yet; it raises a provisional alert."""
    return Customer().owner(-70, "lin").pursue("lin", *WEEKS).owner(-4, "mei", "lin", reason=claim("leave_cover"))


def frozen(customer: Customer, *, day: float = LATER) -> Worker:
    """A worker that knows all of a customer so far, frozen by calls some years later."""
    one = worker(customer)
    one.feed(*customer.facts)
    assert one.feed(customer.work(day, "zhou", "call").activities[-1]) == []
    return one


def superseding(one: Worker) -> str | None:
    return one.assessments()["transfer:own-2"].superseded_by


def test_a_frozen_transfer_is_neither_judged_again_nor_deleted_nor_its_alert_withdrawn() -> None:
    customer = handed()
    one = frozen(customer)
    for day in (1000, 1800, 3000):
        assert one.feed(customer.work(day, "zhou", "call").activities[-1]) == []
    assert len(one.opened.timeline.activities) == 2
    assert one.alerts()["C1/own-2"].status == "provisional"


def test_an_order_after_years_supersedes_a_frozen_transfer() -> None:
    customer = handed()
    one = frozen(customer)
    one.feed(customer.work(2000, "zhou", "call").activities[-1])
    said = one.feed(customer.order(2001, "mei").statements[-1])
    assert [(item.kind, item.key) for item in said] == [
        ("assessment", "order:O1"),
        ("assessment", "transfer:own-2"),
        ("alert", "C1/own-2"),
        ("credit", "O1"),
        ("fact", "north"),
        ("fact", "mei"),
    ]
    assert superseding(one) == "order:O1"
    assert one.assessments()["transfer:own-2"].revision == 2
    assert one.alerts()["C1/own-2"].status == "withdrawn"
    one.feed(customer.order(1900, "mei", "O2").statements[-1])
    assert superseding(one) == "order:O2", "the earliest one supersedes it"
    assert superseding(one) == _expected_superseding(one)
    one.feed(customer.work(2900, "zhou", "call").activities[-1])
    assert one.opened.frozen_orders == {"O1", "O2"}
    assert one.feed(customer.order(2910, "mei", "O3").statements[-1])[0].key == "order:O3"
    assert superseding(one) == _expected_superseding(one) == "order:O2"


def test_nobody_elses_order_does_nor_one_after_the_next_owner() -> None:
    customer = handed()
    one = frozen(customer)
    one.feed(customer.order(840, "lin", "O1").statements[-1])
    assert superseding(one) is None
    one.feed(customer.owner(850, "", "mei").changes[-1])
    one.feed(customer.work(2100, "zhou", "call").activities[-1])
    assert [fact.event_id for fact in one.opened.timeline.changes] == ["own-3"]
    one.feed(customer.order(2105, "mei", "O2").statements[-1])
    assert superseding(one) == _expected_superseding(one) == "order:O2", "the pool is no next owner"
    one.feed(customer.owner(2090, "wang").changes[-1])
    assert superseding(one) == _expected_superseding(one) is None
    one.check_credit()


def test_a_change_that_names_a_wrong_owner_before_ends_nothing() -> None:
    """Of old changes the last is kept; read alone, it must not pass for one that brought the receiver anew."""
    customer = handed().owner(10, "mei", "wang")
    one = frozen(customer)
    one.feed(customer.work(2000, "zhou", "call").activities[-1])
    assert [fact.event_id for fact in one.opened.timeline.changes] == ["own-3"]
    one.feed(customer.order(2005, "mei", "O2").statements[-1])
    assert superseding(one) == _expected_superseding(one) == "order:O2"


def _expected_superseding(one: Worker) -> str | None:
    (found,) = [item for item in one.expected().assessments if item.assessment_id == "transfer:own-2"]
    return found.superseded_by


def test_an_order_that_is_seen_after_years_confirms_the_alert() -> None:
    customer = handed()
    customer.work(820, "zhou", "call")
    one = worker(customer)
    one.feed(*customer.facts)
    customer.order(300, "mei", "O1").explain(301, claim("leaver"), order_id="O1").work(850, "zhou", "call")
    one.feed(customer.activities[-1])
    one.feed(*customer.statements, *customer.decisions)
    assert one.opened.frozen_orders == frozenset()
    expected = {alert.case_id: alert.status for alert in one.expected().alerts}
    assert {case: alert.status for case, alert in one.alerts().items()} == expected
    assert superseding(one) == "order:O1"


def test_the_case_of_a_frozen_order_stands() -> None:
    customer = ripe()
    one = worker(customer)
    one.feed(*customer.facts)
    alert = one.alerts()["C1/own-2"]
    for day in (LATER, 1000, 3000):
        assert one.feed(customer.work(day, "zhou", "call").activities[-1]) == []
    assert one.alerts()["C1/own-2"] == alert
    state = one.opened._tables
    assert (state.alerts, state.standing, state.assessments, state.handovers) == ({}, {}, {}, {}), "no case can return"


def test_a_later_order_of_the_case_takes_it_over_only_with_a_higher_score() -> None:
    customer = ripe().order(300, "mei", "O2", order_type="renewal").work(LATER, "zhou", "call")
    one = worker(customer)
    one.feed(*sorted(customer.facts, key=lambda fact: fact.at))
    assert one.opened.frozen_orders == {"O1"}
    one.feed(customer.explain(840, claim("leaver"), order_id="O2").decisions[-1])
    expected = {alert.case_id: (alert.order_id, alert.status) for alert in one.expected().alerts}
    assert {case: (alert.order_id, alert.status) for case, alert in one.alerts().items()} == expected


def test_ranks_of_a_standing_alert() -> None:
    order, transfer = StandingAlert(70, b""), StandingAlert(-1, b"")
    assert outranks(-1, None)
    assert outranks(0, None)
    assert outranks(-1, transfer), "of two transfers the later one tells"
    assert outranks(60, transfer)
    assert not outranks(-1, order)
    assert not outranks(70, order), "of two orders with one score the earlier one tells"
    assert outranks(71, order)


def test_a_standing_alert_comes_back_when_what_outranked_it_is_gone() -> None:
    customer = ripe()
    (mine,) = customer.judge().alerts
    theirs = msgspec.structs.replace(mine, order_id="O2")
    standing = {mine.case_id: StandingAlert(70, encode_content(mine))}
    said: dict[str, SaidAlert] = {}
    orders = []
    for alerts in ([], [(71, theirs)], [(70, theirs)], []):
        orders.append([getattr(item.record, "order_id", None) for item in say_alerts(said, standing, alerts)])
    assert orders == [["O1"], ["O2"], ["O1"], []]
    assert said[mine.case_id].revision == 3


def test_of_two_orders_of_a_case_the_worse_one_stands_whenever_each_is_frozen() -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", *WEEKS)
    customer.owner(-4, "mei", "lin", reason=claim("policy_assignment")).order(0, "mei", "O1").order(0.1, "mei", "O2")
    customer.explain(3, claim("leaver"), order_id="O1")
    one = worker(customer)
    one.feed(*customer.facts)
    assert one.alerts()["C1/own-2"].order_id == "O1"
    assert {item.outcome for key, item in one.assessments().items() if key.startswith("order")} == {"review"}
    for day, orders in ((830.05, {"O1"}), (831, {"O1", "O2"}), (840, {"O1", "O2"})):
        assert one.feed(customer.work(day, "zhou", "call").activities[-1]) == []
        assert one.opened.frozen_orders == orders
