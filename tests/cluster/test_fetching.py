"""What is brought from Kafka into a folder is what the worker would use."""

import json

import pytest

from detector.events import Person, encode
from streams.cluster.fetching import usable_line
from streams.cluster.keys import partition_of
from tests.cluster.records import record

LIN = Person(
    event_id="e", occurred_at="2026-02-01T00:00:00Z", person_id="lin", role="sales", status="active",
    effective_from="2026-02-01T00:00:00Z",
)  # fmt: skip
VALUE = encode(LIN)
PRETTY = json.dumps(json.loads(VALUE), indent=2).encode()


def line(value: bytes | None, key: bytes | None = b"lin") -> bytes | None:
    return usable_line("crm.people.v1", record(value, key), 1)


def test_a_good_record_stays_as_it_is() -> None:
    assert line(VALUE) == VALUE


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_record_over_several_lines_becomes_one(end: bytes) -> None:
    made = line(PRETTY.replace(b"\n", end))
    assert made is not None
    assert b"\n" not in made and b"\r" not in made
    assert json.loads(made) == json.loads(VALUE)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (None, b"lin"),
        (VALUE, None),
        (VALUE, b"mei"),
        (b"\xef\xbb\xbf" + VALUE, b"lin"),
        (VALUE.replace(b"sales", b"sa\nles"), b"lin"),
        (VALUE.replace(b"2026-02-01T00:00:00Z", b"2026-03-02T00:00:01Z"), b"lin"),
    ],
    ids=["no value", "no key", "another key", "byte order mark", "line end in a text", "a day ahead of the record"],
)
def test_what_is_only_in_kafka_a_dead_letter_stays_out(value: bytes | None, key: bytes | None) -> None:
    assert line(value, key) is None


def test_a_record_in_a_wrong_partition_stays_out() -> None:
    right = partition_of(b"lin", 4)
    lines = [usable_line("crm.people.v1", record(VALUE, b"lin", partition=number), 4) for number in range(4)]
    assert [number for number, kept in enumerate(lines) if kept is not None] == [right]


def test_what_is_wrong_everywhere_is_left_to_the_reader_of_the_folder() -> None:
    wrong = VALUE.replace(b"sales", b"king")
    assert line(wrong) == wrong
