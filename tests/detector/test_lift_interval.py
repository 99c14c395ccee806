"""The bootstrap interval: by what it must be near to, the same draws everywhere, narrow only where there is much."""

from math import sqrt
from random import Random

from detector.lift_interval import MILLION, measure_rise


def chance(rate: float, months: int, random: Random) -> tuple[int, ...]:
    """Orders that come by chance, so many a month on average."""
    return tuple(sum(random.random() < rate / 300 for _ in range(300)) for _ in range(months))


def test_the_estimate_is_a_difference_in_differences() -> None:
    found = measure_rise((10, 10, 30), ((20, 20, 25), (30, 30, 35)), 2)
    assert found.estimate == (30 * 100 * MILLION) // (20 * 60) - MILLION


def test_the_interval_is_that_of_chance_where_nothing_strays() -> None:
    """All alike: the root of what each half lets expect is all that there is, 2.58 times."""
    found = measure_rise((40,) * 12, ((40,) * 12,) * 5, 6)
    sigma = sqrt(2 / 240 + 2 / 1200)
    assert found.estimate == 0
    assert abs((1 + found.high / MILLION) / (1 + 2.58 * sigma) - 1) < 0.06
    assert abs((1 + found.low / MILLION) * (1 + 2.58 * sigma) - 1) < 0.06


def test_four_times_the_orders_give_half_the_width() -> None:
    few, many = (measure_rise((size,) * 12, ((size,) * 12,) * 5, 6) for size in (40, 160))
    assert 0.4 < (many.high - many.low) / (few.high - few.low) < 0.6


def test_what_a_season_does_to_all_teams_is_no_noise() -> None:
    season = (40, 160, 60, 120, 50, 150, 60, 140, 100)
    even = (sum(season) // 9,) * 9
    found, flat = measure_rise(season, (season, season), 6), measure_rise(even, (even, even), 6)
    assert found.estimate == 0
    assert abs((found.high - found.low) / (flat.high - flat.low) - 1) < 0.15


def test_months_that_stray_widen_it_whoever_strays() -> None:
    calm = (40,) * 12
    wild = (15, 65) * 6
    narrow = measure_rise(calm, (calm, calm, calm), 6)
    own = measure_rise(wild, (calm, calm, calm), 6)
    theirs = measure_rise(calm, (wild, calm, calm), 6)
    for wide in (own, theirs):
        assert wide.high - wide.low > 1.4 * (narrow.high - narrow.low)


def test_it_holds_the_truth() -> None:
    """50 firms in which orders come by chance and nothing rose; at 99 % one in two such tests has one outside."""
    random = Random(5)
    firms = [[chance(30, 9, random) for _ in range(4)] for _ in range(50)]
    found = [measure_rise(own, tuple(others), 6) for own, *others in firms]
    assert 48 <= sum(one.low <= 0 <= one.high for one in found)
    assert sum(one.low <= 0 <= one.high and one.high < MILLION * 0.9 for one in found) >= 42, "and is of use"


def test_who_has_the_same_figures_as_the_team_is_still_another() -> None:
    same = (30, 30, 30, 60, 60)
    found = measure_rise(same, (same, (30, 30, 30, 30, 30)), 3)
    assert found.estimate > 0 and found.low < 0 < found.high


def test_what_is_drawn_depends_on_the_figures_alone() -> None:
    own, others = (90, 110, 95, 120, 80, 100, 105, 99, 140), ((9,) * 9, (8,) * 9)
    first = measure_rise.__wrapped__(own, others, 6)
    assert measure_rise.__wrapped__(own, others, 6) == first == measure_rise(own, others, 6)
    assert first == (156_302, -257_750, 855_274), "on every machine"
