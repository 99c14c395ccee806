"""The tables of files as they are, for drafting: every sheet with headers, under a name of its own."""

import re
from collections.abc import Sequence
from pathlib import Path

from detector.errors import InputError
from streams.tabular.draft import Source
from streams.tabular.mapping import TableSpec
from streams.tabular.reading import EXCEL, read_file, sheet_names

_TABLES = (*EXCEL, ".csv", ".tsv", ".txt", ".gz")


def is_table_file(path: Path) -> bool:
    """Whether a path looks like a table (by its ending), not like a mapping."""
    return path.suffix.lower() in _TABLES


def read_sources(files: Sequence[Path]) -> list[Source]:
    """Every file, and every sheet of a workbook that has headers. Raises InputError where nothing can be read."""
    sources: list[Source] = []
    for path in files:
        if not path.is_file():
            message = f"{path}: no such file; give the paths of CSV or Excel files"
            raise InputError(message)
        sheets = sheet_names(path)
        for sheet in sheets:
            name = _name(path.stem if len(sheets) == 1 else sheet, [source.table.name for source in sources])
            try:
                read = read_file(path, name, TableSpec(file=path.name, sheet=sheet or None))
            except InputError:
                if len(sheets) == 1:
                    raise
                continue  # a sheet without a table, such as notes or a chart
            sources.append(Source(read.table, path.name, sheet))
    if not sources:
        message = f"{', '.join(map(str, files))}: no sheet has headers in its first row"
        raise InputError(message)
    return sources


def _name(text: str, taken: list[str]) -> str:
    base = re.sub(r"\W+", "_", text).strip("_") or "table"
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    return name
