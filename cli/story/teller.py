"""How a story is told: words, names beside ids, times of the company, lines in columns."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from cli.texts import Words
from detector.instant import SECOND_US, parse_instant

# What a terminal would obey instead of showing, and what turns the direction of writing.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Section(NamedTuple):
    """A heading and its lines; no lines, no section."""

    title: str
    lines: list[str]


def printable(text: str) -> str:
    r"""A text from outside, harmless on a terminal: one line, without control characters.

    >>> printable("a\x1b[31m b\nc")
    'a?[31m b c'
    """
    return _UNPRINTABLE.sub("?", " ".join(text.split()))


def shortened(text: str, cells: int) -> str:
    """A text cut to so many columns of a terminal; a Chinese character takes two.

    >>> shortened("客户确认预算", 7), shortened("short", 7)
    ('客户确…', 'short')
    """
    if cell_len(text) <= cells:
        return text
    while cell_len(text) > cells - 1:
        text = text[:-1]
    return f"{text}…"


def in_columns(rows: Sequence[Sequence[str]], right: Sequence[int] = (), gap: int = 2) -> list[str]:
    """Rows of equal length as aligned lines; `right`: columns that are aligned to the right.

    >>> in_columns([["客户", "1"], ["b", "20"]], right=[1])
    ['客户   1', 'b     20']
    """
    if not rows:
        return []
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for column, text in enumerate(row):
            space = " " * (widths[column] - cell_len(text))
            cells.append(space + text if column in right else text + space)
        lines.append((" " * gap).join(cells).rstrip())
    return lines


class Teller:
    """Words in one language, names of people and customers, and the company's time zone."""

    def __init__(self, words: Words, names: Mapping[str, str], zone: ZoneInfo) -> None:
        self.words = words
        self.say = words.say
        self._names = names
        self._zone = zone

    def who(self, subject_id: str | None, nobody: str = "unknown") -> str:
        """A person or customer: the name beside the id, or the word for nobody."""
        if not subject_id:
            return self.say(nobody)
        name = self._names.get(subject_id)
        if not name:
            return printable(subject_id)
        return self.say("person", name=printable(name), id=printable(subject_id))

    def time(self, at_us: int) -> str:
        """Microseconds since 1970 in the company's time zone, to the minute."""
        moment = datetime.fromtimestamp(at_us // SECOND_US, UTC).astimezone(self._zone)
        return moment.strftime("%Y-%m-%d %H:%M")

    def stamp(self, text: str) -> str:
        """An RFC 3339 time in the company's time zone, to the minute."""
        return self.time(parse_instant(text))

    def quoted(self, text: str | None, cells: int = 60) -> str:
        """Somebody's words in quotation marks, shortened; "" for none."""
        return f"“{shortened(printable(text), cells)}”" if text and text.strip() else ""
