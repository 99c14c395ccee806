"""Reading the lines of an NDJSON file one by one."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from detector.errors import InputError

T = TypeVar("T")


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Line number (from 1) and bytes of each line that is not blank."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.isspace():
                yield number, line


def strictly(path: Path, kind: type[T]) -> Iterator[T]:
    """Every line as `kind`, of a file that this project wrote itself.

    Raises InputError at the first line that is none.
    """
    decoder = msgspec.json.Decoder(kind)
    for number, line in lines_of(path):
        try:
            yield decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            message = (
                f"{path}, line {number}: {error}. The file is damaged or was written by something else; "
                "write it anew and evaluate again."
            )
            raise InputError(message) from None
