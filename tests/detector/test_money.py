"""Money: exact minor units, the digits of ISO 4217, nothing lost in a split."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.money import (
    MAX_MINOR,
    MoneyError,
    currencies_by_digits,
    currency_digits,
    format_minor,
    parse_minor,
    split_minor,
)


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("CNY", 2), ("USD", 2), ("EUR", 2), ("JPY", 0), ("KRW", 0), ("CLP", 0), ("KWD", 3), ("BHD", 3), ("CLF", 4)],
)
def test_digits_are_those_of_iso_4217(currency: str, digits: int) -> None:
    assert currency_digits(currency) == digits
    assert currency in currencies_by_digits()[digits]


@pytest.mark.parametrize("currency", ["", "cny", "CN", "CNYY", "RMB", "XAU", "XXX", "XTS", "¥", " CNY", "ＣＮＹ"])
def test_what_is_no_currency_with_minor_units(currency: str) -> None:
    with pytest.raises(MoneyError) as caught:
        currency_digits(currency)
    assert caught.value.code == "unknown_currency"


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("0", "CNY", 0),
        ("0.00", "CNY", 0),
        ("0.01", "CNY", 1),
        ("12800.00", "CNY", 1_280_000),
        ("12800", "CNY", 1_280_000),
        ("12800.5", "CNY", 1_280_050),
        ("007.50", "CNY", 750),
        ("12800", "JPY", 12_800),
        ("1.234", "KWD", 1_234),
        ("0.1", "KWD", 100),
        ("92233720368547758.07", "CNY", MAX_MINOR),
        ("9223372036854775807", "JPY", MAX_MINOR),
    ],
)
def test_amounts_that_are_read(amount: str, currency: str, minor: int) -> None:
    assert parse_minor(amount, currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("12800.001", "CNY", "too_many_digits"),
        ("12800.000", "CNY", "too_many_digits"),
        ("12800.0", "JPY", "too_many_digits"),
        ("1.2345", "KWD", "too_many_digits"),
        ("-0.01", "CNY", "negative"),
        ("-12800", "JPY", "negative"),
        ("-0.00", "CNY", "bad_money"),
        ("92233720368547758.08", "CNY", "amount_too_big"),
        ("9" * 40, "JPY", "amount_too_big"),
        ("9" * 41, "JPY", "amount_too_big"),
        ("9" * 10_000, "CNY", "amount_too_big"),
        ("1", "ZZZ", "unknown_currency"),
    ],
)
def test_amounts_that_are_refused(amount: str, currency: str, code: str) -> None:
    with pytest.raises(MoneyError) as caught:
        parse_minor(amount, currency)
    assert caught.value.code == code
    assert len(str(caught.value)) < 200


NO_DECIMALS = (
    *("", " ", ".", "5.", ".5", "+5", "--5", "1e3", "1E3", "0x10", "1_000", "1,000", "1,000.00", "5 ", " 5", "5\n"),
    *("5.0\n", "５", "5.٥", "٥", "¥5", "5CNY", "NaN", "Infinity", "1.2.3", "5,50", "1'000", "½", "²", "5\x00"),
)


@pytest.mark.parametrize("amount", NO_DECIMALS)
def test_what_is_no_decimal_string(amount: str) -> None:
    with pytest.raises(MoneyError) as caught:
        parse_minor(amount, "CNY")
    assert caught.value.code == "bad_money"


@given(st.integers(0, MAX_MINOR), st.sampled_from(["CNY", "JPY", "KWD", "CLF"]))
def test_what_is_written_is_read_back(minor: int, currency: str) -> None:
    text = format_minor(minor, currency)
    assert parse_minor(text, currency) == minor
    assert Decimal(text).scaleb(currency_digits(currency)) == minor
    assert format_minor(-minor, currency) == (f"-{text}" if minor else text)


@st.composite
def splits(draw: st.DrawFn) -> dict[str, Decimal]:
    """Shares in ten-thousandths that add up to 1, none of them 0."""
    cuts = sorted(draw(st.sets(st.integers(1, 9_999), max_size=4)))
    edges = [0, *cuts, 10_000]
    return {f"p{n}": Decimal(b - a).scaleb(-4) for n, (a, b) in enumerate(zip(edges, edges[1:], strict=False))}


@given(st.integers(0, MAX_MINOR) | st.integers(0, 50), splits())
def test_a_split_loses_nothing_and_is_off_by_less_than_one(amount: int, shares: dict[str, Decimal]) -> None:
    parts = split_minor(amount, shares)
    assert sum(parts.values()) == amount
    for payee, share in shares.items():
        ten_thousandths = int(share.scaleb(4))
        assert abs(parts[payee] * 10_000 - amount * ten_thousandths) < 10_000


@given(st.integers(0, 10**6), splits(), st.randoms())
def test_a_split_does_not_depend_on_the_order_of_payees(
    amount: int, shares: dict[str, Decimal], random: object
) -> None:
    backwards = dict(reversed(shares.items()))
    assert split_minor(amount, backwards) == split_minor(amount, shares)


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        (101, {"amy": "0.5", "bob": "0.5"}, {"amy": 51, "bob": 50}),
        (101, {"bob": "0.5", "amy": "0.5"}, {"amy": 51, "bob": 50}),
        (1, {"zoe": "0.80", "amy": "0.20"}, {"zoe": 1, "amy": 0}),
        (3, {"zoe": "0.80", "amy": "0.20"}, {"zoe": 2, "amy": 1}),
        (100, {"a": "0.3333", "b": "0.3333", "c": "0.3334"}, {"a": 33, "b": 33, "c": 34}),
        (0, {"a": "0.5", "b": "0.5"}, {"a": 0, "b": 0}),
        (MAX_MINOR, {"a": "0.2000", "b": "0.8000"}, {"a": 1844674407370955161, "b": 7378697629483820646}),
    ],
)
def test_remainders_go_to_the_largest_fraction_ties_to_the_lower_payee(
    amount: int, shares: dict[str, str], parts: dict[str, int]
) -> None:
    assert split_minor(amount, {payee: Decimal(share) for payee, share in shares.items()}) == parts
