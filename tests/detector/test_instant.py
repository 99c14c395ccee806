"""Times of the contract: RFC 3339 with an offset, to the microsecond, and nothing else."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector import instant
from detector.instant import DAY_US, EARLIEST_US, LATEST_US, InstantError, format_instant, parse_instant

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# A day inside what can be written, so that no offset leads outside.
FIRST, LAST = datetime.fromisoformat("0001-01-02T00:00:00"), datetime.fromisoformat("9999-12-30T00:00:00")


@given(
    st.datetimes(FIRST, LAST),
    st.integers(-(23 * 60 + 59), 23 * 60 + 59),
    st.sampled_from(["T", "t", " "]),
    st.booleans(),
)
def test_any_time_and_offset_to_the_microsecond(plain: datetime, minutes: int, separator: str, whole: bool) -> None:
    moment = plain.replace(tzinfo=timezone(timedelta(minutes=minutes)), microsecond=0 if whole else plain.microsecond)
    assert parse_instant(moment.isoformat(separator)) == (moment - EPOCH) // MICROSECOND


@given(st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999))
def test_what_is_written_is_read_back(at: int) -> None:
    assert parse_instant(format_instant(at)) == at


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01T09:30:00+08:00", "2026-03-01T01:30:00"),
        ("2026-03-01T09:30:00Z", "2026-03-01T09:30:00"),
        ("2026-03-01T09:30:00z", "2026-03-01T09:30:00"),
        ("2026-03-01t09:30:00Z", "2026-03-01T09:30:00"),
        ("2026-03-01 09:30:00-00:00", "2026-03-01T09:30:00"),
        ("2026-03-01T00:15:00+00:30", "2026-02-28T23:45:00"),
        ("2026-03-01T09:30:00-23:59", "2026-03-02T09:29:00"),
        ("2026-03-01T09:30:00.5+05:45", "2026-03-01T03:45:00.500000"),
        ("2026-03-01T09:30:00.1234569Z", "2026-03-01T09:30:00.123456"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00"),
        ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999"),
        ("2016-12-31T23:59:60.75Z", "2016-12-31T23:59:59.999999"),
        ("2017-01-01T07:59:60+08:00", "2016-12-31T23:59:59.999999"),
        ("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.250000"),
    ],
)
def test_times_that_are_read(text: str, utc: str) -> None:
    expected = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert parse_instant(text) == (expected - EPOCH) // MICROSECOND


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T09:30:00",
        "2026-03-01T09:30:00.25",
        "2026-03-01 09:30:00",
        "2026-03-01T23:59:60",
    ],
)
def test_no_offset_has_its_own_code(text: str) -> None:
    with pytest.raises(InstantError, match="no offset") as caught:
        parse_instant(text)
    assert caught.value.code == "no_offset"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-01",
        "2026-03-01T09:30Z",
        "2026-03-01T09Z",
        "20260301T093000Z",
        "2026-3-1T09:30:00Z",
        "2026-060T09:30:00Z",
        "2026-W09-7T09:30:00Z",
        "2026-03-01T09:30:00+0800",
        "2026-03-01T09:30:00+08",
        "2026-03-01T09:30:00+08:00:00",
        "2026-03-01T09:30:00+24:00",
        "2026-03-01T09:30:00+08:60",
        "2026-03-01T09:30:00\u221208:00",
        "2026-03-01T09:30:00 +08:00",
        "2026-03-01T09:30:00.Z",
        "2026-03-01T09:30:00,5Z",
        "2026-03-01T24:00:00Z",
        "2026-03-01T24:00:00.0Z",
        "2026-03-01T09:60:00Z",
        "2026-03-01T09:30:61Z",
        "2026-03-01T09:30:60Z",
        "2016-12-31T22:59:60Z",
        "2016-12-31T23:59:60+08:00",
        "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-08:00",
        "12026-03-01T09:30:00Z",
        "2026-03-01T09:30:00Z\n",
        " 2026-03-01T09:30:00Z",
        "2026-03-01T09:30:00Z ",
        "２０２６-03-01T09:30:00Z",
        "2026-03-01T09:30:0０Z",
        "2026-03-01\u00a009:30:00Z",
        "1772328600",
        "1772328600000",
        "/Date(1506409448000-0700)/",
        "yesterday",
    ],
)
def test_times_that_are_refused(text: str) -> None:
    with pytest.raises(InstantError) as caught:
        parse_instant(text)
    assert caught.value.code == "bad_time"
    assert text[:40].strip() in str(caught.value) or not text.isascii() or "\n" in text


def test_the_years_that_are_believed() -> None:
    assert parse_instant("1990-01-01T00:00:00Z") == EARLIEST_US
    assert parse_instant("2100-12-31T23:59:59.999999Z") == LATEST_US
    assert (LATEST_US + 1 - EARLIEST_US) % DAY_US == 0


def outcome(text: str, *, quick: bool) -> int | str:
    try:
        return parse_instant(text) if quick else instant._parse_any(text)
    except InstantError as error:
        return error.code


def test_the_quick_way_and_the_general_way_never_differ() -> None:
    """Every pair of characters at every pair of neighbouring places of the two common shapes."""
    characters = "0269TtZz:+-. ,W"
    for text in ("2026-02-28T23:59:59+08:00", "2026-02-28T23:59:59Z"):
        for place in range(len(text) - 1):
            for pair in product(characters, repeat=2):
                changed = text[:place] + "".join(pair) + text[place + 2 :]
                assert outcome(changed, quick=True) == outcome(changed, quick=False), changed


@given(st.text(st.sampled_from("0123456789-:TZ+ .é"), min_size=19, max_size=26))
def test_the_quick_way_and_the_general_way_never_differ_on_anything(text: str) -> None:
    assert outcome(text, quick=True) == outcome(text, quick=False)
