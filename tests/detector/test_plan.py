"""The plan's path: its bounds to the microsecond, and who counts."""

from decimal import Decimal

import pytest

from detector.facts import ChangeFact
from detector.instant import DAY_US, HOUR_US
from detector.pack import PlanVersion
from detector.path import trace_ownership
from detector.people import People
from detector.plan import OrderFacts, PlanPath, find_plan_path, owning_index, plan_shares
from tests.detector.builders import Customer, at, change

PLAN = PlanVersion(1, "1990-01-01T00:00:00Z", "fixed", 2000, 90, 3, "0.20")
BY_EFFORT = PlanVersion(1, "1990-01-01T00:00:00Z", "by_effort", 2000, 90, 3, "0.2000")
NOW = at(0)
WORK = {"lin": 2000}


def facts(seller: str = "mei", work: dict[str, int] | None = None, kind: str = "new", paid: str = "") -> OrderFacts:
    return OrderFacts(seller, NOW, at(-400), kind, WORK if work is None else work, frozenset(paid.split()))


def path(*changes: ChangeFact, order: OrderFacts | None = None, people: Customer | None = None) -> PlanPath:
    ownership = trace_ownership(sorted(changes), at(-400), at(30))
    return find_plan_path(ownership, order or facts(), People((people or Customer()).versions), PLAN)


def before(micros: int, name: str, new: str, previous: str = "") -> ChangeFact:
    """A change so many microseconds before the order."""
    return change(0, name, new, previous)._replace(at=NOW - micros)


def test_the_holdover_is_less_than_ninety_times_24_hours() -> None:
    inside = path(before(90 * DAY_US - 1, "a", "mei", "lin"))
    assert (inside.originator, inside.counted, inside.why_not, inside.hop_index) == ("lin", True, "", 1)
    assert inside.hop is not None and inside.hop.event_id == "a"
    outside = path(before(90 * DAY_US, "a", "mei", "lin"))
    assert (outside.originator, outside.counted, outside.why_not) == ("lin", False, "holdover_passed")


def test_the_holdover_is_counted_from_the_hop_out_of_the_originators_hands() -> None:
    chain = [before(91 * DAY_US, "a", "zhou", "lin"), before(DAY_US, "b", "mei", "zhou")]
    assert path(*chain).why_not == "holdover_passed"
    chain[0] = chain[0]._replace(at=NOW - 89 * DAY_US)
    found = path(*chain)
    assert (found.originator, found.counted, found.hop and found.hop.event_id) == ("lin", True, "a")


def test_three_days_in_the_pool_is_long() -> None:
    def pooled(micros: int) -> PlanPath:
        return path(before(30 * DAY_US, "a", "", "lin"), before(30 * DAY_US - micros, "b", "mei"))

    assert pooled(3 * DAY_US - 1).counted
    assert pooled(3 * DAY_US).why_not == "pooled"
    twice = [before(30 * DAY_US, "a", "", "lin"), before(28 * DAY_US, "b", "zhou"), before(20 * DAY_US, "c", "")]
    assert path(*twice, before(18 * DAY_US, "d", "mei")).counted, "two days twice are no three days in one gap"


def test_a_pool_before_the_originator_does_not_matter() -> None:
    first = [before(99 * DAY_US, "a", "", "wang"), before(50 * DAY_US, "b", "lin")]
    assert path(*first, before(DAY_US, "c", "mei")).counted


@pytest.mark.parametrize(("micros", "owner"), [(3 * DAY_US - 1, 0), (3 * DAY_US, -1)])
def test_a_short_time_in_the_pool_counts_as_still_owned(micros: int, owner: int) -> None:
    ownership = trace_ownership([before(micros, "a", "", "lin")], at(-400), at(30))
    assert owning_index(ownership, NOW, 3 * DAY_US) == owner


def test_a_pool_of_which_nobody_knows_the_start_or_the_owner_before_is_nobodys() -> None:
    assert owning_index(trace_ownership([before(HOUR_US, "a", "")], at(-400), at(30)), NOW, 3 * DAY_US) == -1
    old = trace_ownership([change(-500, "a", "", "lin")], at(-400), at(30))
    assert owning_index(old, NOW, 3 * DAY_US) == -1


def test_an_order_from_the_pool_is_the_last_owners() -> None:
    found = path(before(HOUR_US, "a", "", "lin"))
    assert (found.originator, found.proxy, found.counted, found.hop) == ("lin", True, True, None)
    assert path(before(3 * DAY_US, "a", "", "lin")).why_not == "no_owner"
    own = path(before(HOUR_US, "a", "", "lin"), order=facts("lin"))
    assert (own.originator, own.why_not) == ("", "seller_owns_alone")


