"""A folder of NDJSON: which files it has; and folders that are written whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from detector.errors import InputError, UsageError
from detector.events import TOPICS


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


@contextmanager
def written_whole(output: Path, mark: str, *, reading: Path) -> Iterator[Path]:
    """A temporary folder that takes the place of `output` when the block ends well, and vanishes otherwise.

    An existing folder is replaced only if it is empty or holds the file `mark` of an earlier run; files in it that the
    block does not write stay. Raises UsageError, also where the folder `reading` would go with the old one.
    """
    place = output.resolve()
    _check_place(output, place, mark, reading.resolve())
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = place.with_name(f".{place.name}.writing-{os.getpid()}")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    try:
        yield temporary
        _put_in_place(temporary, place)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _check_place(output: Path, place: Path, mark: str, reading: Path) -> None:
    for needed, what in ((reading, "folder that is read"), (Path.cwd(), "current folder")):
        if needed.is_relative_to(place):
            message = f"{output}: is or holds the {what}, which an output folder would replace; choose another one"
            raise UsageError(message)
    if place.is_mount():
        message = (
            f"{output}: is a mounted disk, which cannot be replaced; choose a folder on it, such as {output}/result"
        )
        raise UsageError(message)
    if place.exists() and (not place.is_dir() or (any(place.iterdir()) and not (place / mark).exists())):
        message = f"{output}: exists and holds no earlier result (no {mark}); choose another folder or remove it"
        raise UsageError(message)


def _put_in_place(new: Path, place: Path) -> None:
    """Let a folder take the place of another, which hands over the files that only it has."""
    if not place.exists():
        new.rename(place)
        return
    old = place.with_name(f".{place.name}.old-{os.getpid()}")
    place.rename(old)
    try:
        new.rename(place)
    except BaseException:
        old.rename(place)
        raise
    for entry in old.iterdir():
        if not (place / entry.name).exists():
            entry.rename(place / entry.name)
    shutil.rmtree(old)
