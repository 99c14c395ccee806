"""Adds a record to an NDJSON file: whole or not at all, and what stood there stays byte for byte."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from detector.errors import InputError


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let one process at a time change a folder, where the system has such locks."""
    try:
        import fcntl
    except ImportError:  # Windows: two people deciding in the same instant are not kept apart there
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def append_record(path: Path, record: bytes) -> None:
    """Add one line to a file, which is made where it is missing; a missing line end before it is added.

    Raises InputError where the folder cannot be written.
    """
    append_chosen(path, lambda: [record])


def append_chosen(path: Path, choose: Callable[[], Sequence[bytes]]) -> None:
    """Add lines that are chosen while nobody else adds any, such as those that are not there yet; all or none.

    Raises InputError where the folder cannot be written.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.writing-{os.getpid()}")
    try:
        with _alone_in(target.parent):
            records = choose()
            try:
                if records:
                    _copy_with(target, temporary, records)
                    temporary.replace(target)
                    _keep_name(target.parent)
            finally:
                temporary.unlink(missing_ok=True)
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror}); nothing was changed"
        raise InputError(message) from None


def _keep_name(folder: Path) -> None:
    """Have the new file under its name also after a power cut, where the system can open folders."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _copy_with(target: Path, temporary: Path, records: Sequence[bytes]) -> None:
    with temporary.open("wb") as copy:
        if target.exists():
            with target.open("rb") as old:
                shutil.copyfileobj(old, copy, 1 << 20)
                size = old.tell()
                if size:
                    old.seek(size - 1)
                    if old.read(1) != b"\n":
                        copy.write(b"\n")
            shutil.copymode(target, temporary)
        copy.write(b"".join(record + b"\n" for record in records))
        copy.flush()
        os.fsync(copy.fileno())
