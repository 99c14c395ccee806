"""Cells as people write them: money, times, words, and what is refused with a sentence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.instant import parse_instant
from streams.tabular.cleaning import BadValue, clean_cell, clean_text, money_text, parse_number
from streams.tabular.mapping import Cleaning
from streams.tabular.messages import expected_text
from streams.tabular.times import TimeRule, parse_period, parse_time

PLAIN = Cleaning()
SHANGHAI = TimeRule((), "Asia/Shanghai", None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12800", "12800"),
        ("12,800.50", "12800.50"),
        ("１２，８００．５０", "12800.50"),
        ("￥12,800", "12800"),
        ("¥ 12,800 元", "12800"),
        ("RMB12800", "12800"),
        ("1.28万", "12800.00"),
        ("1.28万元", "12800.00"),
        ("(500)", "-500"),
        ("-5", "-5"),
        ("0", "0"),
        ("12.", "12"),
    ],
)
def test_numbers(text: str, value: str) -> None:
    assert parse_number(clean_cell(text, PLAIN), PLAIN) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["12,80", "1,2345", "twelve", "12.800,50", "1 2 x", "1e5", "--5", "12-13", "NaN", "inf"]
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(BadValue) as error:
        parse_number(clean_cell(text, PLAIN), PLAIN)
    assert error.value.code == "number"


def test_a_decimal_comma_is_a_setting() -> None:
    german = Cleaning(thousands=".", decimal=",")
    assert parse_number("12.800,50", german) == Decimal("12800.50")


def test_money_has_the_digits_of_its_currency() -> None:
    assert [money_text(Decimal("12.5"), digits, None) for digits in (1, 2, 3)] == ["12.5", "12.50", "12.500"]
    assert money_text(Decimal("-0"), 2, None) == "0.00"
    for value, digits, code in (("12.345", 2, "digits"), ("-1", 2, "negative"), ("92233720368547758.08", 2, "too_big")):
        with pytest.raises(BadValue) as error:
            money_text(Decimal(value), digits, None)
        assert error.value.code == code


def test_empty_markers_but_na_is_a_name() -> None:
    assert [clean_text(text, PLAIN) for text in (" ", "-", "—", "NA", "None", "null", "\u3000王\u00a0")] == [
        "", "", "", "NA", "None", "null", "王",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T09:30:00Z", "2026-03-01T09:30:00+00:00"),
        ("2026-03-01 09:30:00 +0800", "2026-03-01T09:30:00+08:00"),
        ("2026-03-01T09:30:00.125-05:00", "2026-03-01T09:30:00.125000-05:00"),
        ("2026-03-01", "2026-03-01T00:00:00+08:00"),
        ("20260301", "2026-03-01T00:00:00+08:00"),
        ("2026.3.1 9:05", "2026-03-01T09:05:00+08:00"),
        ("2026年03月01日 09时30分", "2026-03-01T09:30:00+08:00"),
    ],
)
def test_times(text: str, expected: str) -> None:
    assert parse_time(text, SHANGHAI) == expected


@pytest.mark.parametrize(
    ("text", "rule", "code"),
    [
        ("01/02/2026", SHANGHAI, "time"),
        ("2026-02-30", SHANGHAI, "no_such_time"),
        ("1985-01-01", SHANGHAI, "year"),
        ("2101-01-01", SHANGHAI, "year"),
        ("2026-03-01", TimeRule((), None, None), "zone"),
        ("2026-03-08 02:30", TimeRule((), "America/New_York", None), "gap"),
        ("13/13/2026", TimeRule(("%d/%m/%Y",), "UTC", None), "time"),
        ("soon", SHANGHAI, "time"),
    ],
)
def test_what_is_no_usable_time(text: str, rule: TimeRule, code: str) -> None:
    with pytest.raises(BadValue) as error:
        parse_time(text, rule)
    assert error.value.code == code
    assert expected_text(code, error.value.params, "zh") != expected_text(code, error.value.params, "en")


def test_a_format_reads_the_day_first_and_real_dates_still() -> None:
    rule = TimeRule(("%d/%m/%Y",), "UTC", "18:00")
    assert parse_time("02/03/2026", rule) == "2026-03-02T18:00:00+00:00"
    assert parse_time("2026-03-02", rule) == "2026-03-02T18:00:00+00:00"
    assert parse_time("2026-03-02T09:00:00", rule) == "2026-03-02T09:00:00+00:00"


def test_historic_offsets_with_seconds_become_utc() -> None:
    rule = TimeRule((), "Asia/Shanghai", None)
    assert parse_time("1890-01-01", rule, any_year=True) == "1889-12-31T15:54:17+00:00"


@pytest.mark.parametrize(
    ("text", "period"),
    [("2026-3", "2026-03"), ("2026/12", "2026-12"), ("2026年第2季度", "2026-Q2"), ("2026-Q4", "2026-Q4")],
)
def test_periods(text: str, period: str) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize("text", ["2026-13", "2026-Q5", "March"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(BadValue):
        parse_period(text)


WRITTEN = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789-/.:, 年月日TZ+¥元万()", max_size=70),
    st.datetimes().map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
)


@given(WRITTEN)
def test_no_cell_breaks_the_import(text: str) -> None:
    """Whatever stands in a cell, it is a value that the contract takes, or a bad cell with a sentence."""
    cell = clean_cell(text, PLAIN)
    for any_year in (False, True):
        for rule in (SHANGHAI, TimeRule(("%d/%m/%Y",), "America/New_York", "18:00")):
            try:
                assert isinstance(parse_instant(parse_time(cell, rule, any_year=any_year)), int)
            except BadValue as error:
                assert expected_text(error.code, error.params, "zh")
    try:
        number = parse_number(cell, PLAIN)
        assert Decimal(money_text(number, 2, "half_up")) - number <= Decimal("0.005")
    except BadValue as error:
        assert expected_text(error.code, error.params, "en")


def test_long_numbers_keep_every_digit() -> None:
    digits = "1" + "0" * 40 + "1"
    assert str(parse_number(digits, PLAIN)) == digits
    with pytest.raises(BadValue, match="too_big"):
        money_text(Decimal(digits), 2, None)
    with pytest.raises(BadValue, match="too_big"):
        parse_number("9" * 61, PLAIN)
