"""What the recorder is given: records of input and output topics, wherever they were read."""

from typing import NamedTuple


class Place(NamedTuple):
    """A partition of a topic, by its plain name; a file of a folder is partition 0 of its topic."""

    topic: str
    partition: int


class Incoming(NamedTuple):
    """A record. `offset`: in Kafka, or the number of the line in its file. `at_us`: its timestamp, since 1970.

    `key`: None where there is none to check, as in a folder.
    """

    place: Place
    offset: int
    value: bytes | None
    key: bytes | None = None
    at_us: int | None = None
