"""A table in memory: every cell as the text that was written, and where each row came from."""

from bisect import bisect_right
from typing import NamedTuple

import pandas as pd


class Place(NamedTuple):
    """Where a row stands, as a spreadsheet shows it: file name, sheet ("" for CSV) and row number from 1."""

    file: str
    sheet: str
    row: int


class Part(NamedTuple):
    """Rows from one file and sheet: `rows` are the spreadsheet's row numbers."""

    file: str
    sheet: str
    rows: list[int]


class Table:
    """The rows of one table of the mapping, from one or more files.

    `frame` has one text column per header (repeated headers are `name`, `name#2`, …; nameless ones `#3`), no missing
    values (an absent cell is ""), and a plain index 0 … n-1 over all parts.
    """

    def __init__(self, name: str, frame: pd.DataFrame, parts: list[Part]) -> None:
        self.name = name
        self.frame = frame
        self.parts = parts
        self._starts = [0]
        for part in parts:
            self._starts.append(self._starts[-1] + len(part.rows))

    def __len__(self) -> int:
        return len(self.frame)

    def place(self, position: int) -> Place:
        """Where row `position` (from 0) of the frame stands.

        >>> frame = pd.DataFrame({"a": ["x", "y"]})
        >>> Table("t", frame, [Part("t.csv", "", [2, 4])]).place(1)
        Place(file='t.csv', sheet='', row=4)
        """
        index = bisect_right(self._starts, position) - 1
        part = self.parts[index]
        return Place(part.file, part.sheet, part.rows[position - self._starts[index]])

    def cells(self, column: str) -> list[str]:
        """All cells of a column."""
        return self.frame[column].tolist()


def unique_headers(headers: list[str]) -> list[str]:
    """Headers made unique, in the order of the columns.

    >>> unique_headers(["金额", " 金额 ", "", "owner"])
    ['金额', '金额#2', '#3', 'owner']
    """
    seen: dict[str, int] = {}
    names = []
    for number, header in enumerate(headers, start=1):
        clean = " ".join(header.replace("\ufeff", "").split())
        seen[clean] = seen.get(clean, 0) + 1
        if not clean:
            names.append(f"#{number}")
        else:
            names.append(clean if seen[clean] == 1 else f"{clean}#{seen[clean]}")
    return names


def join_tables(name: str, tables: list[Table]) -> Table:
    """One table from several of the same kind; a column that one file lacks is empty there."""
    if len(tables) == 1:
        return tables[0]
    frame = pd.concat([table.frame for table in tables], ignore_index=True).fillna("")
    return Table(name, frame, [part for table in tables for part in table.parts])
