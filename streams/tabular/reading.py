"""Files to tables, all cells as text: CSV (UTF-8, UTF-16 with BOM, GB18030; also gzip) and Excel workbooks."""

import csv
import datetime as dt
import gzip
import io
import zlib
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from detector.errors import InputError
from streams.tabular.mapping import TableSpec
from streams.tabular.tables import Part, Table, join_tables, unique_headers

EXCEL = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
DELIMITERS = ",;\t|"


class Ragged(NamedTuple):
    """A row with more cells than the header has columns: something broke its quoting."""

    file: str
    sheet: str
    row: int
    found: int
    expected: int
    first_extra: str


class Read(NamedTuple):
    """A table and what was noticed on the way: the encoding used, rows that do not fit the header."""

    table: Table
    encoding: str
    ragged: list[Ragged]


def read_table(name: str, spec: TableSpec, files: Iterable[Path]) -> list[Read]:
    """Read every given file whose name matches a table of the mapping (none: an empty list).

    Raises InputError: unreadable file, unknown encoding, no such sheet, no header row.
    """
    matching = [path for path in files if is_called(path, spec.file)]
    if spec.optional and spec.sheet is not None:
        matching = [path for path in matching if spec.sheet in sheet_names(path)]
    return [read_file(path, name, spec) for path in matching]


def is_called(path: Path, wanted: str) -> bool:
    """Whether a file has this name, or fits this pattern; capitals do not matter.

    >>> is_called(Path("x/Orders [1].CSV"), "orders [1].csv"), is_called(Path("orders-03.csv"), "orders-*.csv")
    (True, True)
    """
    name, pattern = path.name.lower(), wanted.lower()
    return name == pattern or fnmatch(name, pattern)


def read_file(path: Path, name: str, spec: TableSpec) -> Read:
    """One file (and sheet) as a table; raises InputError as `read_table` does."""
    if not path.is_file():
        message = f"{path}: no such file; give the path of a CSV or Excel file"
        raise InputError(message)
    if path.suffix.lower() in EXCEL:
        sheet, rows = _excel_rows(path, spec.sheet)
        return _to_table(name, path.name, sheet, rows, spec, "Excel")
    text, encoding = decode_text(_bytes(path), path, spec.encoding)
    return _to_table(name, path.name, "", _csv_rows(text, path, spec), spec, encoding)


def merge_reads(name: str, reads: list[Read]) -> Table:
    """The table of all files that were read for it."""
    return join_tables(name, [read.table for read in reads])


def sheet_names(path: Path) -> list[str]:
    """Names of a workbook's sheets; [""] for a CSV file. Raises InputError when the workbook cannot be read."""
    if path.suffix.lower() not in EXCEL:
        return [""]
    return list(_workbook(path).sheet_names)


def decode_text(data: bytes, path: Path, encoding: str | None = None) -> tuple[str, str]:
    """Text and the name of the encoding that it was in; `encoding` overrules the guess.

    >>> decode_text("客户".encode("gb18030"), Path("a.csv"))
    ('客户', 'GB18030')
    """
    if encoding:
        candidates = [encoding]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for candidate in candidates:
        try:
            return data.decode(candidate), "UTF-8" if candidate == "utf-8-sig" else candidate.upper()
        except UnicodeDecodeError as error:
            position = error.start
        except LookupError:
            message = f"{path}: encoding {candidate!r} is not known; expected one such as utf-8, gb18030, cp1252"
            raise InputError(message) from None
    message = (
        f"{path}: byte {position} is not {' or '.join(candidates)}; save the file as UTF-8, "
        "or name its encoding in the mapping (`encoding:` of the table)"
    )
    raise InputError(message)


def cell_text(value: Any) -> str:
    """An Excel cell as text: numbers with the 15 digits that Excel keeps, dates in ISO form.

    >>> cell_text(12.0), cell_text(0.1 + 0.2), cell_text(dt.date(2026, 3, 1)), cell_text("0012")
    ('12', '0.3', '2026-03-01', '0012')
    >>> cell_text(123456789012345678.0)
    '1.23456789012346E+17'
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(float(value))
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return str(value.total_seconds()).removesuffix(".0")
    return str(value)


def _number(value: float) -> str:
    """As Excel shows it: beyond 15 digits in the form 1.23E+17, which no id should have."""
    if abs(value) >= 1e15:
        return f"{value:.14E}"
    text = f"{value:.15g}"
    return f"{value:.20f}".rstrip("0").rstrip(".") if "e" in text else text


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    except (OSError, EOFError, zlib.error) as error:
        message = f"{path}: cannot be read ({error}); expected a CSV file, or one packed by gzip"
        raise InputError(message) from None


def _workbook(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        message = (
            f"{path}: is not a readable Excel workbook ({error}); save it again from Excel (without a password), "
            "or as CSV with the ending .csv"
        )
        raise InputError(message) from None


def _excel_rows(path: Path, sheet: str | None) -> tuple[str, list[list[str]]]:
    workbook = _workbook(path)
    names = list(workbook.sheet_names)
    chosen = sheet if sheet is not None else names[0]
    if chosen not in names:
        message = f"{path}: has no sheet {chosen!r}; its sheets are {', '.join(names)} (`sheet:` of the table)"
        raise InputError(message)
    rows = workbook.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    return chosen, [[cell_text(cell) for cell in row] for row in rows]


def _csv_rows(text: str, path: Path, spec: TableSpec) -> list[list[str]]:
    csv.field_size_limit(2**31 - 1)
    head = text.split("\n", spec.header_row)[: spec.header_row]
    delimiter = spec.delimiter or max(DELIMITERS, key=(head or [""])[-1].count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (csv.Error, TypeError) as error:
        message = f"{path}: is not a CSV file ({error}); `delimiter:` of the table takes one character"
        raise InputError(message) from None


def _to_table(name: str, file: str, sheet: str, rows: list[list[str]], spec: TableSpec, encoding: str) -> Read:
    where = f"{file}{f', sheet {sheet}' if sheet else ''}"
    if len(rows) < spec.header_row or not any(cell.strip() for cell in rows[spec.header_row - 1]):
        message = f"{where}: row {spec.header_row} has no headers; `header_row:` of the table says where they stand"
        raise InputError(message)
    headers = unique_headers(rows[spec.header_row - 1])
    while len(headers) > 1 and headers[-1].startswith("#") and headers[-1] == f"#{len(headers)}":
        headers.pop()
    width, skipped = len(headers), set(spec.skip_rows)
    kept: list[list[str]] = []
    numbers: list[int] = []
    ragged: list[Ragged] = []
    for number, row in enumerate(rows[spec.header_row :], start=spec.header_row + 1):
        if number in skipped:
            continue
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != width:
            extra = next((cell for cell in row[width:] if cell.strip()), None)
            if extra is not None:
                ragged.append(Ragged(file, sheet, number, len(row), width, extra))
                continue
            row = [*row[:width], *[""] * (width - len(row))]
        kept.append(row)
        numbers.append(number)
    frame = pd.DataFrame(kept, columns=pd.Index(headers), dtype=object)
    return Read(Table(name, frame, [Part(file, sheet, numbers)]), encoding, ragged)
