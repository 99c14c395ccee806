"""Decoding, byte by byte: no record crashes it, however it is broken, nested, long or made to be slow."""

import sys
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.decode import MAX_BYTES, MAX_DEPTH, decode_event
from detector.events import TOPICS, Activity
from tests.detector.decode_records import CALLS, RECORDS, changed, code_of

WHOLE = changed(CALLS)
WHOLES: list[tuple[bytes | None, str]] = [
    (None, "null_value"),
    (b"", "not_json"),
    (b"  ", "not_json"),
    (b"null", "not_object"),
    (b"[]", "not_object"),
    (b"5", "not_object"),
    (b'"text"', "not_object"),
    (b"true", "not_object"),
    (b"[" + WHOLE + b"]", "not_object"),
    (b"{}", "missing_field"),
    (WHOLE[:-1], "not_json"),
    (WHOLE + b"x", "not_json"),
    (WHOLE + WHOLE, "not_json"),
    (WHOLE + b"\0", "not_json"),
    (b"\xef\xbb\xbf" + WHOLE, "not_json"),
    (WHOLE.decode().encode("utf-16"), "not_utf8"),
    (WHOLE.replace(b"call", b"\xff"), "not_utf8"),
    (WHOLE.replace(b"call", b"\xc0\x80"), "not_utf8"),
    (WHOLE.replace(b"call", b"\xed\xa0\x80"), "not_utf8"),
    (WHOLE.replace(b"call", "电话".encode("gb18030")), "not_utf8"),
    (WHOLE[:-1] + b', "extra": "\xff"}', "not_utf8"),
    (WHOLE.replace(b"C1", rb"\ud800"), "not_json"),
    (WHOLE.replace(b"C1", rb"\udc00"), "not_json"),
    (WHOLE.replace(b"C1", rb"\x41"), "not_json"),
    (WHOLE.replace(b'"', b"'"), "not_json"),
    (WHOLE[:-1] + b",}", "not_json"),
    (b" \t\r\n" + WHOLE + b"\r\n", "ok"),
    (WHOLE.replace(b"C1", rb"\ud83d\ude00"), "ok"),
    (WHOLE[:-1] + b', "extra": ' + b"9" * 5_000 + b"}", "ok"),
    (b" " * (MAX_BYTES - len(WHOLE)) + WHOLE, "ok"),
    (b" " * (MAX_BYTES - len(WHOLE) + 1) + WHOLE, "too_big"),
]


@pytest.mark.parametrize(("value", "code"), WHOLES, ids=range(len(WHOLES)))
def test_whole_records(value: bytes | None, code: str) -> None:
    assert code_of(CALLS, value) == code


def test_a_value_of_ten_megabytes_is_read() -> None:
    event = decode_event(CALLS, changed(CALLS, content="@@").replace(b"@@", "电".encode() * 3_500_000)).event
    assert isinstance(event, Activity)
    assert len(event.content or "") == 3_500_000


HALVES = [
    (b', "extra": "\\ud800"}', "ok"),
    (b', "extra": ["a", {"b": "\\uDC00"}], "duration_seconds": 60.5}', "ok"),
    (b', "\\ud800": 1}', "ok"),
    (b', "extra": "\\ud800", "stage": "\\ud83d\\ude00"}', "ok"),
    (b', "extra": "\\ud800", "stage": "\\ud83d"}', "not_json"),
    (b', "extra": "\\ud800", "duration_seconds": NaN}', "not_json"),
    (b', "extra": "\\ud800", "duration_seconds": 1e400}', "number_too_big"),
    (b', "extra": "\\ud800", "duration_seconds": -1}', "negative"),
    (b', "extra": "\\ud800", "duration_seconds": "1"}', "wrong_type"),
    (b', "extra": "\\ud800", "duration_seconds": ' + b"1" * 5_000 + b"}", "number_too_big"),
    (b', "extra": "\\ud800"', "not_json"),
    (b', "extra": "\\ud800"}}', "not_json"),
]


@pytest.mark.parametrize(("tail", "code"), HALVES)
def test_half_a_surrogate_pair_in_an_unknown_field_is_no_error(tail: bytes, code: str) -> None:
    assert code_of(CALLS, WHOLE[:-1] + tail) == code
    assert code_of(CALLS, b"\xef\xbb\xbf" + WHOLE[:-1] + tail) == "not_json", "a byte order mark stays one"


