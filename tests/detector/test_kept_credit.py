"""The ledger said live: appended while what was said holds, corrected once where it does not."""

from decimal import Decimal

from detector.outputs import Credit
from detector.people import People
from tests.detector.builders import Customer, shipped
from tests.detector.kept_histories import Worker, net
from tests.detector.suspicious_kinds import WEEKS, ripe


def honest() -> Customer:
    return Customer().owner(-70, "lin").pursue("lin", *WEEKS).order(0, "lin", amount=101)


def worker(customer: Customer) -> Worker:
    return Worker(shipped(), People(customer.versions))


def lines(entries: list[Credit]) -> list[tuple[str, str, str, bool]]:
    return [(entry.payee_id, entry.amount, entry.status, entry.reverses is not None) for entry in entries]


def test_what_comes_in_time_is_appended_line_by_line_as_a_replay_writes_it() -> None:
    customer = ripe().release(3).order(9, "mei", amount=60_000, status="refunded").order(20, "mei", amount=0)
    one = worker(customer)
    for fact in sorted(customer.facts, key=lambda fact: fact.at):
        one.feed(fact)
    assert one.credits() == customer.judge().credits
    assert len(one.credits()) == 12
    one.check_everything()


def test_a_statement_that_comes_late_is_corrected_without_touching_what_agrees() -> None:
    customer = honest().order(9, "lin", amount=50, status="refunded").order(20, "lin", amount=70, status="amended")
    one = worker(customer)
    first, middle, last = customer.statements
    one.feed(*customer.changes, *customer.activities, first, last)
    assert [item.kind for item in one.feed(middle)] == [], "the last statement stands as it stood"
    assert (len(customer.judge().credits), len(one.credits())) == (5, 3)
    one.check_credit()


def test_a_split_found_later_is_one_correction_and_the_chain_goes_on() -> None:
    customer = ripe()
    one = worker(customer)
    one.feed(*customer.activities, *customer.statements)
    before = one.credits()
    assert lines(before) == [("mei", "1000.00", "held", False)]
    said = [item.record for item in one.feed(*customer.changes) if isinstance(item.record, Credit)]
    assert said == one.credits()[len(before) :]
    assert lines(said) == [
        ("lin", "800.00", "held", False),
        ("mei", "-1000.00", "held", True),
        ("mei", "200.00", "held", False),
    ]
    assert said[1].reverses == before[0].entry_id
    one.check_credit()
    later = customer.order(30, "mei", amount=0, status="cancelled").statements[-1]
    closing = [item.record for item in one.feed(later) if isinstance(item.record, Credit)]
    assert lines(closing) == [("lin", "-800.00", "held", True), ("mei", "-200.00", "held", True)]
    assert net(one.credits()) == {}
    one.check_credit()
    one.feed(customer.order(40, "mei", amount=100).statements[-1])
    assert net(one.credits())["O1", "lin", "held"] == (Decimal("0.80"), Decimal("0.80"))
    one.check_credit()


def test_ids_of_corrections_continue_what_was_said() -> None:
    customer = ripe()
    late = worker(customer)
    late.feed(*customer.activities, *customer.statements)
    late.feed(*customer.changes)
    ids = [entry.entry_id for entry in late.credits()]
    assert len(ids) == len(set(ids))
    ideal = {entry.entry_id for entry in customer.judge().credits if entry.payee_id == "mei"}
    replacement = [entry for entry in late.credits() if entry.payee_id == "mei" and not entry.reverses][-1]
    assert replacement.entry_id not in ideal, "another entry of mei's came before it"


def test_an_order_that_was_corrected_agrees_again_without_a_line() -> None:
    customer = ripe()
    one = worker(customer)
    one.feed(*customer.activities, *customer.statements)
    one.feed(*customer.changes)
    count = len(one.credits())
    one.feed(customer.work(2, "lin").activities[-1])
    assert len(one.credits()) == count
    one.check_credit()
