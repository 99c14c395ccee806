"""A view of the store as a CSV file that every spreadsheet opens and none takes for formulas."""

import csv
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from cli.reporting.files import harmless, write_file
from store.queries.streaming import stream_view

_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def export_view(engine: Engine, view: str, path: Path) -> int:
    """Write a view row by row; how many rows. Raises UsageError, StoreError, InputError where it cannot be written."""
    columns, rows = stream_view(engine, view)
    count = 0

    def cells() -> Iterator[list[str]]:
        nonlocal count
        for row in rows:
            count += 1
            yield [_cell(value) for value in row]

    def write(temporary: Path) -> None:
        with temporary.open("w", encoding="utf-8-sig", newline="") as file, closing(rows):
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(columns)
            writer.writerows(cells())

    write_file(path, write)
    return count


def _cell(value: Any) -> str:
    """Numbers as they are; whatever somebody wrote is text, never a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if not isinstance(value, str) or _AMOUNT.fullmatch(value) else harmless(value)