def test_numbers_beside_half_a_surrogate_pair_are_read_as_written() -> None:
    event = decode_event(CALLS, WHOLE[:-1] + b', "extra": "\\ud800", "duration_seconds": 9007199254740993}').event
    assert isinstance(event, Activity)
    assert event.duration_seconds == 9007199254740993


def test_of_a_name_given_twice_the_last_counts() -> None:
    event = decode_event(CALLS, WHOLE[:-1] + b', "actor_id": "other"}').event
    assert isinstance(event, Activity)
    assert event.actor_id == "other"


def nested(levels: int, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    """A record nested so many levels deep."""
    return WHOLE[:-1] + b', "extra": ' + opening * (levels - 1) + b"0" + closing * (levels - 1) + b"}"


def at_stack_depth(frames: int, value: bytes) -> str:
    return code_of(CALLS, value) if frames == 0 else at_stack_depth(frames - 1, value)


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_nesting_has_one_limit_however_deep_the_caller_is(opening: bytes, closing: bytes) -> None:
    used, frame = 0, sys._getframe()
    while frame.f_back is not None:
        used, frame = used + 1, frame.f_back
    for frames in (0, 100, sys.getrecursionlimit() - used - MAX_DEPTH - 50):
        assert at_stack_depth(frames, nested(MAX_DEPTH, opening, closing)) == "ok"
        assert at_stack_depth(frames, nested(MAX_DEPTH + 1, opening, closing)) == "too_deep"
        assert at_stack_depth(frames, nested(100_000, opening, closing)) == "too_deep"


MANY = 4 * MAX_DEPTH


@pytest.mark.parametrize("text", ["[" * MANY, '" [' * MANY, '\\" [' * MANY, "{\\" * MANY, "\\\\[" * MANY])
def test_brackets_in_texts_are_not_deep(text: str) -> None:
    assert code_of(CALLS, changed(CALLS, content=text)) == "ok"
    assert code_of(CALLS, changed(CALLS, content="\\", extra=text)) == "ok"


@pytest.mark.parametrize("text", ["", "\\", '"', '\\"', '"\\'])
def test_what_is_deep_is_so_after_any_text(text: str) -> None:
    deep = b', "extra": ' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}"
    assert code_of(CALLS, changed(CALLS, content=text)[:-1] + deep) == "too_deep"


def test_brackets_side_by_side_are_not_deep() -> None:
    wide = {"extra": [[] for _ in range(MANY)], "more": [{"a": {}} for _ in range(MANY)]}
    assert code_of(CALLS, changed(CALLS, **wide)) == "ok"


@pytest.mark.parametrize(
    "tail", [b'"' + b'\\"' * 2_000_000, b'"' * 4_000_000, b"\\" * 4_000_000, b"[]" * 2_000_000, b"[" * 4_000_000]
)
def test_megabytes_made_to_be_slow_are_not(tail: bytes) -> None:
    value = WHOLE[:-1] + b', "extra": [' + b"[]," * 101 + tail
    began = perf_counter()
    assert code_of(CALLS, value) in ("not_json", "too_deep")
    assert perf_counter() - began < 5, "seconds for 4 MB; a quadratic reading takes hours"


@given(st.sampled_from(sorted(RECORDS)), st.binary(max_size=60))
def test_no_bytes_crash(topic: str, value: bytes) -> None:
    code_of(topic, value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("0"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(RECORDS)), st.data())
def test_no_value_of_any_field_crashes(topic: str, data: st.DataObject) -> None:
    names = next(known.event for known in TOPICS if known.name == topic).__struct_fields__
    fields = data.draw(st.dictionaries(st.sampled_from(names), json_values, min_size=1, max_size=3))
    code_of(topic, changed(topic, **fields))


@given(st.sampled_from(sorted(RECORDS)), st.data())
def test_no_damage_crashes(topic: str, data: st.DataObject) -> None:
    value = bytearray(changed(topic))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(value) - 1))
        value[place : place + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    code_of(topic, bytes(value))
