"""What a worker says when something changed: revisions, deletions, withdrawals, void decisions once."""

from detector.kept.said import Said
from detector.outputs import Alert, Assessment
from detector.people import People
from tests.detector.builders import Customer, at, claim, copy_pack, shipped
from tests.detector.kept_histories import Worker
from tests.detector.suspicious_kinds import WEEKS, ripe


def worker(customer: Customer) -> Worker:
    return Worker(shipped(), People(customer.versions))


def kinds(said: list[Said]) -> list[tuple[str, str]]:
    return [(item.kind, item.key) for item in said]


def revision(item: object) -> int:
    assert isinstance(item, Assessment | Alert)
    return item.revision


def test_a_first_judgement_says_everything_and_the_same_again_nothing() -> None:
    one = worker(ripe())
    said = one.feed(*ripe().facts)
    assert kinds(said) == [
        ("assessment", "order:O1"),
        ("assessment", "transfer:own-2"),
        ("alert", "C1/own-2"),
        ("credit", "O1"),
        ("credit", "O1"),
        ("fact", "north"),
        ("fact", "mei"),
    ]
    assert one.feed(*ripe().facts) == []
    assert set(one.fates[5:]) == {"applied", "duplicate"}
    one.check_everything()


def test_each_change_is_a_new_revision() -> None:
    customer = ripe()
    one = worker(customer)
    one.feed(*customer.facts)
    customer.work(1, "lin").work(2, "gao", "note")
    first, second = one.feed(customer.activities[-2]), one.feed(customer.activities[-1])
    assert kinds(first) == [("assessment", "order:O1"), ("assessment", "transfer:own-2"), ("alert", "C1/own-2")]
    assert [revision(item.record) for item in first] == [2, 2, 2]
    assert second == [], "a note of the manager's after the order is in no feature"
    one.check_everything()


def test_a_transfer_that_is_none_any_more_is_deleted_and_comes_back_with_a_higher_revision() -> None:
    customer = Customer().owner(-70, "lin").pursue("lin", *WEEKS).owner(-4, "mei", "lin")
    one = worker(customer)
    one.feed(*customer.facts)
    honest = one.people
    one.people = People({**customer.versions, "mei": []})
    assert one.feed() == [Said("assessment", "transfer:own-2", None)]
    one.check_everything()
    assert one.feed() == []
    one.people = honest
    (back,) = one.feed()
    assert (back.key, revision(back.record)) == ("transfer:own-2", 2)


def test_a_case_that_is_gone_is_withdrawn_once_and_may_come_back() -> None:
    customer = ripe()
    one = worker(customer)
    one.feed(*customer.facts)
    honest = one.people
    one.people = People(
        {**customer.versions, "lin": [fact._replace(role="manager") for fact in customer.versions["lin"]]}
    )
    (gone,) = [item for item in one.feed() if item.kind == "alert"]
    assert isinstance(gone.record, Alert)
    assert (gone.key, gone.record.status, gone.record.revision) == ("C1/own-2", "withdrawn", 2)
    assert gone.record.order_id == "O1"
    assert one.feed() == []
    one.check_everything()
    one.people = honest
    (back,) = [item for item in one.feed() if item.kind == "alert"]
    assert isinstance(back.record, Alert)
    assert (back.record.status, back.record.revision) == ("confirmed", 3)
    one.check_everything()


def test_an_outcome_comes_with_the_one_that_was_said_before() -> None:
    customer = ripe()
    one = worker(customer)
    assert [(item.key, item.was) for item in one.feed(*customer.facts) if item.kind == "assessment"] == [
        ("order:O1", ""),
        ("transfer:own-2", ""),
    ]
    assert one.opened.held_orders == 1
    honest = one.people
    managers = [fact._replace(role="manager") for fact in customer.versions["lin"]]
    one.people = People({**customer.versions, "lin": managers})
    (clear,) = [item for item in one.feed() if item.key == "order:O1" and item.kind == "assessment"]
    assert isinstance(clear.record, Assessment)
    assert (clear.was, clear.record.outcome) == ("review", "clear")
    assert one.opened.held_orders == 0
    one.people = honest
    (again,) = [item for item in one.feed() if item.key == "order:O1" and item.kind == "assessment"]
    assert again.was == "clear"
    assert one.opened.held_orders == 1


def test_another_pack_is_another_revision() -> None:
    customer = ripe()
    one = worker(customer)
    one.feed(*customer.facts)
    loaded = shipped()
    one.loaded = loaded._replace(pack=copy_pack(loaded, digest="another"))
    assert [item.key for item in one.feed()] == ["order:O1", "transfer:own-2"]


def test_a_void_decision_is_noticed_once() -> None:
    customer = ripe().release(3, by="mei")
    one = worker(customer)
    said = one.feed(*customer.facts)
    assert kinds(said)[-1] == ("void", "C1")
    (void,) = one.voids()
    assert (void.decision.event_id, void.why) == ("dec-1", "paid_by_it")
    one.feed(customer.order(5, "mei", amount=50_000, status="refunded").statements[-1])
    assert len(one.voids()) == 1
    one.check_everything()


def test_an_explanation_changes_what_it_explains() -> None:
    customer = ripe()
    one = worker(customer)
    one.feed(*customer.facts)
    customer.explain(9, claim("leave_cover"), order_id="O1")
    assert ("assessment", "order:O1") in kinds(one.feed(*customer.decisions))
    one.check_everything()


def test_states_do_not_depend_on_the_order_of_arrival_within_a_batch() -> None:
    one, two = worker(ripe()), worker(ripe())
    one.feed(*ripe().facts)
    two.feed(*reversed(ripe().facts))
    assert one.state == two.state
    assert one.opened.frozen_before == at(-830)
