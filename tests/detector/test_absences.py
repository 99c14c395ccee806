"""When the other worker was away: leaves around the hop, notices, and what they did meanwhile and afterwards."""

import pytest

from tests.detector.test_deal import features, handed, pursued


@pytest.mark.parametrize(
    ("hop", "start", "end", "away"),
    [
        (-4, -20, -4, False),
        (-4, -20, -3.999, True),
        (-4, 0, 1, True),
        (-4, 0.001, 14, False),
        (-4, 0.001, 14.001, True),
        (-4, 10, 24, True),
        (-4, 10.001, 40, False),
        (-30, -25, -14, True),
        (-30, -25, -14.001, False),
        (-30, -29, -15, True),
        (-30, -29, -15.001, False),
        (-30, -16, -1, True),
        (-30, -15.999, -1, False),
        (-5, -1, 0, True),
        (-5, -0.999, 0, False),
        (-5, -5, -4, True),
        (-5, -5, -4.001, False),
        (-4.1, -6, -4, True),
        (-5.1, -6, -5, False),
    ],
)
def test_away_around_the_hop(hop: float, start: float, end: float, away: bool) -> None:
    """A leave that covers time between hop and order, if both are no further from it than it is long and three days.

    Or a long one that follows soon.
    """
    customer = handed(hop).person(start, "lin", "sales", status="on_leave").person(end, "lin", "sales")
    assert features(customer.order(0, "mei"))["originator_away"] is away


@pytest.mark.parametrize(("left", "away"), [(30.999, True), (31, True), (31.001, False)])
def test_who_leaves_the_firm_was_in_notice(left: float, away: bool) -> None:
    customer = handed(-4).person(left, "lin", "sales", status="left")
    assert features(customer.order(0, "mei"))["originator_away"] is away


def test_the_last_leave_before_a_notice_is_part_of_it_and_a_leave_by_itself_is_not() -> None:
    def away(status: str) -> object:
        customer = handed(-4).person(25, "lin", "sales", status="on_leave").person(40, "lin", "sales", status=status)
        return features(customer.order(0, "mei"))["originator_away"]

    assert (away("left"), away("active")) == (True, False)


def test_work_after_the_leave_is_told_apart() -> None:
    customer = pursued(-30, -20).owner(-10, "mei", "lin")
    customer.person(-10, "lin", "sales", status="on_leave").person(-6, "lin", "sales")
    found = features(customer.pursue("lin", -9, -6, -2).work(1, "lin").order(0, "mei"))
    assert found["originator_away"] is True
    assert (found["originator_work_while_away"], found["originator_work_back"]) == (1000, 2000)


def test_a_day_off_explains_no_handover_after_which_the_seller_goes_on() -> None:
    def outcome(*days: float) -> str:
        customer = handed(-6).person(-6, "lin", "sales", status="on_leave").person(-4, "lin", "sales")
        return customer.pursue("lin", *days).order(0, "mei").assessment().outcome

    assert (outcome(), outcome(-2)) == ("clear", "review")


def test_a_leave_that_is_stated_twice_is_one() -> None:
    def away(second_state: float) -> object:
        customer = handed(-7).person(-7, "lin", "sales", status="on_leave")
        customer.person(second_state, "lin", "sales", "south", status="on_leave").person(-5, "lin", "sales")
        return features(customer.order(0, "mei"))["originator_away"]

    assert away(-6) is True
    assert (
        features(handed(-7).person(-6, "lin", "sales", status="on_leave").person(-5, "lin", "sales").order(0, "mei"))[
            "originator_away"
        ]
        is False
    ), "by the second day alone it would be too short"


def test_work_while_away_is_what_lies_in_the_leave() -> None:
    customer = handed(-10).person(-8, "lin", "sales", status="on_leave").person(-2, "lin", "sales")
    found = features(customer.pursue("lin", -8.5, -8, -2.5, -2).order(0, "mei"))
    assert found["originator_work_while_away"] == 2000
