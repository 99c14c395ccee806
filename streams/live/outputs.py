"""What a flush says, as records of the output topics."""

from collections.abc import Callable, Mapping

import msgspec

from detector.outputs import DeadLetter, Output
from streams.cluster.keys import partition_of
from streams.live.writer import Record
from streams.topics import TEAM_FACTS_TOPIC, Namespace

DEAD_LETTERS = "transferwatch.dead-letters.v1"

encode_output: Callable[[object], bytes] = msgspec.json.Encoder().encode


class Outbox:
    """Collects the records of one flush, each in the partition that murmur2 gives its key."""

    def __init__(self, names: Namespace, partitions: Mapping[str, int]) -> None:
        """`partitions`: plain topic name → how many it has."""
        self._topics = {name: (names.topic(name), count) for name, count in partitions.items()}
        self.records: list[Record] = []

    def say(self, topic: str, key: str, record: Output | None) -> None:
        """One output; None deletes its key."""
        self.add(topic, key.encode("utf-8", "surrogatepass"), None if record is None else encode_output(record))

    def add(self, topic: str, key: bytes | None, value: bytes | None) -> None:
        """One record as bytes."""
        name, partitions = self._topics[topic]
        self.records.append(Record(name, partition_of(key or b"", partitions), key, value))

    def letter(self, key: bytes | None, letter: DeadLetter) -> None:
        """A dead letter, under the key as received."""
        self.add(DEAD_LETTERS, key, encode_output(letter))

    def team_fact(self, team: str, change: object) -> None:
        """A change of a team's facts."""
        self.add(TEAM_FACTS_TOPIC, team.encode("utf-8", "surrogatepass"), encode_output(change))
