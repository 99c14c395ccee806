"""A customer's timeline as bytes and back: what is written to Kafka for each changed customer and read by the million.

A state is a version byte, a MessagePack array (`_State`), and the CRC-32 of both. Activities, by far the most numerous,
stand in columns: each column is an offset, a step and unsigned integers of the least width that holds it, so times in
whole minutes take four bytes at most and a column that says the same everywhere takes none. Byte order is little
endian on every machine. Equal timelines give equal bytes, whatever the order in which their events arrived.

Sizes and speed are measured by `benchmarks/state_size.py`; docs/state.md holds the figures.
"""

from collections.abc import Mapping, Sequence
from math import gcd
from struct import Struct, pack, unpack
from struct import error as WidthError
from typing import NamedTuple
from zlib import crc32

import msgspec

from detector.errors import StateError
from detector.events import ACTIVITY_TYPES
from detector.facts import ActivityFact, ChangeFact, DecisionFact, StatementFact
from detector.instant import SECOND_US
from detector.timeline import Timeline

VERSION = 1
"""The form written; a reader refuses any that it does not know."""

_CRC = Struct("<I")
_WIDTHS = ((0, 0), (1, 1 << 8), (2, 1 << 16), (4, 1 << 32), (8, 1 << 64))
_CODES: Mapping[int, str] = {1: "B", 2: "H", 4: "I", 8: "Q"}
_UNKNOWN = -1
# One number per activity stands for kind, direction and asks; these tables take it apart.
_KIND_OF = tuple(kind for kind in range(len(ACTIVITY_TYPES)) for _ in range(6))
_DIRECTION_OF = (0, 0, 1, 1, 2, 2) * len(ACTIVITY_TYPES)
_ASKS_OF = (False, True) * 3 * len(ACTIVITY_TYPES)


class _Column(NamedTuple):
    """Integers as offset + step × number; `data` holds the numbers, `width` bytes each, nothing for width 0."""

    offset: int
    step: int
    width: int
    data: bytes


class _State(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """`ids` and `digests`: 8 bytes each; actors and stages are indexes of `strings`, texts are those of `digests` + 1.

    `lag`: seconds from occurred_at to recorded_at; `no_lag` is the value that stands for an unknown one.
    """

    count: int
    strings: list[str]
    ids: bytes
    digests: bytes
    at: _Column
    actor: _Column
    what: _Column
    duration: _Column
    units: _Column
    text: _Column
    no_lag: int
    lag: _Column
    stage: _Column
    changes: list[ChangeFact]
    statements: list[StatementFact]
    decisions: list[DecisionFact]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_State)


def _column(values: Sequence[int]) -> _Column:
    if not values:
        return _Column(0, 1, 0, b"")
    low, high = min(values), max(values)
    if low == high:
        return _Column(low, 1, 0, b"")
    if 0 <= low and high < 256:
        return _Column(0, 1, 1, bytes(values))
    numbers = [value - low for value in values]
    step = gcd(*numbers)
    if step > 1:
        numbers = [number // step for number in numbers]
    largest = (high - low) // step
    width = next(width for width, beyond in _WIDTHS if largest < beyond)
    return _Column(low, step, width, pack(f"<{len(numbers)}{_CODES[width]}", *numbers))


def _values(column: _Column, count: int) -> Sequence[int]:
    offset, step, width, data = column
    if width == 0:
        return [offset] * count
    numbers = unpack(f"<{count}{_CODES[width]}", data)
    if offset == 0 and step == 1:
        return numbers
    return [offset + step * number for number in numbers]


def _activity_columns(activities: Sequence[ActivityFact], strings: dict[str, int]) -> list[object]:
    """The fields of `_State` from `ids` to `stage`; fills the table of strings."""
    if not activities:
        return [b"", b"", *[_column(())] * 6, 0, *[_column(())] * 2]
    at, actor, kind, direction, duration, units, digest, asks, recorded, stage, ids = zip(*activities, strict=True)
    for text in (*actor, *stage):
        strings.setdefault(text, len(strings))
    texts = {value: index for index, value in enumerate(dict.fromkeys((0, *digest)))}
    lags = [None if when == _UNKNOWN else when - us // SECOND_US for when, us in zip(recorded, at, strict=True)]
    no_lag = min((lag for lag in lags if lag is not None), default=0) - 1
    return [
        pack(f"<{len(ids)}Q", *ids),
        pack(f"<{len(texts) - 1}Q", *list(texts)[1:]),
        _column(at),
        _column([strings[text] for text in actor]),
        _column([k * 6 + d * 2 + a for k, d, a in zip(kind, direction, asks, strict=True)]),
        _column(duration),
        _column(units),
        _column([texts[value] for value in digest]),
        no_lag,
        _column([no_lag if lag is None else lag for lag in lags]),
        _column([strings[text] for text in stage]),
    ]


def encode_timeline(timeline: Timeline) -> bytes:
    """A timeline in its compact form.

    >>> len(encode_timeline(Timeline()))
    66
    """
    activities = timeline.activities
    strings: dict[str, int] = {}
    columns = _activity_columns(activities, strings)
    facts = [timeline.changes, timeline.statements, timeline.decisions]
    body = bytes([VERSION]) + _ENCODER.encode([len(activities), list(strings), *columns, *facts])
    return body + _CRC.pack(crc32(body))


def _activities(state: _State) -> list[ActivityFact]:
    count, strings = state.count, state.strings
    at = _values(state.at, count)
    what = _values(state.what, count)
    digests = (0, *unpack(f"<{len(state.digests) // 8}Q", state.digests))
    no_lag = state.no_lag
    lags = zip(at, _values(state.lag, count), strict=True)
    rows = zip(
        at,
        [strings[index] for index in _values(state.actor, count)],
        [_KIND_OF[code] for code in what],
        [_DIRECTION_OF[code] for code in what],
        _values(state.duration, count),
        _values(state.units, count),
        [digests[index] for index in _values(state.text, count)],
        [_ASKS_OF[code] for code in what],
        [_UNKNOWN if lag == no_lag else us // SECOND_US + lag for us, lag in lags],
        [strings[index] for index in _values(state.stage, count)],
        unpack(f"<{count}Q", state.ids),
        strict=True,
    )
    return [tuple.__new__(ActivityFact, row) for row in rows]


def decode_timeline(state: bytes) -> Timeline:
    """The timeline of a compact form, exactly as it was.

    >>> decode_timeline(encode_timeline(Timeline())).activities
    []

    Raises StateError: another version, or bytes that are not what was written.
    """
    if len(state) < 1 + _CRC.size:
        message = f"a customer's state has {len(state)} bytes; expected at least {1 + _CRC.size}. {_CURE}"
        raise StateError(message)
    if state[0] != VERSION:
        message = (
            f"a customer's state has version {state[0]}; this program knows version {VERSION}. "
            "Run the version that wrote it, or a newer one, or let the state be built again from the events"
        )
        raise StateError(message)
    if _CRC.unpack(state[-_CRC.size :])[0] != crc32(state[: -_CRC.size]):
        message = f"a customer's state of {len(state)} bytes is damaged: its checksum differs. {_CURE}"
        raise StateError(message)
    try:
        kept = _DECODER.decode(memoryview(state)[1 : -_CRC.size])
        return Timeline.from_facts(kept.changes, _activities(kept), kept.statements, kept.decisions)
    except (msgspec.MsgspecError, WidthError, IndexError, KeyError, ValueError) as error:
        message = f"a customer's state of {len(state)} bytes is not in the form of version {VERSION}: {error}. {_CURE}"
        raise StateError(message) from None


_CURE = "Let it be built again from the events"
