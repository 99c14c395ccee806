"""Rates and Wilson intervals to 4 places, exact, and the same whatever the thread's decimal context."""

from decimal import ROUND_UP, Context, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.rates import rate, wilson_interval


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 1, "0.0000"),
        (1, 1, "1.0000"),
        (2, 3, "0.6667"),
        (1, 20_000, "0.0000"),  # exactly half a place: to the even one
        (3, 20_000, "0.0002"),
        (5, 20_000, "0.0002"),
        (12_345, 100, "123.4500"),
        (10**30 + 1, 3 * 10**30, "0.3333"),
    ],
)
def test_rates_by_hand(part: int, whole: int, text: str) -> None:
    assert rate(part, whole) == text


@given(st.integers(0, 10**20), st.integers(1, 10**20))
def test_a_rate_is_the_rounded_fraction(part: int, whole: int) -> None:
    assert Fraction(rate(part, whole)) == Fraction(round(Fraction(part, whole) * 10_000), 10_000)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3: the examples of the literature.
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
        # Wilson's formula with z = 1.959963984540054, computed apart.
        (1, 1, "0.2065", "1.0000"),
        (0, 1, "0.0000", "0.7935"),
        (5, 10, "0.2366", "0.7634"),
        (10, 10, "0.7225", "1.0000"),
    ],
)
def test_intervals_of_the_literature(part: int, whole: int, low: str, high: str) -> None:
    assert wilson_interval(part, whole) == (low, high)


@given(st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_an_interval_holds_its_rate_and_mirrors(counts: tuple[int, int]) -> None:
    part, whole = counts
    low, high = map(Fraction, wilson_interval(part, whole))
    assert 0 <= low <= Fraction(rate(part, whole)) <= high <= 1
    assert wilson_interval(whole - part, whole) == tuple(f"{float(1 - bound):.4f}" for bound in (high, low))


def test_the_surrounding_context_changes_nothing() -> None:
    with localcontext(Context(prec=3, rounding=ROUND_UP)):
        assert (rate(1, 3), wilson_interval(3, 10)) == ("0.3333", ("0.1078", "0.6032"))
