"""Writes the files of a world: streaming, with exact copies and in random order where asked, in little memory."""

from pathlib import Path
from random import Random
from typing import BinaryIO

from detector.errors import UsageError

FILES = ("people", "names", "quotas", "ownership-changes", "activities", "orders")
OURS = frozenset((*(f"{name}.ndjson" for name in FILES), "labels.ndjson", "world.json"))
_HELD_LINES = 100_000  # of all parts of a file together, so that more parts need no more memory
_BUCKET_LINES = 150_000


class Spool:
    """The lines of one file.

    Without shuffling a line goes out at once and its copy somewhat later. With it, lines go to `buckets`
    random parts, and each part is shuffled in memory at the end: a uniform shuffle that holds one part at a
    time. `lines` counts originals, `copies` the exact copies.
    """

    def __init__(self, path: Path, rng: Random, *, duplicates: float, buckets: int) -> None:
        self.lines = 0
        self.copies = 0
        self._path = path
        self._rng = rng
        self._duplicates = duplicates
        self._held: list[bytes] = []
        self._parts = [path.with_name(f".{path.name}.{n}") for n in range(buckets)] if buckets else [path]
        self._files: list[BinaryIO] = [part.open("wb") for part in self._parts]
        self._buffers: list[list[bytes]] = [[] for _ in self._parts]
        self._flush_lines = max(50, min(4000, _HELD_LINES // len(self._parts)))

    def add(self, line: bytes) -> None:
        """Write one line, given without its end."""
        self.lines += 1
        self._put(line)
        if self._duplicates and self._rng.random() < self._duplicates:
            self.copies += 1
            self._held.append(line)
            if len(self._held) > 500:
                place = int(self._rng.random() * 500)
                self._held[place], self._held[-1] = self._held[-1], self._held[place]
                self._put(self._held.pop())

    def _put(self, line: bytes) -> None:
        part = int(self._rng.random() * len(self._parts)) if len(self._parts) > 1 else 0
        buffer = self._buffers[part]
        buffer.append(line)
        if len(buffer) >= self._flush_lines:
            self._flush(part)

    def _flush(self, part: int) -> None:
        buffer = self._buffers[part]
        if buffer:
            buffer.append(b"")
            self._files[part].write(b"\n".join(buffer))
            buffer.clear()

    def close(self) -> None:
        """Write what is held back, and join the shuffled parts."""
        for line in self._held:
            self._put(line)
        for number, file in enumerate(self._files):
            self._flush(number)
            file.close()
        if self._parts == [self._path]:
            return
        with self._path.open("wb") as out:
            for part in self._parts:
                lines = part.read_bytes().splitlines(keepends=True)
                self._rng.shuffle(lines)
                out.write(b"".join(lines))
                part.unlink()


def buckets_for(name: str, customers: int, shuffle: bool) -> int:
    """Return how many parts a file of this world is shuffled in; 0 for none.

    >>> buckets_for("activities", 1_000_000, True), buckets_for("people", 10, False)
    (81, 0)
    """
    if not shuffle:
        return 0
    each = {"activities": 12, "ownership-changes": 3, "orders": 3, "names": 1}.get(name, 0)
    return 1 + customers * each // _BUCKET_LINES


def target_folder(output: Path, *, force: bool) -> None:
    """Raise UsageError unless `output` is free, empty, or a world that nobody added files to.

    `force` allows any folder; what else lies in it stays there.
    """
    if not output.exists():
        return
    if not output.is_dir():
        message = f"{output} is a file; give a folder to --output"
        raise UsageError(message)
    present = {entry.name for entry in output.iterdir()}
    if force or not present or ("world.json" in present and present <= OURS):
        return
    message = f"{output} holds other files ({', '.join(sorted(present - OURS)[:3])}); choose another folder, or --force"
    if present <= OURS:
        message = (
            f"{output} holds event files but no world.json, so it may be real data; choose another folder, or --force"
        )
    raise UsageError(message)
