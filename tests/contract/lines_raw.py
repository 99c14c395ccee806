"""Rows that are not built from fields: bytes that are no JSON, no UTF-8, no object, or odd and still good."""

import gzip
import json
from collections.abc import Iterator

from tests.contract.lines_rows import (
    TOPICS,
    decisions,
    enumerations,
    money,
    numbers,
    optional_texts,
    repeated,
    required_fields,
    times,
)
from tests.contract.lines_table import MISSING, Row, encoded, good, record

MEGABYTES_10 = 10 * 1024 * 1024


def raw(topic: str, name: str, line: bytes, verdict: str = "dead_letter", once: bool = False) -> Row:
    return Row(topic, name, ((line, verdict),), once)


def with_field(line: bytes, field: bytes) -> bytes:
    """The object with one more field, given as raw bytes, at its end."""
    return line[:-1] + b", " + field + b"}"


def not_json() -> Iterator[Row]:
    for topic in TOPICS:
        line = encoded(record(topic, True))
        for text in (
            b"[]",
            b"null",
            b"true",
            b"5",
            b'"text"',
            b"{}",
            b"[" + line + b"]",
            b"-",
            b"{",
            b"}",
            b"[[[[",
            b",",
        ):
            yield raw(topic, f"the line {text[:9]!r}", text)
        for part in (2, 3, 4):
            yield raw(topic, f"cut after 1/{part}", line[: len(line) // part])
        yield raw(topic, "cut before the end", line[:-1])
        yield raw(topic, "cut before the start", line[1:])
        for tail in (b"}", b" {}", b",", b" x", b"\x00", line):
            yield raw(topic, f"followed by {tail[:4]!r}", line + tail)
        yield raw(topic, "comma at the end", line[:-1] + b",}")
        yield raw(topic, "single quotes", line.replace(b'"', b"'"))
        yield raw(topic, "comment", b"/* note */ " + line)
        for value in (b"NaN", b"Infinity", b"-Infinity", b"007", b"+1", b"1.", b".5", b"0x1F", b"True", b"undefined"):
            yield raw(topic, f"unknown field with {value!r}", with_field(line, b'"extra": ' + value))
        yield raw(topic, "control character in a text", with_field(line, b'"source": "a\x01b"'))
        yield raw(topic, "tab in a text", with_field(line, b'"source": "a\tb"'))
        yield raw(topic, "bad escape", with_field(line, b'"source": "\\x41"'))
        yield raw(topic, "text without an end", line[:-1] + b', "source": "abc')
        yield raw(topic, "garbage", b"\x8f\x03\xfe%PDF-1.7 \x00\x01@N@")
        yield raw(topic, "gzip", gzip.compress(line, mtime=0).replace(b"\n", b""))
        yield raw(topic, "UTF-16", line.decode().encode("utf-16-le"))
        yield raw(topic, "byte order mark", b"\xef\xbb\xbf" + line)
        half = b'"extra": "\\ud800"'
        yield raw(topic, "two unknown fields, one of them NaN", with_field(line, half + b', "more": NaN'))
        yield raw(topic, "CSV", b"bad-@N@,2026-02-20,g-@G@,lin,qiu")


def not_utf8() -> Iterator[Row]:
    wrong = {"Latin-1": b"\xe9", "GBK": "合同".encode("gbk"), "overlong": b"\xc0\xaf", "surrogate": b"\xed\xa0\x80"}
    wrong |= {"cut": "合".encode()[:2], "above the last code point": b"\xf4\x90\x80\x80", "lone tail": b"\x80"}
    for topic in TOPICS:
        line = encoded(record(topic, True))
        for name, value in wrong.items():
            yield raw(topic, f"{name} in an id", line.replace(b"bad-", b"bad-" + value))
            yield raw(topic, f"{name} in a known text", with_field(line, b'"source": "' + value + b'"'))
            yield raw(topic, f"{name} in an unknown field", with_field(line, b'"extra": "' + value + b'"'))
            yield raw(topic, f"{name} in an unknown field's name", with_field(line, b'"ex' + value + b'tra": 1'))
        for half in (rb"\ud83d", rb"\ude00", rb"\ude00\ud83d"):
            yield raw(topic, f"lone {half!r} in an id", line.replace(b"bad-", b"bad-" + half))
            yield raw(topic, f"lone {half!r} in a known text", with_field(line, b'"source": "' + half + b'"'))


def big_and_deep() -> Iterator[Row]:
    for topic in TOPICS:
        line, fine = encoded(record(topic, True)), encoded(record(topic, False))
        # How deep is too deep the contract leaves open; a hundred levels are far from any.
        for depth in (20, 100):
            nested = b"[" * depth + b"]" * depth
            yield raw(topic, f"unknown field {depth} deep", with_field(fine, b'"extra": ' + nested), "applied")
        yield raw(topic, "a deep array without an end", b"[" * 20_000, once=True)
        yield raw(topic, "a deep object without an end", b'{"a":' * 20_000, once=True)
        yield raw(topic, "an id 100,000 deep", line.replace(b'"bad-@N@"', b"[" * 100_000 + b"]" * 100_000), once=True)
    line = encoded(record("activities", True))
    for value in (b"1e400", b"-1e400", b"-1", b"1e19"):
        beside = b'"extra": "\\ud800", "duration_seconds": ' + value
        harmful = encoded(record("activities", True, duration_seconds=MISSING))
        yield raw("activities", f"duration {value!r} beside half a pair", with_field(harmful, beside))
        yield raw("activities", f"duration {value!r}", with_field(harmful, b'"duration_seconds": ' + value))
    yield raw("activities", "10 MB of x", b"x" * MEGABYTES_10, once=True)
    yield raw("activities", "10 MB of zero bytes", b"\x00" * MEGABYTES_10, once=True)
    yield raw("orders", "10 MB text without an end", b'{"event_id": "' + b"x" * MEGABYTES_10, once=True)
    fine = encoded(record("activities", False))
    text = b'"content": "' + b"word " * (MEGABYTES_10 // 5) + b'"'
    yield raw("activities", "10 MB of text in a good record", with_field(fine, text), "applied", once=True)
    big = b'"source": "' + b"x" * MEGABYTES_10 + b'", "duration_seconds": -1'
    yield raw("activities", "10 MB record with a negative duration", with_field(line, big), once=True)


def odd_but_good() -> Iterator[Row]:
    for topic in TOPICS:
        fields = record(topic, False)
        line = encoded(fields)
        yield good(topic, "plain")
        yield good(topic, "unknown fields", extra={"a": [1, None, {"b": "c"}]}, Order_ID=5, amount_cny=1.5)
        yield good(topic, "ids of other scripts", event_id="订单-№@N@-é😀")
        yield good(topic, "ids of 1,000 characters", event_id="@N@" + "x" * 1000)
        yield good(topic, "recorded, source", recorded_at="2026-02-21T00:00:00Z", source="crm/eu-1")
        turned = json.dumps(dict(reversed(fields.items()))).encode()
        yield raw(topic, "fields in another order", turned, "applied")
        yield raw(topic, "escaped characters", line.replace(b"odd-", rb"\u006fdd-"), "applied")
        pair = rb'"source": "\ud83d\ude00"'
        yield raw(topic, "a pair of surrogates", with_field(line, pair), "applied")
        yield raw(topic, "escaped zero", with_field(line, rb'"source": "a\u0000b"'), "applied")
        yield raw(
            topic, "spaces", b" \t " + line.replace(b", ", b" ,\t\r ").replace(b": ", b"  :  ") + b"  ", "applied"
        )
        yield raw(topic, "no spaces", line.replace(b", ", b",").replace(b": ", b":"), "applied")
        yield raw(topic, "CRLF", line + b"\r", "applied")
        for name, text in {"line separator": "\u2028", "next line": "\u0085", "byte order mark": "\ufeff"}.items():
            field = f'"source": "a{text}b"'.encode()
            yield raw(topic, f"{name} in a text", with_field(line, field), "applied")
        yield raw(topic, "delete character in a text", with_field(line, b'"source": "a\x7fb"'), "applied")
        yield raw(topic, "unknown field with 1e400", with_field(line, b'"extra": 1e400'), "applied")
        yield raw(topic, "unknown field with a lone surrogate", with_field(line, rb'"extra": "\ud800"'), "applied")
        for blank in (b"", b"\r", b"   ", b"\t"):
            yield raw(topic, f"blank line {blank!r}", blank, "blank")
    yield good("ownership", "released to the pool", new_owner_id=None)
    yield good("names", "an erased name", display_name="")


def all_rows() -> list[Row]:
    """The whole table."""
    sources = (required_fields, optional_texts, times, money, enumerations, numbers, decisions, repeated)
    return [row for rows in (*sources, not_json, not_utf8, big_and_deep, odd_but_good) for row in rows()]
