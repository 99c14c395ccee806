"""Process time from first ownership to order, and which paths were needless, worked out by hand."""

import pytest

from detector.team_facts import OrderFact
from tests.detector.builders import Customer, claim


def owned(*, days_held: float = 20, to: str = "mei", by: str = "lin") -> Customer:
    """A customer for whom lin worked substantially, handed to another so many days before the order of day 0."""
    customer = Customer().owner(-150, "lin").pursue("lin", -145, -143, -141, -139, -137)
    return customer.owner(-days_held, to, "lin", by=by, reason=claim("capacity"))


def first(customer: Customer) -> OrderFact:
    return next(fact for fact in customer.judge().facts if fact.team == "north")


def needless(customer: Customer) -> bool:
    return first(customer).needless


def test_process_time_is_in_whole_days_and_its_part_after_the_hop_apart() -> None:
    fact = first(owned(days_held=20.9).order(0, "mei"))
    assert (fact.days, fact.days_after) == (150, 20)
    alone = first(Customer().owner(-70, "lin").pursue("lin", -60).order(0, "lin"))
    assert (alone.days, alone.days_after) == (70, -1)


def test_process_time_is_unknown_where_the_first_owner_is() -> None:
    earlier = Customer().owner(-30, "lin", previous="wang").pursue("lin", -20).order(0, "lin")
    assert first(earlier).days == -1, "wang owned the customer before, nobody knows since when"
    long_ago = Customer().owner(-500, "lin").pursue("lin", -20).order(0, "lin")
    assert first(long_ago).days == -1, "before the horizon"


def test_process_time_is_that_of_the_first_deal() -> None:
    customer = Customer().owner(-90, "lin").pursue("lin", -80, -10).order(-60, "lin", "O1").order(0, "lin", "O2")
    assert [(fact.order_id, fact.days) for fact in customer.judge().facts] == [("O1", 30), ("O2", -1)]


def test_a_path_is_needless_where_the_receiver_did_nothing_and_the_originator_could_have_finished() -> None:
    assert needless(owned().order(0, "mei"))
    assert needless(owned(days_held=100).order(0, "mei")), "also where the hop is too long ago for a split"
    assert not needless(Customer().owner(-70, "lin").pursue("lin", -60, -50).order(0, "lin")), "no path"


def test_also_where_the_receiver_is_a_salesperson() -> None:
    fact = first(owned(to="wang").order(0, "wang"))
    assert (fact.path, fact.transfer, fact.needless) == (("lin", "wang"), None, True)


def test_who_did_substantive_work_was_needed() -> None:
    worked = owned().pursue("mei", -15, -12, -9, -6)
    assert not needless(worked.order(0, "mei"))


@pytest.mark.parametrize("since", [-30, -19, -1])
def test_who_was_gone_or_away_could_not_finish(since: float) -> None:
    for status in ("left", "on_leave"):
        customer = owned().order(0, "mei").person(since, "lin", "sales", "north", status=status)
        assert not needless(customer), status


def test_who_sells_no_more_could_not_finish() -> None:
    assert not needless(owned().order(0, "mei").person(-5, "lin", "service", "north"))


def test_a_customer_let_go_or_looked_after_is_no_needless_transfer() -> None:
    pooled = Customer().owner(-150, "lin").pursue("lin", -145, -143, -141, -139).owner(-60, "").owner(-20, "mei")
    assert not needless(pooled.order(0, "mei"))
    sold = Customer().owner(-150, "lin").pursue("lin", -145, -143, -141, -139).order(-130, "lin", "O1")
    again = sold.owner(-100, "mei", "lin").order(0, "mei", "O2", order_type="repeat").judge().facts
    assert [fact.needless for fact in again] == [False, False]


def test_what_a_manager_moved_to_another_team_is_no_needless_transfer() -> None:
    assert not needless(owned(to="qiu", by="gao").order(0, "qiu"))


def test_the_teams_at_both_ends_are_told_of_a_path() -> None:
    facts = owned(to="qiu").order(0, "qiu").judge().facts
    assert [(fact.team, fact.path, fact.transfer, fact.needless) for fact in facts] == [
        ("north", ("lin", "qiu"), ("lin", "qiu"), True),
        ("south", ("lin", "qiu"), None, True),
    ]
    assert [fact.days for fact in facts] == [150, 150]
    by_way_of = Customer().owner(-150, "lin").pursue("lin", -145, -143, -141, -139)
    by_way_of.owner(-20, "wang", "lin", by="lin").owner(-10, "mei", "wang", by="wang").order(0, "mei")
    assert [(fact.team, fact.path, fact.needless) for fact in by_way_of.judge().facts] == [
        ("north", ("lin", "mei"), True),
        ("south", None, False),
    ], "who lies between the two ends has neither given nor received"
