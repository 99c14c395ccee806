"""The facts of a deal: whose work is compared, which deal it is, and each feature at its bounds."""

from typing import Any

import pytest

from tests.detector.builders import NO_REASON, Customer, claim

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


@pytest.mark.parametrize(
    ("by", "found"), [("", "unknown"), ("lin", "originator"), ("mei", "payee"), ("gao", "manager"), ("bot", "other")]
)
def test_who_made_the_change(by: str, found: str) -> None:
    assert features(handed(by=by).order(0, "mei"))["changed_by"] == found
    assert features(pursued().order(0, "mei"))["changed_by"] == "none"


@pytest.mark.parametrize(
    ("hop", "start", "end", "away"),
    [
        (-4, -20, -4, False),
        (-4, -20, -3.999, True),
        (-4, 0, 1, True),
        (-4, 0.001, 14, False),
        (-4, 0.001, 14.001, True),
        (-4, 6, 20, True),
        (-4, 6.001, 40, False),
        (-30, -25, -14, True),
        (-30, -25, -14.001, False),
        (-30, -29, -15, True),
        (-30, -29, -15.001, False),
        (-30, -20, -1, True),
        (-30, -19.999, -1, False),
    ],
)
def test_away_around_the_hop(hop: float, start: float, end: float, away: bool) -> None:
    """A leave that covers time between hop and order, or a long one that follows soon."""
    customer = handed(hop).person(start, "lin", "sales", status="on_leave").person(end, "lin", "sales")
    assert features(customer.order(0, "mei"))["originator_away"] is away


def test_work_while_away_is_what_lies_in_the_leave() -> None:
    customer = handed(-10).person(-8, "lin", "sales", status="on_leave").person(-2, "lin", "sales")
    found = features(customer.pursue("lin", -8.5, -8, -2.5, -2).order(0, "mei"))
    assert found["originator_work_while_away"] == 2000


@pytest.mark.parametrize(
    ("day", "role", "team", "moved"),
    [
        (-13.999, "sales", "south", True),
        (-14, "sales", "south", False),
        (5.999, "sales", "south", True),
        (6, "sales", "south", False),
        (-4, "service", "north", True),
        (-4, "sales", "north", False),
    ],
)
def test_the_originator_moved_around_the_hop(day: float, role: str, team: str, moved: bool) -> None:
    customer = handed().person(day, "lin", role, team)
    assert features(customer.order(0, "mei"))["originator_moved"] is moved


def test_teams_and_tenure_are_those_at_the_hop() -> None:
    customer = handed().person(-3, "lin", "sales", "south").person(-24, "tao", "assistant")
    found = features(customer.order(0, "mei"))
    assert (found["same_team"], found["teams_known"]) == (True, True)
    new = pursued().person(-24, "tao", "assistant", "").owner(-4, "tao", "lin").order(0, "tao")
    assert (features(new)["payee_tenure_days"], features(new)["teams_known"]) == (20, False)


@pytest.mark.parametrize(
    ("lin", "tao", "days"),
    [(-900, -24, 20), (-900, -4, 0), (-900, 5.9, 0), (-900, 6.1, -1), (-24, -24, -1), (-20, -24, -1), (-24.1, -24, 20)],
)
def test_tenure_is_known_where_the_originator_was_there_before(lin: float, tao: float, days: int) -> None:
    customer = pursued().owner(-4, "tao", "lin").order(0, "tao").person(tao, "tao", "assistant")
    customer.versions["lin"] = []
    assert features(customer.person(lin, "lin", "sales"))["payee_tenure_days"] == days


def test_people_who_are_all_stated_from_the_worlds_first_day_on_are_no_new_hires() -> None:
    customer = handed(reason=claim("capacity"))
    customer.versions = {}
    for who, role in (("lin", "sales"), ("mei", "assistant"), ("gao", "manager")):
        customer.person(-50, who, role)
    assert customer.order(0, "mei").assessment().outcome == "review"


def test_the_originators_status_is_that_at_the_order() -> None:
    assert features(handed().person(0, "lin", "sales", status="left").order(0, "mei"))["originator_left"] is True
    assert features(handed().person(0.001, "lin", "sales", status="left").order(0, "mei"))["originator_left"] is False


def test_what_is_logged_while_away_is_not_the_payees_work() -> None:
    customer = handed(-20).person(-10, "mei", "assistant", status="on_leave").pursue("mei", -15, -9, -5)
    found = features(customer.order(0, "mei"))
    assert (found["payee_after"], found["payee_away"]) == (1000, True)


def test_go_betweens_and_their_work() -> None:
    customer = pursued().owner(-9, "zhou").owner(-7, "").owner(-6.5, "qiu").owner(-4, "mei")
    found = features(customer.pursue("zhou", -8).pursue("wang", -8).order(0, "mei"))
    assert (found["go_betweens"], found["go_between_work"], found["others_work"]) == (2, 1000, 2000)
    assert (found["hop_hours"], found["last_hop_hours"], found["pool_hours"]) == (216, 96, 12)


def test_a_managers_work_is_nobodys_share() -> None:
    found = features(handed(-20).pursue("gao", -10, -9).pursue("mei", -8, -7).order(0, "mei"))
    assert (found["others_work"], found["total_work"], found["payee_share_permille"]) == (0, 10_000, 250)


@pytest.mark.parametrize(("day", "asked"), [(-18, True), (-18.001, False), (10, False), (-3, True)])
def test_the_customer_asked_for_another_contact(day: float, asked: bool) -> None:
    assert features(handed().inbound(day, "lin", asks=True).order(0, "mei"))["asked_other_contact"] is asked


def test_a_missing_reason_is_demanded_on_a_counted_path_only() -> None:
    def signs(customer: Customer) -> set[str]:
        return {item.rule_id for item in customer.assessment().hits}

    assert "no_reason" in signs(handed(reason=NO_REASON).order(0, "mei"))
    assert "no_reason" not in signs(handed(reason=claim("capacity")).order(0, "mei"))
    assert "no_reason" not in signs(handed(reason=NO_REASON).person(-1, "mei", "sales").order(0, "mei"))


def test_what_comes_after_the_windows_and_what_others_do_changes_neither_judgement_nor_its_time() -> None:
    customer = handed().order(0, "mei")
    before = customer.assessment()
    customer.work(10, "zhou").work(31, "lin").owner(31, "lin").person(12, "mei", "assistant", status="left")
    assert customer.assessment() == before


@pytest.mark.parametrize("who", ["lin", "mei"])
def test_assessed_at_is_that_of_the_latest_counted_event(who: str) -> None:
    customer = handed().order(0, "mei")
    assert customer.assessment().assessed_at == "2026-03-02T09:00:00Z"
    assert customer.work(10, who).assessment().assessed_at == "2026-03-12T09:00:00Z"
    assert customer.owner(20, "lin").assessment().assessed_at == "2026-03-22T09:00:00Z"
    assert customer.order(25, "mei", status="amended").assessment().assessed_at == "2026-03-27T09:00:00Z"
