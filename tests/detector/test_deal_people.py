"""What the people stream says of the two around the hop, and what is not the payee's work."""

from typing import Any

import pytest

from tests.detector.builders import NO_REASON, Customer, claim
from tests.detector.test_deal import features, handed, pursued


@pytest.mark.parametrize(
    ("by", "found"), [("", "unknown"), ("lin", "originator"), ("mei", "payee"), ("gao", "manager"), ("bot", "other")]
)
def test_who_made_the_change(by: str, found: str) -> None:
    assert features(handed(by=by).order(0, "mei"))["changed_by"] == found
    assert features(pursued().order(0, "mei"))["changed_by"] == "none"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"by": "hq", "reason": claim("")}, True),
        ({"by": "hq", "reason": claim("other")}, True),
        ({"by": "hq"}, False),
        ({"by": "hq", "reason": claim("capacity")}, False),
        ({"by": "hq", "reason": claim("", "leave_cover")}, False),
        ({"by": "near", "reason": claim("")}, False),
        ({"by": "gao", "reason": claim("")}, False),
        ({"by": "zhou", "reason": claim("")}, False),
        ({"by": "bot", "reason": claim("")}, False),
    ],
)
def test_moved_from_outside_for_a_reason_that_names_no_known_one(change: dict[str, Any], found: bool) -> None:
    customer = handed(**change).person(-900, "hq", "other", "office").person(-900, "near", "other", "north")
    assert features(customer.order(0, "mei"))["moved_from_outside"] is found
    assert features(customer.explain(1, claim("capacity"), order_id="O1"))["moved_from_outside"] is found
    if found:
        assert customer.assessment().outcome == "watch"
        assert features(customer.work(-30.5, "hq", "message", None))["moved_from_outside"] is False


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


@pytest.mark.parametrize(
    ("lin", "mei", "moved"),
    [
        (((-6, "n2"),), ((-6, "n2"),), False),
        (((-6, "n2"),), ((-2, "n2"),), False),
        (((-6, "n2"),), (), True),
        ((), ((-6, "n2"),), False),
        (((-6, "n2"),), ((-6, "n3"),), True),
        (((-30, "n2"), (-6, "north")), (), True),
        (((-6, "n2"),), ((6.1, "n2"),), True),
    ],
)
def test_a_team_that_gets_another_name_is_no_move(
    lin: tuple[tuple[float, str], ...], mei: tuple[tuple[float, str], ...], moved: bool
) -> None:
    """The two shared a team ten days before the hop and share one ten days after it."""
    customer = handed()
    for day, team in lin:
        customer.person(day, "lin", "sales", team)
    for day, team in mei:
        customer.person(day, "mei", "assistant", team)
    assert features(customer.order(0, "mei"))["originator_moved"] is moved


def test_a_renamed_team_hides_no_change_of_job() -> None:
    customer = handed().person(-6, "lin", "service", "n2").person(-6, "mei", "assistant", "n2")
    assert features(customer.order(0, "mei"))["originator_moved"] is True


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


def test_a_pool_of_assistants_is_no_selling_team() -> None:
    desk = pursued().person(-24, "tao", "assistant", "desk").owner(-4, "tao", "lin").order(0, "tao")
    assert features(desk)["payee_team_sells"] is False
    south = desk.person(-500, "zoe", "sales", "south").person(-24, "tao", "assistant", "south")
    assert features(south)["payee_team_sells"] is True


def test_a_go_between_who_takes_the_customer_is_on_the_payees_side_of_the_hop() -> None:
    for between, by, found in (("wang", "wang", "payee"), ("wang", "zhou", "other"), ("gao", "gao", "manager")):
        customer = pursued().owner(-9, between, "lin", by=by).owner(-4, "mei", between, by=between)
        assert features(customer.order(0, "mei"))["changed_by"] == found, (between, by)


def test_an_order_booked_in_another_team_on_somebody_who_never_owned_the_customer_is_no_move() -> None:
    """lin did the work, mei of the same team took it over, and qiu of another team gets the order."""
    customer = pursued().owner(-4, "mei", "lin", by="gao").order(0, "qiu")
    assert customer.assessment().outcome == "review"
