"""What several rules reckon alike: doublings, the wait since the hop, hardly any work, ghost work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.features import Features
from detector.signs import doublings_permille, ghost_points, is_ghost, little_points, per_doubling, wait_points

GHOST = {"min_hours": 504, "min_days": 1, "max_share_permille": 500, "base_points": 4, "little_permille": 200}
GHOST |= {"little_points": 12, "wait_points": 1, "ghost_points": 17, "max_ghost_work": 4000, "day_points": 5}
GHOST |= {"max_days": 5}
work, units = st.integers(0, 10**7), st.integers(1, 10**5)


@pytest.mark.parametrize(
    ("value", "doublings"),
    [
        (0, 0),
        (1, 5),
        (199, 995),
        (200, 1000),
        (400, 1500),
        (599, 1997),
        (600, 2000),
        (1400, 3000),
        (200 * 1023, 10_000),
    ],
)
def test_each_doubling_of_a_unit_and_more_counts_a_thousand(value: int, doublings: int) -> None:
    assert doublings_permille(value, 200) == doublings


@given(work, work, units)
def test_more_work_never_counts_less(less: int, more: int, unit: int) -> None:
    less, more = sorted((less, more))
    assert 0 <= doublings_permille(less, unit) <= doublings_permille(more, unit)


@given(st.integers(0, 20), units)
def test_whole_doublings_are_exact_whatever_the_unit(times: int, unit: int) -> None:
    assert doublings_permille(unit * (2**times - 1), unit) == 1000 * times


@given(work, units, st.integers(1, 50))
def test_points_are_whole_and_rounded_down(value: int, unit: int, points: int) -> None:
    found = per_doubling(points, value, unit)
    assert type(found) is int
    assert found * 1000 <= points * doublings_permille(value, unit) < (found + 1) * 1000


def test_the_wait_is_counted_in_doublings_of_days_and_an_unknown_hop_is_no_wait() -> None:
    hours = {-1: 24, 0: 24, 24: 23, 72: 22, 168: 21, 504: 20}
    params = {"base_points": 24, "wait_points": 1}
    assert {hop: wait_points(Features(link="path", hop_hours=hop), params) for hop in hours} == hours


def test_hardly_any_work_gives_points_below_the_part_and_none_from_there_on() -> None:
    def points(payee: int) -> int:
        known = {"originator_before": 8000, "originator_days": 8, "payee_after": payee, "payee_days": 2}
        return little_points(Features(link="path", **known), {"little_permille": 200, "little_points": 12})

    assert [points(0), points(1999), points(2000)] == [12, 12, 0]


def test_ghost_points_grow_by_work_and_days_to_a_bound_and_lie_between_0_and_100() -> None:
    def points(after: int, days: int, hours: int = 600) -> int:
        known = {"originator_before": 3000, "originator_days": 3 + days, "payee_after": 5000, "payee_days": 3}
        return ghost_points(
            Features(link="path", hop_hours=hours, originator_after=after, originator_days_after=days, **known), GHOST
        )

    assert points(0, 0) == 0, "a long wait takes no points from anything else"
    assert points(2000, 2) - points(1000, 1) == 17 + 5
    assert points(4000, 5) == points(9000, 9)
    assert 0 <= points(0, 0, 9600) <= points(4000, 5) <= 100


@pytest.mark.parametrize(
    ("fields", "ghost"),
    [
        ({}, True),
        ({"link": "proxy"}, False),
        ({"hop_hours": 504}, False),
        ({"originator_days_after": 0}, False),
        ({"payee_after": 9000, "payee_days": 9}, False),
    ],
)
def test_a_ghost_works_on_long_after_the_hop_where_the_payee_does_little(
    fields: dict[str, object], ghost: bool
) -> None:
    known = {"link": "path", "hop_hours": 505, "originator_after": 3000, "originator_days": 3}
    assert is_ghost(Features(**(known | {"originator_days_after": 3} | fields)), GHOST) is ghost  # type: ignore[arg-type]
