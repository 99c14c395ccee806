"""In which order the lines of a folder are published."""

import random
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from detector.errors import UsageError
from detector.events import TOPICS
from streams.cluster.keys import record_key
from streams.lines import Line, read_lines

Order = Literal["as-is", "reverse", "shuffle"]


class KeyedLine(NamedTuple):
    """A line of a topic's file with its key, None where none can be read."""

    topic: str
    line: Line
    key: bytes | None


def choose_files(files: Mapping[str, Path], topics: list[str]) -> dict[str, Path]:
    """The files of the topics that are asked for, by topic or file name, in the contract's order; all for no topic.

    Raises UsageError for a topic that the folder does not have.

    >>> choose_files({"crm.orders.v1": Path("d/orders.ndjson")}, ["orders"])
    {'crm.orders.v1': PosixPath('d/orders.ndjson')}
    """
    if not topics:
        return dict(files)
    names = {name: topic.name for topic in TOPICS for name in (topic.name, topic.file, topic.file.split(".")[0])}
    for wanted in topics:
        if names.get(wanted) not in files:
            has = ", ".join(files)
            message = f"--topics {wanted}: the folder has no file of that topic; it has {has}"
            raise UsageError(message)
    chosen = {names[wanted] for wanted in topics}
    return {name: path for name, path in files.items() if name in chosen}


def ordered_lines(files: Mapping[str, Path], order: Order, seed: int) -> Iterator[KeyedLine]:
    """The lines of the files, one topic after the other, or shuffled.

    Within a key and topic the lines stay in order in each case: what comes first of two with the same id holds, and a
    compacted topic keeps what comes last. `shuffle` keeps all lines in memory; the same seed gives the same order.
    """
    if order == "shuffle":
        yield from _shuffled(files, seed)
        return
    for topic in files if order == "as-is" else reversed(list(files)):
        for line in read_lines(files[topic]):
            yield KeyedLine(topic, line, record_key(topic, line.value))


def _shuffled(files: Mapping[str, Path], seed: int) -> Iterator[KeyedLine]:
    waiting: defaultdict[tuple[str, bytes | None], deque[Line]] = defaultdict(deque)
    turns = []
    for topic, path in files.items():
        for line in read_lines(path):
            group = topic, record_key(topic, line.value)
            waiting[group].append(line)
            turns.append(group)
    random.Random(seed).shuffle(turns)
    for topic, key in turns:
        yield KeyedLine(topic, waiting[topic, key].popleft(), key)
