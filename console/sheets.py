"""Rows as CSV or Excel, written as they come: memory does not grow with the number of rows."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
          "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip
_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?")
_CHUNK = 64 * 1024
ROWS_OF_A_SHEET = 1_048_575
"""Excel's limit, less the heading; what is more goes to the next sheet."""

Cells = Mapping[str, Any]


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; negative amounts stay numbers.

    >>> harmless("=1+1"), harmless("-12.50"), harmless("-1+2"), harmless("Acme")
    ("'=1+1", '-12.50', "'-1+2", 'Acme')
    """
    return f"'{cell}" if cell.startswith(_RISKY) and not _NUMBER.fullmatch(cell) else cell


def text_of(value: object) -> str:
    """A value as a cell's text.

    What has parts stands as JSON, a plain list as its words.

    >>> text_of(None), text_of(True), text_of(["amount", "share"]), text_of(3), text_of([{"a": 1}])
    ('', 'true', 'amount share', '3', '[{"a":1}]')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        return " ".join(map(str, value))
    return msgspec.json.encode(value).decode() if isinstance(value, dict | list) else str(value)


def csv_chunks(columns: Sequence[str], rows: Iterable[Cells]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, as Excel expects it, in pieces."""
    text = io.StringIO(newline="")
    text.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(text_of(row.get(name))) for name in columns])
        if text.tell() > _CHUNK:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def excel_file(columns: Sequence[str], rows: Iterable[Cells], most_rows: int = ROWS_OF_A_SHEET) -> tuple[Path, int]:
    """A temporary Excel file, which the caller deletes, and how many rows it has. Every cell is a text."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped,unused-ignore]

    with tempfile.NamedTemporaryFile(prefix="transferwatch-", suffix=".xlsx", delete=False) as made:
        path = Path(made.name)
    count = 0
    try:
        with Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
            for row in rows:
                if count % most_rows == 0:
                    sheet = _sheet(book, columns)
                for at, name in enumerate(columns):
                    sheet.write_string(count % most_rows + 1, at, text_of(row.get(name))[:32_767])
                count += 1
            if count == 0:
                _sheet(book, columns)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path, count


def _sheet(book: Any, columns: Sequence[str]) -> Any:
    sheet = book.add_worksheet()
    for at, name in enumerate(columns):
        sheet.write_string(0, at, name)
    return sheet


def file_chunks(path: Path) -> Iterator[bytes]:
    """A file in pieces; deleted when it was read, or nobody reads on."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    finally:
        path.unlink(missing_ok=True)
