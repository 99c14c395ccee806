"""A customer's timeline as bytes and back: what is written to Kafka for each changed customer and read by the million.

A state is a version byte, a MessagePack array (`_State`), and the CRC-32 of both. Activities, by far the most numerous,
stand in columns: each column is an offset, a step and unsigned integers of the least width that holds it, so times in
whole minutes take four bytes at most and a column that says the same everywhere takes none. Byte order is little
endian on every machine. Equal timelines give equal bytes, whatever the order in which their events arrived.

Sizes and speed are measured by `benchmarks/state_size.py`; docs/state.md holds the figures.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import gcd
from struct import Struct, pack, unpack_from
from struct import error as WidthError
from typing import Annotated
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
_WIDTHS = ((1, 1 << 8), (2, 1 << 16), (4, 1 << 32), (8, 1 << 64))
_CODES: Mapping[int, str] = {1: "B", 2: "H", 4: "I", 8: "Q"}
_STEPS_END = 1 << 40  # a week in microseconds is less
_UNKNOWN = -1
_CURE = "Let it be built again from the events"
# One number per activity stands for kind, direction and asks; these tables take it apart.
_KIND_OF = tuple(kind for kind in range(len(ACTIVITY_TYPES)) for _ in range(6))
_DIRECTION_OF = (0, 0, 1, 1, 2, 2) * len(ACTIVITY_TYPES)
_ASKS_OF = (False, True) * 3 * len(ACTIVITY_TYPES)


class _State(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """`data` holds the columns behind each other; `shape` has two integers for each: offset, and step × 16 + width.

    Columns: event ids and the digests of distinct texts (8 bytes each), then at, actor, what, duration, units, text,
    lag and stage. Actors and stages are indexes of `strings`; a text is an index of the digests + 1, 0 for none; a lag
    is the seconds from occurred_at to recorded_at, `no_lag` where that is unknown.
    """

    count: Annotated[int, msgspec.Meta(ge=0)]
    texts: Annotated[int, msgspec.Meta(ge=0)]
    no_lag: int
    strings: list[str]
    shape: list[int]
    data: bytes
    changes: list[ChangeFact]
    statements: list[StatementFact]
    decisions: list[DecisionFact]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_State)


def _pack_column(values: Sequence[int]) -> tuple[int, int, bytes]:
    low, high = min(values), max(values)
    if low == high:
        return low, 16, b""
    if 0 <= low and high < 256:
        return 0, 17, bytes(values)
    numbers = [value - low for value in values]
    step = gcd(*numbers)
    if step >= _STEPS_END:
        step = 1
    if step > 1:
        numbers = [number // step for number in numbers]
    largest = (high - low) // step
    width = next(width for width, beyond in _WIDTHS if largest < beyond)
    return low, step * 16 + width, pack(f"<{len(numbers)}{_CODES[width]}", *numbers)


def _unpack_columns(state: _State) -> Iterator[Sequence[int]]:
    count, start = state.count, 8 * (state.count + state.texts)
    if start > len(state.data):  # before a count that is no count takes all memory
        message = f"{len(state.data)} bytes of columns; expected {start} or more"
        raise ValueError(message)
    for offset, form in zip(state.shape[::2], state.shape[1::2], strict=True):
        step, width = divmod(form, 16)
        if width == 0:
            yield [offset] * count
            continue
        numbers = unpack_from(f"<{count}{_CODES[width]}", state.data, start)
        start += count * width
        yield numbers if offset == 0 and step == 1 else [offset + step * number for number in numbers]
    if start != len(state.data):
        message = f"{len(state.data)} bytes of columns; expected {start}"
        raise ValueError(message)


def _pack_activities(activities: Sequence[ActivityFact]) -> tuple[int, int, list[str], list[int], bytes]:
    """The fields of `_State` from `texts` to `data`."""
    if not activities:
        return 0, 0, [], [], b""
    at, actor, kind, direction, duration, units, digest, asks, recorded, stage, ids = zip(*activities, strict=True)
    strings = {text: index for index, text in enumerate(dict.fromkeys((*actor, *stage)))}
    texts = {value: index for index, value in enumerate(dict.fromkeys((0, *digest)))}
    lags = [None if when == _UNKNOWN else when - us // SECOND_US for when, us in zip(recorded, at, strict=True)]
    no_lag = min((lag for lag in lags if lag is not None), default=0) - 1
    columns: tuple[Sequence[int], ...] = (
        at,
        [strings[text] for text in actor],
        [k * 6 + d * 2 + a for k, d, a in zip(kind, direction, asks, strict=True)],
        duration,
        units,
        [texts[value] for value in digest],
        [no_lag if lag is None else lag for lag in lags],
        [strings[text] for text in stage],
    )
    packed = [_pack_column(column) for column in columns]
    hashes = pack(f"<{len(ids) + len(texts) - 1}Q", *ids, *list(texts)[1:])
    shape = [number for offset, form, _ in packed for number in (offset, form)]
    return len(texts) - 1, no_lag, list(strings), shape, b"".join([hashes, *(data for _, _, data in packed)])


def encode_timeline(timeline: Timeline) -> bytes:
    """A timeline in its compact form.

    >>> len(encode_timeline(Timeline()))
    16
    """
    activities = timeline.activities
    facts = (timeline.changes, timeline.statements, timeline.decisions)
    body = bytes([VERSION]) + _ENCODER.encode(_State(len(activities), *_pack_activities(activities), *facts))
    return body + _CRC.pack(crc32(body))


def _unpack_activities(state: _State) -> list[ActivityFact]:
    if not state.count:
        return []
    at, actor, what, duration, units, text, lag, stage = _unpack_columns(state)
    hashes = unpack_from(f"<{state.count + state.texts}Q", state.data)
    digests = (0, *hashes[state.count :])
    strings, no_lag = state.strings, state.no_lag
    rows = zip(
        at,
        [strings[index] for index in actor],
        [_KIND_OF[code] for code in what],
        [_DIRECTION_OF[code] for code in what],
        duration,
        units,
        [digests[index] for index in text],
        [_ASKS_OF[code] for code in what],
        [_UNKNOWN if late == no_lag else us // SECOND_US + late for us, late in zip(at, lag, strict=True)],
        [strings[index] for index in stage],
        hashes[: state.count],
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
        return Timeline.from_facts(kept.changes, _unpack_activities(kept), kept.statements, kept.decisions)
    except (msgspec.MsgspecError, WidthError, IndexError, KeyError, ValueError) as error:
        message = f"a customer's state of {len(state)} bytes is not in the form of version {VERSION}: {error}. {_CURE}"
        raise StateError(message) from None
