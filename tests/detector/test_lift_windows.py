"""Which teams are looked at, in which months and beside whom: by hand, small numbers and chance stay silent."""

import pytest

from detector.lift_windows import REACH_MONTHS, Course, Look, look_at


def course(team: str, won: list[int], passed: list[int]) -> Course:
    """The latest months; none before."""
    before = (0,) * (REACH_MONTHS - len(won))
    return Course(team, before + tuple(won), before + tuple(passed))


ONE, TWO = course("one", [90] * 18, [9] * 18), course("two", [120] * 18, [12] * 18)


def look(won: list[int], passed: list[int], *others: Course) -> Look | None:
    looked = course("looked", won, passed)
    return look_at(looked, [looked, *(others or (ONE, TWO))])


@pytest.mark.parametrize("now", range(3, 10))
def test_the_months_since_it_rose_are_found(now: int) -> None:
    found = look([100] * 18, [10] * (18 - now) + [50] * now)
    assert found is not None
    assert found.window == (now, 9)
    assert found.matched == (ONE, TWO)


def test_what_it_won_has_no_say_in_the_months() -> None:
    passing = [5] * 12 + [25] * 6
    found, other = look([50] * 18, passing), look([50] * 13 + [51] * 5, passing)
    assert found is not None and other is not None
    assert found.window == other.window == (6, 9)


def test_a_shorter_past_is_enough() -> None:
    found = look([100] * 10, [10] * 4 + [10] * 3 + [50] * 3)
    assert found is not None and found.window == (3, 7)
    assert found.matched == (ONE, TWO)
    too_short = look([100] * 8, [10] * 5 + [50] * 3)
    assert too_short is not None and too_short.matched == ()


def test_only_teams_that_pass_on_clearly_more() -> None:
    assert look([100] * 18, [50] * 18) is None
    assert look([20] * 18, [0] * 15 + [3] * 3) is None, "nine orders"
    assert look([20] * 18, [0] * 15 + [4] * 3) is not None
    assert look([100] * 18, [5] * 9 + [19] * 9) is None, "by 14 of 100"
    # 6 of 180 before and 13 of 60 since are clear: chi-squared 21. 45 of 180 and 25 of 60: 6.
    assert look([20] * 18, [5] * 15 + [9, 8, 8]) is None, "such a rise is often chance"
    assert look([20] * 18, [1] * 15 + [5, 4, 4]) is not None


def test_a_rise_that_is_over_is_no_rise() -> None:
    assert look([100] * 18, [5] * 9 + [60] * 6 + [60] * 3) is not None
    assert look([100] * 18, [5] * 9 + [60] * 6 + [15] * 3) is None


def test_of_few_orders_nobody_is_matched() -> None:
    wild = look([3, 12, 2, 9, 1, 8, 2, 11, 3], [0] * 6 + [2, 10, 3])
    assert wild is not None and wild.matched == ()
    few = look([100] * 18, [5] * 15 + [50] * 3, ONE, course("small", [6] * 18, [0] * 18))
    assert few is not None and few.matched == (ONE,)
    long_ago = look([100] * 18, [5] * 9 + [50] * 9, ONE, course("small", [7] * 18, [0] * 18))
    assert long_ago is not None and len(long_ago.matched) == 2, "60 orders since"


def test_a_month_that_has_just_begun_compares_with_nothing() -> None:
    begun = look([100] * 17 + [20], [5] * 15 + [50, 50, 10])
    assert begun is not None and begun.matched == ()
    full = look([100] * 17 + [40], [5] * 15 + [50, 50, 20])
    assert full is not None and full.matched == (ONE, TWO)


def test_matched_is_who_rose_by_less_than_half_as_much() -> None:
    riser = course("riser", [100] * 18, [5] * 15 + [24] * 3)
    more, less = look([100] * 18, [5] * 15 + [45] * 3, riser, ONE), look([100] * 18, [5] * 15 + [42] * 3, riser, ONE)
    assert more is not None and more.matched == (ONE, riser)
    assert less is not None and less.matched == (ONE,)


def test_the_five_nearest_in_size() -> None:
    others = [course(f"of {size}", [size] * 18, [0] * 18) for size in (30, 70, 80, 95, 110, 150, 400)]
    found = look([100] * 18, [5] * 15 + [50] * 3, *others)
    assert found is not None
    assert [one.team for one in found.matched] == ["of 110", "of 150", "of 70", "of 80", "of 95"]
