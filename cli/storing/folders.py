"""Records the folders of a replay, events and results; a recording that was cut off goes on where it stopped."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine

from cli.storing.recorded import Recorded
from detector.errors import InputError
from detector.events import TOPICS
from detector.outputs import OUTPUT_TOPICS
from store.engine import refresh_statistics
from store.recording.feed import Feed, end_feed
from store.recording.incoming import Incoming, Place
from store.recording.offsets import Move
from store.recording.recorder import Recorder
from streams.lines import read_lines
from streams.processes import Progress
from streams.results import find_origin

BATCH_RECORDS = 5000
"""Records in one transaction: with more of them recording becomes no faster."""


def record_folder(
    engine: Engine,
    result_dir: Path,
    input_dir: Path | None = None,
    *,
    progress: Progress,
    batch_records: int = BATCH_RECORDS,
) -> Recorded:
    """Write the events and results of a replay into a store. Running it again changes nothing.

    `input_dir`: where the folder of events has moved since. Raises InputError where one of the folders is not what it
    should be, UsageError where the store is fed from elsewhere, StoreError where it does not answer.
    """
    files = _find_files(result_dir, input_dir)
    recorder = Recorder(engine, Feed("folder", _identity(result_dir, files)))
    positions, done = recorder.positions(), Recorded()
    read, size = 0, sum(path.stat().st_size for path in files.values())
    for topic, path in files.items():
        place = Place(topic, 0)
        start = positions.get(place)
        for lot in _lots(_lines(place, path), start, batch_records):
            end = lot[-1].offset + 1
            done.add(recorder.write(lot, {place: Move(start, end)}))
            start = end
            progress("store", read + sum(len(record.value or b"") for record in lot), size)
        read += path.stat().st_size
        progress("store", read, size)
    end_feed(engine)
    if done.read:
        refresh_statistics(engine)
    return done


def _find_files(result_dir: Path, input_dir: Path | None) -> dict[str, Path]:
    """Topic → file, events first; all files of results are there, of events those that exist."""
    origin = find_origin(result_dir)
    if origin.result_dir is None:
        message = f"{result_dir}: is a folder of events; run `transferwatch replay {result_dir} --output RESULT` first"
        raise InputError(message)
    found = input_dir or origin.input_dir
    if found is None or not found.is_dir():
        named = input_dir or origin.input_named
        message = f"{named}: the folder of events that {result_dir} was made from is not there; name it with --input"
        raise InputError(message)
    files = {topic.name: found / topic.file for topic in TOPICS if (found / topic.file).is_file()}
    for topic, file, _, _ in OUTPUT_TOPICS:
        if not (result_dir / file).is_file():
            message = f"{result_dir / file}: is missing; run `transferwatch replay` again"
            raise InputError(message)
        files[topic] = result_dir / file
    return files


def _identity(result_dir: Path, files: Mapping[str, Path]) -> str:
    """A hash by which the same results are known again: of the summary, which tells when, and of the files' sizes."""
    sizes = "".join(f"{topic} {path.stat().st_size}\n" for topic, path in sorted(files.items()))
    return sha256((result_dir / "summary.json").read_bytes() + sizes.encode()).hexdigest()[:32]


def _lines(place: Place, path: Path) -> Iterator[Incoming]:
    if path.name in {topic.file for topic in TOPICS}:
        for line in read_lines(path):
            yield Incoming(place, line.number, line.value)
        return
    written_us = path.stat().st_mtime_ns // 1000
    with path.open("rb", buffering=1 << 20) as stream:  # of our own making: no line is too long to be read
        for number, value in enumerate(stream, 1):
            yield Incoming(place, number, value, at_us=written_us)


def _lots(records: Iterator[Incoming], start: int | None, size: int) -> Iterator[list[Incoming]]:
    ahead = (record for record in records if start is None or record.offset >= start)
    while lot := list(islice(ahead, size)):
        yield lot
