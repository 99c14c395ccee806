"""Sends dead letters back to where they came from: the same key, value and headers, and where they were kept."""

import asyncio
from base64 import b64decode
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from detector.errors import ClusterError
from detector.outputs import DeadLetter
from streams.cluster.checking import DEAD_LETTERS
from streams.cluster.describing import Found, describe_cluster, need_topics
from streams.cluster.keys import partition_of
from streams.cluster.letters import ORIGIN_HEADER, LetterHead, Letters, Position
from streams.cluster.producing import open_producer
from streams.cluster.refusals import kafka_errors
from streams.settings import Settings
from streams.topics import SOURCE_TOPICS

_AT_ONCE = 500

NOT_SENT: Mapping[str, str] = {
    "void_decision": "the decision was applied: it is only shown that it has no effect",
    "not_whole": "the record was too big to be kept whole",
    "no_value": "the record has no value and can only become a dead letter again",
    "no_source": "its topic is no source topic",
    "came_back": "it was sent back before and came again as a later letter",
    "not_there": "there is no such letter",
}
"""Why a letter is not sent back."""


class Plan(NamedTuple):
    """Which letters are sent back, and why the others are not."""

    send: list[LetterHead]
    skipped: list[tuple[Position, str]]


class Original(NamedTuple):
    """A record as it was, with one header more."""

    key: bytes | None
    value: bytes
    headers: list[tuple[str, bytes]]


def select_heads(
    heads: Sequence[LetterHead],
    *,
    reason: str | None = None,
    topic: str | None = None,
    positions: Collection[Position] = (),
) -> list[LetterHead]:
    """The letters of a reason, of a plain topic, at positions; what is not given does not matter."""
    return [
        head
        for head in heads
        if reason in (None, head.reason)
        and topic in (None, head.topic)
        and (not positions or head.position in positions)
    ]


def plan_replay(
    heads: Sequence[LetterHead], chosen: Sequence[LetterHead], positions: Collection[Position] = ()
) -> Plan:
    """Which of the chosen letters go back, and why others do not, by the codes of NOT_SENT.

    `heads`: all letters, which tell what came back already. `positions`: those that a person named.
    """
    came_back = {head.origin for head in heads if head.origin is not None}
    there = {head.position for head in heads}
    skipped = [(position, "not_there") for position in sorted(positions) if position not in there]
    send = []
    for head in chosen:
        why = _why_not(head, came_back)
        if why is None:
            send.append(head)
        else:
            skipped.append((head.position, why))
    return Plan(send, skipped)


def _why_not(head: LetterHead, came_back: Collection[Position]) -> str | None:
    if head.reason == "void_decision":
        return "void_decision"
    if head.topic not in SOURCE_TOPICS:
        return "no_source"
    if not head.whole:
        return "not_whole"
    if not head.has_value:
        return "no_value"
    return "came_back" if head.position in came_back else None


def original_of(position: Position, letter: DeadLetter) -> Original:
    """The record that became a letter, with a header that says so. Raises ClusterError where the letter is damaged."""
    origin = f"{DEAD_LETTERS}:{position}".encode()
    try:
        return Original(
            key=None if letter.key_b64 is None else b64decode(letter.key_b64, validate=True),
            value=b64decode(letter.value_b64 or "", validate=True),
            headers=[
                *((name, b64decode(text, validate=True)) for name, text in letter.headers or []),
                (ORIGIN_HEADER, origin),
            ],
        )
    except ValueError as error:
        message = f"dead letter {position} is damaged: {error}; leave it out by naming those that are to be sent back"
        raise ClusterError(message) from None


async def send_back(settings: Settings, letters: Letters, send: Sequence[LetterHead]) -> dict[str, int]:
    """Send letters back and wait until all have arrived; how many by plain topic. Raises ClusterError."""
    sent: dict[str, int] = dict.fromkeys(sorted({head.topic for head in send}), 0)
    by_position = {head.position: head for head in send}
    found = await describe_cluster(settings)
    need_topics(found, settings.names, *sent)
    async with open_producer(settings) as producer:
        waiting: list[Any] = []
        with kafka_errors(settings, "sending dead letters back"):
            async for position, letter in letters.whole(by_position):
                head = by_position[position]
                waiting.append(await _send(producer, settings, found, head, original_of(position, letter)))
                sent[head.topic] += 1
                if len(waiting) >= _AT_ONCE:
                    await asyncio.gather(*waiting)
                    waiting.clear()
            await asyncio.gather(*waiting)
    return sent


async def _send(producer: Any, settings: Settings, found: Found, head: LetterHead, original: Original) -> Any:
    """By its key, as it came; a record without a key goes to the partition that it came from."""
    name = settings.names.topic(head.topic)
    count = found[name].partitions
    partition = (head.partition or 0) % count if original.key is None else partition_of(original.key, count)
    return await producer.send(name, original.value, original.key, partition=partition, headers=original.headers)