@pytest.mark.parametrize(
    ("work", "why"),
    [
        ({"lin": 2000}, ""),
        ({"lin": 1999}, "owner_work_too_small"),
        ({"lin": 2000, "mei": 1999}, ""),
        ({"lin": 2000, "mei": 2000}, "owner_work_too_small"),
    ],
)
def test_a_proxy_order_needs_more_substantive_work_of_the_owner(work: dict[str, int], why: str) -> None:
    assert path(before(300 * DAY_US, "a", "lin"), order=facts(work=work)).why_not == why


@pytest.mark.parametrize(
    ("seller", "owner", "why"), [("wang", "lin", "seller_no_assistant"), ("mei", "zhou", "owner_no_sales")]
)
def test_a_proxy_order_is_an_assistants_at_a_salespersons_customer(seller: str, owner: str, why: str) -> None:
    order = facts(seller, {"lin": 2000, "zhou": 2000})
    assert path(before(DAY_US, "a", owner), order=order).why_not == why


def test_the_originator_is_the_last_owner_with_substantive_work_who_sold_while_owning() -> None:
    chain = [before(60 * DAY_US, "a", "wang", "lin"), before(50 * DAY_US, "b", "zhou"), before(40 * DAY_US, "c", "mei")]
    assert path(*chain, order=facts(work={"lin": 9000, "wang": 2000, "zhou": 9000})).originator == "wang"
    assert path(*chain, order=facts(work={"lin": 9000, "wang": 1999, "zhou": 9000})).originator == "lin"
    assert path(*chain, order=facts(work={"lin": 1999, "zhou": 9000})).why_not == "seller_owns_alone"


@pytest.mark.parametrize(("from_day", "found"), [(-20.001, "lin"), (-20, ""), (-60, "lin"), (-61, "lin")])
def test_a_role_counts_where_it_was_held_for_a_moment_of_owning(from_day: float, found: str) -> None:
    people = Customer()
    people.versions["lin"] = []
    people.person(-900, "lin", "service").person(from_day, "lin", "sales")
    assert path(change(-20, "a", "mei", "lin"), people=people).originator == found


def test_the_sellers_role_and_the_originators_status_are_those_at_the_order() -> None:
    gone = Customer().person(0, "lin", "sales", status="left")
    assert path(before(DAY_US, "a", "mei", "lin"), people=gone).why_not == "originator_left"
    later = Customer().person(0.001, "lin", "sales", status="left")
    assert path(before(DAY_US, "a", "mei", "lin"), people=later).counted
    away = Customer().person(-1, "lin", "sales", status="on_leave")
    assert path(before(DAY_US, "a", "mei", "lin"), people=away).counted
    promoted = Customer().person(0, "mei", "sales")
    assert path(before(DAY_US, "a", "mei", "lin"), people=promoted).why_not == "seller_no_assistant"
    new = Customer().person(0, "wang", "assistant", "south")
    assert path(before(DAY_US, "a", "wang", "lin"), order=facts("wang"), people=new).counted


@pytest.mark.parametrize(
    ("kind", "paid", "why"),
    [("repeat", "lin", "post_sale"), ("renewal", "lin", "post_sale"), ("new", "lin", ""), ("repeat", "mei", "")],
)
def test_what_a_paid_originators_customer_buys_again_is_not_counted(kind: str, paid: str, why: str) -> None:
    assert path(before(DAY_US, "a", "mei", "lin"), order=facts(kind=kind, paid=paid)).why_not == why


def test_shares_of_the_default_plan() -> None:
    found = path(before(DAY_US, "a", "mei", "lin"))
    assert plan_shares(found, facts(), PLAN) == {"mei": Decimal("0.20"), "lin": Decimal("0.80")}
    alone = path(before(DAY_US, "a", "mei", "zhou"))
    assert plan_shares(alone, facts(), PLAN) == {"mei": Decimal(1)}


@pytest.mark.parametrize(
    ("mine", "theirs", "share"),
    [
        (0, 2000, "0.2000"),
        (500, 2000, "0.2000"),
        (1000, 2000, "0.3333"),
        (2000, 2000, "0.5000"),
        (8000, 2000, "0.8000"),
        (6569, 13431, "0.3284"),
        (6571, 13429, "0.3286"),
    ],
)
def test_shares_by_effort_to_four_places_half_to_even(mine: int, theirs: int, share: str) -> None:
    order = facts(work={"lin": theirs, "mei": mine})
    shares = plan_shares(path(before(DAY_US, "a", "mei", "lin"), order=order), order, BY_EFFORT)
    assert shares == {"mei": Decimal(share), "lin": 1 - Decimal(share)}
