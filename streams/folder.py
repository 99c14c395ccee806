"""A folder of NDJSON: which files it has, its lines with their numbers, and folders written whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from detector.errors import InputError, UsageError
from detector.events import TOPICS, Topic

_BOM = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """A record's line: its number in the file from 1, and its bytes without the line end."""

    number: int
    value: bytes


def find_files(folder: Path) -> dict[str, Path]:
    """Topic name → file, for the files that are there. Raises InputError where none is."""
    if not folder.is_dir():
        message = f"{folder}: is no folder; expected one with files such as orders.ndjson"
        raise InputError(message)
    found = {topic.name: folder / topic.file for topic in TOPICS if (folder / topic.file).is_file()}
    if not found:
        names = ", ".join(topic.file for topic in TOPICS)
        message = f"{folder}: has none of the files {names}; give the folder that holds the exported events"
        raise InputError(message)
    return found


def read_lines(path: Path) -> Iterator[Line]:
    """The records of a file; blank lines are no records, a byte order mark at the start is none either."""
    with path.open("rb", buffering=1 << 20) as stream:
        for number, raw in enumerate(stream, 1):
            value = raw.removeprefix(_BOM) if number == 1 else raw
            value = value.rstrip(b"\r\n")
            if value.strip():
                yield Line(number, value)


def lines_with(path: Path, *parts: bytes) -> Iterator[Line]:
    """The records that hold one of the parts; much faster than looking at every record of a big file."""
    with path.open("rb", buffering=1 << 20) as stream:
        for number, raw in enumerate(stream, 1):
            for part in parts:
                if part in raw:
                    value = raw.removeprefix(_BOM) if number == 1 else raw
                    yield Line(number, value.rstrip(b"\r\n"))
                    break


def topic_of_file(name: str) -> Topic:
    """The topic that a file's name stands for."""
    return next(topic for topic in TOPICS if topic.file == name)


@contextmanager
def written_whole(output: Path, mark: str) -> Iterator[Path]:
    """A temporary folder that takes the place of `output` when the block ends well, and vanishes otherwise.

    An existing folder is replaced only if it is empty or holds the file `mark` of an earlier run. Raises UsageError.
    """
    if output.exists() and (not output.is_dir() or (any(output.iterdir()) and not (output / mark).exists())):
        message = f"{output}: exists and holds no earlier result (no {mark}); choose another folder or remove it"
        raise UsageError(message)
    output.parent.mkdir(parents=True, exist_ok=True)
    temporary = output.with_name(f".{output.name}.writing-{os.getpid()}")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    try:
        yield temporary
        if output.exists():
            old = output.with_name(f".{output.name}.old-{os.getpid()}")
            output.rename(old)
            temporary.rename(output)
            shutil.rmtree(old)
        else:
            temporary.rename(output)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
