"""Texts: a measure and a hash instead of words; letters that make a reason given."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.text import MAX_UNITS, NO_TEXT, has_letters, hash64, measure_text

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (None, 0),
        ("", 0),
        ("   \n", 0),
        ("12345 !!", 0),
        ("_-_-_", 0),
        ("👍👍👍", 0),
        ("ok", 0),
        ("yes", 1),
        ("好", 1),
        ("好的", 2),
        ("客户确认预算", 6),
        ("客户 A 确认 3 次", 5),
        ("Sent the offer, asks for 5 %", 6),
        ("a" * 10_000, MAX_UNITS),
        ("字" * 10_000, MAX_UNITS),
        ("字" * MAX_UNITS, MAX_UNITS),
        ("字" * (MAX_UNITS - 1), MAX_UNITS - 1),
    ],
)
def test_how_much_a_text_says(text: str | None, units: int) -> None:
    fact = measure_text(text)
    assert fact.units == units
    assert (fact.digest == 0) == (fact == NO_TEXT)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Call no. 1", "call, No 2!"),
        ("客户确认预算。", "客户 确认 预算 3"),
        ("客户，确认、预算", "客户确认预算"),
        ("A_B", "ab"),
        ("１２客户", "客户"),
        ("ÄRGER", "ärger"),
        ("tel\u00a013", "TEL"),
    ],
)
def test_copies_of_one_text_have_one_hash(one: str, other: str) -> None:
    assert measure_text(one) == measure_text(other) != NO_TEXT


@pytest.mark.parametrize(("one", "other"), [("客户确认预算", "客户取消预算"), ("ab", "ba"), ("offer", "offers")])
def test_other_texts_have_other_hashes(one: str, other: str) -> None:
    assert measure_text(one).digest != measure_text(other).digest


@given(any_text)
def test_the_quick_way_for_ascii_is_the_general_way(text: str) -> None:
    """A Chinese character more takes the general way: what it adds is one unit, whatever stands beside it."""
    plain = text.encode("ascii", "ignore").decode()
    letters = sum(character.isalpha() for character in plain)
    assert measure_text(plain).units == min(MAX_UNITS, letters // 3)
    assert measure_text(plain + "字").units == min(MAX_UNITS, letters // 3 + 1)
    kept = "".join(character for character in plain if character.isalpha()).lower()
    assert measure_text(plain).digest == (hash64(kept.encode()) if kept else 0)
    assert measure_text(plain + "字").digest == hash64((kept + "字").encode())


@given(any_text)
def test_digits_spaces_and_punctuation_never_count(text: str) -> None:
    fact = measure_text(text)
    assert measure_text(f" 12 {text}…!——《》٣ ") == fact
    assert 0 <= fact.units <= MAX_UNITS
    assert 0 <= fact.digest < 2**64


def test_hashes_are_the_same_on_every_machine() -> None:
    assert hash64(b"") == 0xE4A6A0577479B2B4
    assert hash64("电话".encode()) == int.from_bytes(hash64("电话".encode()).to_bytes(8, "big"), "big")
    assert len({hash64(b"a-%d" % number) for number in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (None, False),
        ("", False),
        ("12345 !!", False),
        ("1a2b3c4d", False),
        ("a b c d", False),
        ("a b c d e", True),
        ("客户搬家", False),
        ("客户搬家了", True),
        ("ǅʰªまǀ", True),
        ("ⅧⅧⅧⅧⅧ", False),
        ("½½½½½", False),
        ("e\u0301" * 4, False),
        ("e\u0301" * 5, True),
        ("______", False),
        ("👍👍👍👍👍👍", False),
        ("5" * 100_000 + "leave", True),
    ],
)
def test_five_letters_of_category_l_are_a_reason(text: str | None, given: bool) -> None:
    assert has_letters(text) is given


@given(any_text, st.integers(1, 6))
def test_letters_are_those_of_unicode_category_l(text: str, least: int) -> None:
    count = sum(unicodedata.category(character).startswith("L") for character in text)
    assert has_letters(text, least) == (count >= least)
