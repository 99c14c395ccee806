"""The records of an NDJSON file with their line numbers; a line of any length takes little memory."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple

from detector.unusable import MAX_BYTES

KEEP_BYTES = 512 * 1024
"""A dead letter keeps a record whole up to this; of a bigger one its head, length and SHA-256."""

_BOM = b"\xef\xbb\xbf"
_LONGEST_LINE = MAX_BYTES + len(_BOM) + len(b"\r\n")  # what is longer cannot be used, so it need not be held whole
_PIECE_BYTES = 1 << 20


class Cut(NamedTuple):
    """What is known of a record that was too long to be read whole: its length in bytes and its SHA-256 in hex."""

    length: int
    sha256: str


class Line(NamedTuple):
    """A line: its number in the file from 1, and the record in it without the line end, empty for a blank line.

    `cut`: where the record is too big for any use; `value` is then its head.
    """

    number: int
    value: bytes
    cut: Cut | None = None


def read_lines(path: Path) -> Iterator[Line]:
    """The records of a file; blank lines are no records, a byte order mark at the start is none either."""
    with path.open("rb", buffering=1 << 20) as stream:
        for line in lines_between(stream, 0, None):
            if line.value:
                yield line


def lines_between(stream: BinaryIO, start: int, end: int | None) -> Iterator[Line]:
    """All lines, blank ones too, that begin at `start` ≤ byte < `end`; numbers count from the first of them."""
    position = _seek_line_start(stream, start)
    number = 0
    while (end is None or position < end) and (raw := stream.readline(_LONGEST_LINE)):
        position += len(raw)
        number += 1
        if position == len(raw):
            raw = raw.removeprefix(_BOM)
        if len(raw) >= MAX_BYTES and raw[-1:] != b"\n":
            yield _read_on(stream, number, raw)
            position = stream.tell()
            continue
        value = raw.rstrip(b"\r\n")
        yield tuple.__new__(Line, (number, b"" if value.isspace() else value, None))


def _seek_line_start(stream: BinaryIO, start: int) -> int:
    """Move to the first line that begins at or after `start`."""
    if start == 0:
        return 0
    position = stream.seek(start - 1)
    while raw := stream.readline(_PIECE_BYTES):
        position += len(raw)
        if raw[-1:] == b"\n":
            break
    return position


def _read_on(stream: BinaryIO, number: int, head: bytes) -> Line:
    """The line that begins with `head`, read to its end; whole if it is not too long after all."""
    digest, length, held, blank = sha256(), 0, b"", True
    piece = head
    while piece:
        record = (held + piece).rstrip(b"\r\n")  # a carriage return may yet turn out to belong to the record
        held = (held + piece)[len(record) :]
        digest.update(record)
        length += len(record)
        blank = blank and (not record or record.isspace())
        piece = b"" if piece[-1:] == b"\n" else stream.readline(_PIECE_BYTES)
    if blank:
        return Line(number, b"")
    if length <= MAX_BYTES:
        return Line(number, head.rstrip(b"\r\n"))
    return Line(number, head[:KEEP_BYTES], Cut(length, digest.hexdigest()))


def lines_with(path: Path, *parts: bytes) -> Iterator[Line]:
    """The records that hold one of the parts; much faster than looking at every record of a big file."""
    with path.open("rb", buffering=1 << 20) as stream:
        for number, raw in enumerate(stream, 1):
            for part in parts:
                if part in raw:
                    value = raw.removeprefix(_BOM) if number == 1 else raw
                    yield Line(number, value.rstrip(b"\r\n"))
                    break
