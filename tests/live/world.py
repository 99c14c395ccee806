"""A flow of events as records to publish, records that only Kafka can spoil, and what must come out of all that."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from detector.decode import Unusable, decode_event
from detector.events import TOPICS
from detector.outputs import OUTPUT_TOPICS
from streams.cluster.keys import partition_of, record_key
from streams.comparing import COUNTS, LiveRecord, compare_outputs
from streams.partition_meta import META_KEY, PartitionMeta, decode_meta
from streams.topics import STATE_TOPIC
from tests.kafka.flow import Flow
from tests.kafka.oracle import DEAD_LETTERS, ledger_faults
from tests.live.fake_kafka import WRITTEN_MS, FakeKafka

ONLY_KAFKA = frozenset({"key_mismatch", "wrong_partition", "time_ahead", "null_value", "too_late"})
"""Reasons of dead letters that a folder of the same events does not have."""


class Item(NamedTuple):
    """A record to publish. `reason`: why it must become a dead letter that replay knows nothing of."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None = None
    at_ms: int = WRITTEN_MS
    reason: str = ""


class Deck:
    """All that will be published, topic by topic in an order of its own; too late events come at the end."""

    def __init__(self, folder: Path, random: Random, partitions: int, flow: Flow | None = None) -> None:
        self._random = random
        self._speed = {topic.name: random.choice((0.1, 1.0, 10.0)) for topic in TOPICS}  # who comes late at all
        self.spoiled: Counter[tuple[str, str]] = Counter()
        self._piles: dict[str, list[Item]] = {}
        for topic in TOPICS:
            path = folder / topic.file
            lines = [line for line in path.read_bytes().splitlines() if line] if path.is_file() else []
            pile = [Item(topic.name, record_key(topic.name, line), line) for line in lines]
            sound = [item for item in pile if _is_sound(item)]
            pile += [self._spoil(item, partitions) for item in random.sample(sound, min(6, len(sound)))]
            random.shuffle(pile)
            self._piles[topic.name] = pile
        for customer, line in random.sample(flow.too_late, 10) if flow is not None else []:
            item = Item("crm.activities.v1", customer.encode(), line, reason="too_late")
            self._piles[item.topic].append(item)
        for pile in self._piles.values():
            self.spoiled.update((item.topic, item.reason) for item in pile if item.reason)
            pile.reverse()

    def _spoil(self, item: Item, partitions: int) -> Item:
        key = item.key or b""
        right = partition_of(key, partitions)
        return self._random.choice(
            [
                item._replace(key=None, reason="key_mismatch"),
                item._replace(key=key + b"x", reason="key_mismatch"),
                item._replace(partition=(right + 1) % partitions, reason="wrong_partition"),
                item._replace(value=None, reason="null_value"),
                item._replace(value=_with(item, occurred_at="2090-01-01T00:00:00Z"), reason="time_ahead"),
            ]
        )

    @property
    def left(self) -> int:
        return sum(map(len, self._piles.values()))

    def publish(self, kafka: FakeKafka, most: int) -> None:
        """Some more, out of topics at random."""
        for _ in range(min(most, self.left)):
            weights = [len(pile) * self._speed[name] for name, pile in self._piles.items()]
            (pile,) = self._random.choices([*self._piles.values()], weights)
            topic, key, value, partition, at_ms, _ = pile.pop()
            kafka.append(topic, key, value, partition=partition, at_ms=at_ms)


def _is_sound(item: Item) -> bool:
    try:
        decode_event(item.topic, item.value)
    except Unusable:
        return False
    return True


def _with(item: Item, **changed: object) -> bytes:
    """Another event with other values in some fields."""
    return json.dumps({**json.loads(item.value or b""), **changed, "event_id": "spoiled"}).encode()


def metas(kafka: FakeKafka) -> dict[int, PartitionMeta]:
    """What each partition's worker flushed last."""
    found = kafka.records(STATE_TOPIC)
    return {record.partition: decode_meta(record.value) for record in found if record.key == META_KEY}


def live_records(kafka: FakeKafka) -> list[LiveRecord]:
    """Everything in the output topics."""
    return [
        LiveRecord(topic, record.key, record.value) for topic, *_ in OUTPUT_TOPICS for record in kafka.records(topic)
    ]


def differences(kafka: FakeKafka, result: Path, spoiled: Mapping[tuple[str, str], int]) -> list[str]:
    """What is otherwise than it must be, counts too."""
    live = live_records(kafka)
    letters = [record for record in live if _reason_of(record) in ONLY_KAFKA]
    found = Counter((_letter(record)["topic"], _reason_of(record)) for record in letters)
    counts = _counts(kafka)
    problems = [f"spoiled: {dict(found)}, expected {dict(spoiled)}"] if found != spoiled else []
    problems += _count_faults(kafka, counts)
    for (topic, _), count in spoiled.items():
        counts["read"][topic] -= count
        counts["dead_letters"][topic] -= count
    rest = [record for record in live if _reason_of(record) not in ONLY_KAFKA]
    return problems + compare_outputs(result, rest, counts) + ledger_faults(rest)


def _letter(record: LiveRecord) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(record.value or b"{}")
    return fields


def _reason_of(record: LiveRecord) -> str:
    return str(_letter(record)["reason_code"]) if record.topic == DEAD_LETTERS else ""


def _counts(kafka: FakeKafka) -> dict[str, Counter[str]]:
    total: dict[str, Counter[str]] = {name: Counter() for name in COUNTS}
    for meta in metas(kafka).values():
        for name in COUNTS:
            total[name].update(getattr(meta, name))
    return total


def _count_faults(kafka: FakeKafka, counts: dict[str, Counter[str]]) -> list[str]:
    """Nothing lost: the three counts add up to what was read, which is what was put in."""
    problems = []
    for topic in TOPICS:
        ended = sum(counts[name][topic.name] for name in ("applied", "duplicates", "dead_letters"))
        put = len(kafka.records(topic.name))
        if not ended == counts["read"][topic.name] == put:
            problems.append(f"{topic.name}: {put} put in, {counts['read'][topic.name]} read, {ended} ended somehow")
    return problems
