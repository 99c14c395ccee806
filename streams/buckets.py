"""Splits the customers' lines into buckets on disk, so that a folder of any size is judged with bounded memory.

All lines of a customer go to the same bucket, in the order of reading. Files are read in chunks, by several processes;
the result does not depend on how many.
"""

from collections.abc import Iterator
from pathlib import Path
from struct import Struct as Binary
from typing import NamedTuple
from zlib import crc32

from detector.decode import customer_of
from detector.events import CUSTOMER_TOPICS

BUCKET_BYTES = 48 * 1024 * 1024
CHUNK_BYTES = 64 * 1024 * 1024
_HEADER = Binary("<BQI")
_FLUSH_BYTES = 1 << 16
_BLANK = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"


class Chunk(NamedTuple):
    """A part of one file: bytes [start, end) moved to line starts, and the number of the chunk in reading order."""

    number: int
    topic_index: int
    path: Path
    start: int
    end: int


class SplitChunk(NamedTuple):
    """A chunk that was split: how many lines it has, blank ones too."""

    chunk: Chunk
    lines: int


class Entry(NamedTuple):
    """One record out of a bucket: index into CUSTOMER_TOPICS, line within its chunk from 1, value."""

    topic_index: int
    line: int
    value: bytes


def plan_chunks(files: dict[str, Path]) -> list[Chunk]:
    """Chunks of all customer files, in the order of reading."""
    chunks: list[Chunk] = []
    for index, topic in enumerate(CUSTOMER_TOPICS):
        path = files.get(topic.name)
        size = path.stat().st_size if path else 0
        for start in range(0, size, CHUNK_BYTES):
            assert path is not None
            chunks.append(Chunk(len(chunks), index, path, start, min(size, start + CHUNK_BYTES)))
    return chunks


def bucket_count(files: dict[str, Path]) -> int:
    """How many buckets the files need; a function of their sizes only."""
    total = sum(files[topic.name].stat().st_size for topic in CUSTOMER_TOPICS if topic.name in files)
    return max(1, -(-total // BUCKET_BYTES))


def _bucket_path(folder: Path, bucket: int, chunk: int) -> Path:
    return folder / f"{bucket:05d}-{chunk:05d}.part"


def split_chunk(chunk: Chunk, folder: Path, buckets: int) -> SplitChunk:
    """Write a chunk's records to its part of each bucket."""
    pending: list[bytearray] = [bytearray() for _ in range(buckets)]
    pack = _HEADER.pack
    number = 0
    with chunk.path.open("rb", buffering=1 << 20) as stream:
        position = _seek_line_start(stream, chunk.start)
        while position < chunk.end:
            raw = stream.readline()
            if not raw:
                break
            position += len(raw)
            number += 1
            value = raw.rstrip(b"\r\n")
            if chunk.start == 0 and number == 1:
                value = value.removeprefix(_BOM)
            if not value.strip(_BLANK):
                continue
            customer = customer_of(value) or ""  # what has no usable key may lie anywhere: it becomes a dead letter
            bucket = crc32(customer.encode("utf-8", "surrogatepass")) % buckets
            part = pending[bucket]
            part += pack(chunk.topic_index, number, len(value))
            part += value
            if len(part) > _FLUSH_BYTES:
                _append(folder, bucket, chunk.number, part)
    for bucket, part in enumerate(pending):
        if part:
            _append(folder, bucket, chunk.number, part)
    return SplitChunk(chunk, number)


def _seek_line_start(stream, start: int) -> int:  # type: ignore[no-untyped-def]
    """Move to the first line that begins at or after `start`."""
    if start == 0:
        return 0
    stream.seek(start - 1)
    return start - 1 + len(stream.readline())


def _append(folder: Path, bucket: int, chunk: int, part: bytearray) -> None:
    with _bucket_path(folder, bucket, chunk).open("ab") as target:
        target.write(part)
    part.clear()


def read_bucket(folder: Path, bucket: int, chunk: int) -> Iterator[Entry]:
    """The records of one chunk in one bucket, in the order of reading."""
    path = _bucket_path(folder, bucket, chunk)
    if not path.exists():
        return
    with path.open("rb", buffering=1 << 20) as stream:
        while header := stream.read(_HEADER.size):
            topic_index, line, length = _HEADER.unpack(header)
            yield Entry(topic_index, line, stream.read(length))
    path.unlink()
