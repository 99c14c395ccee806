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
from streams.lines import Cut, Line, lines_between

BUCKET_BYTES = 24 * 1024 * 1024
CHUNK_BYTES = 32 * 1024 * 1024
_HEADER = Binary("<?QI")  # is it cut, line within the chunk, length of what follows
_CUT = Binary("<Q32s")  # length of the whole record, its SHA-256
_FLUSH_BYTES = 1 << 16


class Chunk(NamedTuple):
    """A part of one file: the lines that begin in bytes [start, end); `number` in the order of reading.

    `topic_index`: index into CUSTOMER_TOPICS.
    """

    number: int
    topic_index: int
    path: Path
    start: int
    end: int


class SplitChunk(NamedTuple):
    """A chunk that was split: how many lines it has, blank ones too."""

    chunk: Chunk
    lines: int


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


def bucket_count(chunks: list[Chunk]) -> int:
    """How many buckets the files need; a function of their sizes only."""
    total = sum(chunk.end - chunk.start for chunk in chunks)
    return max(1, -(-total // BUCKET_BYTES))


def _bucket_path(folder: Path, bucket: int, chunk: int) -> Path:
    return folder / f"{bucket:05d}-{chunk:05d}.part"


def split_chunk(chunk: Chunk, folder: Path, buckets: int) -> SplitChunk:
    """Write a chunk's records to its part of each bucket."""
    pending: list[bytearray] = [bytearray() for _ in range(buckets)]
    lines = 0
    with chunk.path.open("rb", buffering=1 << 20) as stream:
        for line in lines_between(stream, chunk.start, chunk.end):
            lines = line.number
            if line.value:
                bucket = _bucket_of(line, buckets)
                part = pending[bucket]
                _add(part, line)
                if len(part) > _FLUSH_BYTES:
                    _append(folder, bucket, chunk.number, part)
    for bucket, part in enumerate(pending):
        if part:
            _append(folder, bucket, chunk.number, part)
    return SplitChunk(chunk, lines)


def _bucket_of(line: Line, buckets: int) -> int:
    customer = None if line.cut else customer_of(line.value)
    if not customer:  # becomes a dead letter, wherever it lies; spread, so that a file of garbage fits into memory
        return line.number % buckets
    return crc32(customer.encode("utf-8", "surrogatepass")) % buckets


def _add(part: bytearray, line: Line) -> None:
    if line.cut is None:
        part += _HEADER.pack(False, line.number, len(line.value))
    else:
        part += _HEADER.pack(True, line.number, _CUT.size + len(line.value))
        part += _CUT.pack(line.cut.length, bytes.fromhex(line.cut.sha256))
    part += line.value


def _append(folder: Path, bucket: int, chunk: int, part: bytearray) -> None:
    with _bucket_path(folder, bucket, chunk).open("ab") as target:
        target.write(part)
    part.clear()


def read_bucket(folder: Path, bucket: int, chunk: int) -> Iterator[Line]:
    """The records of one chunk in one bucket, in the order of reading, numbered within their chunk; read once."""
    path = _bucket_path(folder, bucket, chunk)
    if not path.exists():
        return
    with path.open("rb", buffering=1 << 20) as stream:
        while header := stream.read(_HEADER.size):
            is_cut, number, length = _HEADER.unpack(header)
            value, cut = stream.read(length), None
            if is_cut:
                whole, digest = _CUT.unpack_from(value)
                value, cut = value[_CUT.size :], Cut(whole, digest.hex())
            yield Line(number, value, cut)
    path.unlink()
