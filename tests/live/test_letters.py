"""A dead letter keeps a record whole as long as it is not too big."""

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

import pytest
from aiokafka.structs import ConsumerRecord

from detector.decode import Unusable
from streams.lines import KEEP_BYTES
from streams.live.letters import (
    KEEP_HEADERS_BYTES,
    KEEP_KEY_BYTES,
    check_partition,
    decode_record,
    letter_of,
)

ORDERS = "crm.orders.v1"


def record(
    value: bytes | None = b"{", key: bytes | None = b"c-1", *, headers: Any = (), partition: int = 2, at_ms: int = 5
) -> ConsumerRecord:
    return ConsumerRecord("acme.crm.orders.v1", partition, 17, at_ms, 0, key, value, None, 0, 0, headers)


def test_whole_with_its_place() -> None:
    letter = letter_of(ORDERS, record(headers=(("source", b"crm"), ("empty", b""), ("none", None))), "not_json", "why")
    assert (letter.topic, letter.partition, letter.offset) == (ORDERS, 2, 17)
    assert (letter.reason_code, letter.message) == ("not_json", "why")
    assert (letter.key_b64, letter.value_b64) == ("Yy0x", "ew==")
    assert (letter.value_length, letter.value_sha256) == (None, None)
    assert letter.headers == [("source", "Y3Jt"), ("empty", ""), ("none", "")]
    assert (letter.file, letter.line) == (None, None)


def test_no_key_no_value_no_headers() -> None:
    letter = letter_of(ORDERS, record(None, None), "null_value", "why")
    assert (letter.key_b64, letter.value_b64, letter.headers) == (None, None, None)
    assert letter.value_length is None


def test_an_empty_key_and_value_are_not_missing() -> None:
    letter = letter_of(ORDERS, record(b"", b""), "not_json", "why")
    assert (letter.key_b64, letter.value_b64) == ("", "")


def test_up_to_the_limit_whole_beyond_it_cut() -> None:
    whole = letter_of(ORDERS, record(b"x" * KEEP_BYTES), "not_json", "why")
    assert whole.value_sha256 is None
    assert len(b64decode(whole.value_b64 or "")) == KEEP_BYTES
    value = b"x" * KEEP_BYTES + b"y"
    cut = letter_of(ORDERS, record(value), "not_json", "why")
    assert b64decode(cut.value_b64 or "") == value[:-1]
    assert cut.value_length == len(value)
    assert cut.value_sha256 == sha256(value).hexdigest()


def test_a_big_key_is_cut() -> None:
    letter = letter_of(ORDERS, record(key=b"k" * (KEEP_KEY_BYTES + 1)), "key_mismatch", "why")
    assert letter.key_b64 == b64encode(b"k" * KEEP_KEY_BYTES).decode()


def test_headers_are_kept_in_order_up_to_a_size() -> None:
    big = b"h" * (KEEP_HEADERS_BYTES - 9)
    letter = letter_of(ORDERS, record(headers=(("a", b"1"), ("big", big), ("late", b"2"))), "not_json", "why")
    assert [name for name, _ in letter.headers or []] == ["a", "big"]
    alone = letter_of(ORDERS, record(headers=(("big", big * 2), ("late", b"2"))), "not_json", "why")
    assert alone.headers is None


def test_a_long_key_is_shown_by_its_head_only() -> None:
    value = b'{"event_id":"e","occurred_at":"2026-03-01T09:00:00Z","subject_id":"lin","subject_type":"person"}'
    with pytest.raises(Unusable) as refused:
        decode_record("crm.names.v1", "subject_id", record(value, b"k" * 1000, at_ms=-1))
    assert refused.value.code == "key_mismatch"
    assert len(refused.value.message) < 200


def test_keys_are_bytes_of_utf8() -> None:
    value = (
        '{"event_id":"e","occurred_at":"1999-03-01T09:00:00Z","subject_id":"客户","subject_type":"customer"}'.encode()
    )
    kept = record(value, "客户".encode(), at_ms=-1)
    assert decode_record("crm.names.v1", "subject_id", kept).event.event_id == "e"
    with pytest.raises(Unusable, match="expected its subject_id '客户'"):
        decode_record("crm.names.v1", "subject_id", record(value, "客户".encode("gbk"), at_ms=-1))


def test_a_record_is_where_murmur2_puts_it() -> None:
    check_partition(record(key=b"21", partition=340), 1000)
    with pytest.raises(Unusable, match="partition 341; murmur2 puts its key into 340 of 1000"):
        check_partition(record(key=b"21", partition=341), 1000)
