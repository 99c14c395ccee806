"""The key of a record, and the partition that a key belongs to."""

import json
from collections.abc import Mapping
from functools import lru_cache

import msgspec
from aiokafka.partitioner import murmur2

from detector.events import TOPICS
from detector.record import customer_of

_FIELDS: Mapping[str, str] = {topic.name: topic.key for topic in TOPICS}


class _Person(msgspec.Struct):
    person_id: str


class _Subject(msgspec.Struct):
    subject_id: str


_PERSON = msgspec.json.Decoder(_Person)
_SUBJECT = msgspec.json.Decoder(_Subject)


def record_key(topic: str, value: bytes) -> bytes | None:
    r"""The key of a source topic's record, raw UTF-8; None where none can be read, which the worker will explain.

    >>> record_key("crm.orders.v1", '{"customer_id": "客户1"}'.encode()).decode()
    '客户1'
    >>> record_key("crm.people.v1", b'{"person_id": "lin", "x": "\\ud83d"}'), record_key("crm.people.v1", b'{"x": 1}')
    (b'lin', None)
    """
    field = _FIELDS[topic]
    try:
        if field == "customer_id":
            found = customer_of(value)
        elif field == "person_id":
            found = _PERSON.decode(value).person_id
        else:
            found = _SUBJECT.decode(value).subject_id
    except msgspec.ValidationError:
        return None
    except (ValueError, RecursionError):
        found = _patiently(field, value)
    try:
        return found.encode() if found else None
    except UnicodeEncodeError:  # half a surrogate pair
        return None


def _patiently(field: str, value: bytes) -> str | None:
    """Where another field holds half a surrogate pair, which the fast decoder refuses."""
    try:
        parsed = json.loads(value)
    except (ValueError, RecursionError):
        return None
    found = parsed.get(field) if isinstance(parsed, dict) else None
    return found if isinstance(found, str) else None


def partition_of(key: bytes, partitions: int) -> int:
    """The partition of a key: murmur2, as Java's producer does it.

    >>> partition_of(b"21", 1000)
    340
    """
    return _of_short(key, partitions) if len(key) <= _REMEMBERED_BYTES else _hashed(key, partitions)


def _hashed(key: bytes, partitions: int) -> int:
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)


_of_short = lru_cache(maxsize=1 << 18)(_hashed)  # hashing takes microseconds, and keys come again
_REMEMBERED_BYTES = 128
