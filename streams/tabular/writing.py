"""The output folder of an import: written beside its place and renamed, so that it is there whole or not at all."""

import csv
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from detector.errors import UsageError
from streams.tabular.building import TOPIC_OF
from streams.tabular.fields import Value

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BAD_CELL_HEADERS = ("file", "sheet", "row", "column", "value", "expected")


def formula_safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> formula_safe("=1+1"), formula_safe("12")
    ("'=1+1", '12')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def check_output(output: Path, *, force: bool) -> None:
    """Raise UsageError where the output exists and is not an empty folder, unless `force`."""
    if output.exists() and not output.is_dir():
        message = f"{output}: is a file; give a folder that does not exist yet as --output"
        raise UsageError(message)
    if output.is_dir() and any(output.iterdir()) and not force:
        message = f"{output}: is not empty; give another folder, or --force to replace it"
        raise UsageError(message)


def write_folder(
    output: Path,
    events: Mapping[str, Sequence[Mapping[str, Value]]],
    bad_rows: Iterable[Sequence[str]],
    coverage: object,
    *,
    force: bool,
) -> None:
    """Write the event files, bad-cells.csv and coverage.json; an old folder is only replaced when all is written.

    Raises UsageError as `check_output` does, or where the folder cannot be written.
    """
    check_output(output, force=force)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
        try:
            work.chmod(0o755)
            _write_files(work, events, bad_rows, coverage)
            _swap(work, output)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        message = f"{output}: cannot be written ({error.strerror or error}); give a folder on a disk with space"
        raise UsageError(message) from None


def _write_files(
    folder: Path,
    events: Mapping[str, Sequence[Mapping[str, Value]]],
    bad_rows: Iterable[Sequence[str]],
    coverage: object,
) -> None:
    encoder = msgspec.json.Encoder()
    for kind, rows in events.items():
        if rows:
            (folder / TOPIC_OF[kind].file).write_bytes(encoder.encode_lines(rows))
    with (folder / "bad-cells.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(BAD_CELL_HEADERS)
        writer.writerows([formula_safe(cell) for cell in row] for row in bad_rows)
    text = msgspec.json.format(msgspec.json.encode(coverage), indent=2)
    (folder / "coverage.json").write_bytes(text + b"\n")


def _swap(work: Path, output: Path) -> None:
    if output.exists():
        old = output.with_name(f"{work.name}.old")
        os.replace(output, old)
        os.replace(work, output)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.replace(work, output)
