"""Where anchors are kept outside the database: an append-only file, and a topic by whatever publishes to it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from detector.errors import AuditError
from store.audit.anchor import Anchor, decode_anchor, encode_anchor

Publish = Callable[[bytes, bytes], None]
"""Writes a key and a value to the topic of anchors and returns once they are kept, or raises an exception."""


class Place(Protocol):
    """Somewhere to keep anchors. `name` is what people are told of it."""

    @property
    def name(self) -> str:
        """The file, or the topic."""

    def put(self, anchor: Anchor) -> None:
        """Keep an anchor for good. Raises AuditError where that fails."""


class AnchorFile:
    """A file that only grows, one anchor a line. Make it append-only (`chattr +a`) and put it on another machine."""

    def __init__(self, path: Path) -> None:
        """The file is made with the first anchor; its folder must exist."""
        self._path = path

    @property
    def name(self) -> str:
        """The file's path."""
        return str(self._path)

    def put(self, anchor: Anchor) -> None:
        """Add a line and have it on the disk before returning; what a crash left half written is ended first."""
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
            try:
                _lock(handle)
                size = os.fstat(handle).st_size
                torn = size > 0 and _last_byte(handle, size) != b"\n"
                line = (b"\n" if torn else b"") + encode_anchor(anchor) + b"\n"
                while line:
                    line = line[os.write(handle, line) :]
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            message = f"{self._path}: an audit anchor cannot be written ({error.strerror}); see to the file's place"
            raise AuditError(message) from None


class AnchorTopic:
    """The topic of anchors; the publisher is given, so that nothing here knows Kafka."""

    def __init__(self, publish: Publish, name: str) -> None:
        """`name`: of the topic, its namespace included."""
        self._publish = publish
        self._name = name

    @property
    def name(self) -> str:
        """The topic's name."""
        return self._name

    def put(self, anchor: Anchor) -> None:
        """Publish an anchor, keyed by its chain."""
        try:
            self._publish(anchor.chain.encode(), encode_anchor(anchor))
        except Exception as error:  # whatever a client raises, the decision that is anchored stands
            message = f"topic {self._name}: an audit anchor cannot be published ({error}); see whether Kafka answers"
            raise AuditError(message) from error


def read_anchors(path: Path) -> list[Anchor]:
    """The anchors of a file, or of a topic saved one value a line.

    The beginning of a line that a crash left is no anchor, also where other lines follow it. Raises AuditError: no such
    file, or a whole line that is no anchor, with its number.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        message = f"{path}: the audit anchors cannot be read ({error.strerror})"
        raise AuditError(message) from None
    anchors = []
    for number, line in enumerate(lines, 1):
        if not line.endswith(b"}"):  # blank, or torn: the only brace that closes is an anchor's last byte
            continue
        try:
            anchors.append(decode_anchor(line))
        except AuditError as error:
            message = f"{path}, line {number}: {error}; take the anchors from another place"
            raise AuditError(message) from None
    return anchors


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)


def _lock(handle: int) -> None:
    """Let one process at a time write, where the system has such locks; the lock ends with the file."""
    try:
        import fcntl
    except ImportError:  # Windows: one write of one short line is whole there all the same
        return
    fcntl.flock(handle, fcntl.LOCK_EX)
