"""Finds dead letters in Kafka: what is known of each without its content, and the whole letter at a position."""

import re
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import msgspec

from detector.errors import ClusterError, UsageError
from detector.outputs import DeadLetter
from streams.cluster.checking import DEAD_LETTERS
from streams.cluster.describing import describe_cluster, need_topics
from streams.cluster.reading import Place, Record, Span, open_consumer, places_of, read_spans, spans_of
from streams.cluster.refusals import kafka_errors
from streams.live.letters import KEEP_KEY_BYTES
from streams.settings import Settings

ORIGIN_HEADER = "transferwatch-replayed-from"
"""A record that was sent back says here from which dead letter; after several times the last one counts."""

_POSITION = re.compile(r"([0-9]{1,9}):([0-9]{1,18})", re.ASCII)
_DECODER = msgspec.json.Decoder(DeadLetter)
_CUT_KEY = len(b64encode(bytes(KEEP_KEY_BYTES)))


class Position(NamedTuple):
    """Where a letter stands in the dead-letters topic.

    >>> str(Position(3, 17))
    '3:17'
    """

    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.partition}:{self.offset}"


class LetterHead(NamedTuple):
    """What may be listed: no word of the record. `topic` is plain; `at_ms`: when it was refused, since 1970.

    `whole`: the record is kept whole. `has_value`: it had a value. `origin`: the letter from which it was sent back.
    """

    position: Position
    at_ms: int
    reason: str
    topic: str
    partition: int | None
    offset: int | None
    whole: bool
    has_value: bool
    origin: Position | None


def read_position(text: str) -> Position:
    """`PARTITION:OFFSET` as a position. Raises UsageError.

    >>> read_position("3:17")
    Position(partition=3, offset=17)
    """
    match = _POSITION.fullmatch(text)
    if match is None:
        message = (
            f"{text!r} is no dead letter's place; expected PARTITION:OFFSET as `dead-letters list` shows it, as 0:17"
        )
        raise UsageError(message)
    return Position(int(match[1]), int(match[2]))


def read_letter(record: Record) -> DeadLetter | None:
    """The dead letter in a record; None where it holds none."""
    try:
        return _DECODER.decode(record.value or b"")
    except msgspec.DecodeError:
        return None


def readable(text: str) -> str:
    """The value of a letter's header, or of its key, as text.

    >>> readable("YTE=")
    'a1'
    """
    try:
        return b64decode(text).decode("utf-8", "replace")
    except ValueError:
        return text


def head_of(record: Record, letter: DeadLetter, settings: Settings) -> LetterHead:
    """What may be listed of a letter."""
    origins = [readable(text) for name, text in letter.headers or [] if name == ORIGIN_HEADER]
    last = _POSITION.fullmatch(origins[-1].removeprefix(f"{DEAD_LETTERS}:")) if origins else None
    return LetterHead(
        position=Position(record.place.partition, record.offset),
        at_ms=record.at_ms,
        reason=letter.reason_code,
        topic=settings.names.plain(letter.topic),
        partition=letter.partition,
        offset=letter.offset,
        whole=letter.value_sha256 is None and len(letter.key_b64 or "") < _CUT_KEY,
        has_value=letter.value_b64 is not None,
        origin=None if last is None else Position(int(last[1]), int(last[2])),
    )


class Letters:
    """The dead-letters topic as it was when it was opened."""

    def __init__(self, settings: Settings, consumer: Any, spans: dict[Place, Span]) -> None:
        """`spans`: what of each partition is looked at."""
        self._settings = settings
        self._consumer = consumer
        self._spans = spans
        self.unreadable = 0

    async def heads(self) -> list[LetterHead]:
        """What may be listed of each letter, by time; how many records are none is counted in `unreadable`."""
        heads = []
        with kafka_errors(self._settings, "reading the dead letters"):
            async for record in read_spans(self._consumer, self._spans):
                letter = read_letter(record)
                if letter is None:
                    self.unreadable += 1
                else:
                    heads.append(head_of(record, letter, self._settings))
        return sorted(heads, key=lambda head: (head.at_ms, head.position))

    async def whole(self, positions: Collection[Position]) -> AsyncIterator[tuple[Position, DeadLetter]]:
        """The letters at positions, in the order of each partition; what is not there is left out."""
        wanted: dict[int, list[int]] = {}
        for position in positions:
            wanted.setdefault(position.partition, []).append(position.offset)
        spans = {
            place: Span(max(span.start, min(offsets)), min(span.end, max(offsets) + 1))
            for place, span in self._spans.items()
            if (offsets := wanted.get(place.partition))
        }
        chosen = set(positions)
        with kafka_errors(self._settings, "reading the dead letters"):
            async for record in read_spans(self._consumer, spans):
                position = Position(record.place.partition, record.offset)
                if position in chosen and (letter := read_letter(record)) is not None:
                    yield position, letter

    async def one(self, position: Position) -> DeadLetter:
        """The letter at a position. Raises ClusterError where there is none."""
        async for _, letter in self.whole([position]):
            return letter
        message = f"there is no dead letter {position}; `dead-letters list` shows those that there are"
        raise ClusterError(message)


@asynccontextmanager
async def open_letters(settings: Settings, since_ms: int | None = None) -> AsyncIterator[Letters]:
    """Open the topic; `since_ms`: only what was refused from then on, since 1970. Raises ClusterError."""
    found = await describe_cluster(settings)
    need_topics(found, settings.names, DEAD_LETTERS)
    async with open_consumer(settings) as consumer:
        with kafka_errors(settings, "looking at the dead letters"):
            spans = await spans_of(consumer, places_of(found, [settings.names.topic(DEAD_LETTERS)]), since_ms)
        yield Letters(settings, consumer, spans)
