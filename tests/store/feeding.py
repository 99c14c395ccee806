"""Records for the recorder as tests make them: from a replay's folders, from lines, in any order."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from detector.events import TOPICS
from detector.outputs import OUTPUT_TOPICS
from store.recording.feed import Feed
from store.recording.incoming import Incoming, Place
from store.recording.offsets import Move
from store.recording.recorder import Recorder, Written
from tests.store.conftest import Replayed

KAFKA = Feed("kafka", "cluster-1/")
FILES = {topic.name: topic.file for topic in TOPICS} | {topic: file for topic, file, _, _ in OUTPUT_TOPICS}


class Log:
    """Topics as lists of records, one partition each."""

    def __init__(self) -> None:
        self.records: dict[Place, list[Incoming]] = defaultdict(list)

    def put(self, topic: str, value: bytes | None, key: bytes | None = None) -> Incoming:
        place = Place(topic, 0)
        record = Incoming(place, len(self.records[place]), value, key)
        self.records[place].append(record)
        return record

    def say(self, topic: str, /, **fields: Any) -> Incoming:
        """One record of JSON."""
        return self.put(topic, json.dumps(fields).encode())

    def of_replay(self, replayed: Replayed) -> "Log":
        for topic, file in FILES.items():
            for line in replayed.lines(file):
                self.put(topic, line)
        return self


def write_all(recorder: Recorder, records: Iterable[Incoming]) -> Written:
    """Everything in one transaction, from where the store stands."""
    some = list(records)
    return recorder.write(some, moves_of(recorder, some))


def moves_of(recorder: Recorder, records: Sequence[Incoming]) -> dict[Place, Move]:
    positions, ends = recorder.positions(), {record.place: record.offset + 1 for record in records}
    return {place: Move(positions.get(place), end) for place, end in ends.items()}
