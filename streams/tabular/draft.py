"""One table's part of a drafted mapping, line by line."""

import json
from typing import NamedTuple

from streams.tabular.cleaning import clean_cell
from streams.tabular.guesses import FILL_IN, MAX_WORD, MAX_WORDS, guess_formats, guess_words
from streams.tabular.headers import recognise
from streams.tabular.mapping import Cleaning
from streams.tabular.messages import Lang
from streams.tabular.tables import Table


class Source(NamedTuple):
    """A table to draft for, with the header row's number and the sheet to name ("" for CSV)."""

    table: Table
    file: str
    sheet: str


class Draft:
    """One table's part of a draft, line by line."""

    def __init__(self, source: Source, lang: Lang, zone_known: bool) -> None:
        self.table = source.table
        self.lang = lang
        self.zone_known = zone_known
        self.columns = recognise([str(name) for name in source.table.frame.columns])
        self.lines: list[str] = []
        self.used: set[str] = set()

    def say(self, english: str, chinese: str) -> str:
        """One of two sentences, by the draft's language."""
        return chinese if self.lang == "zh" else english

    def column(self, *concepts: str) -> str | None:
        """The first of these concepts that the table has."""
        for concept in concepts:
            if concept in self.columns:
                self.used.add(self.columns[concept])
                return self.columns[concept]
        return None

    def words(self, column: str) -> list[str]:
        """The different cleaned cells of a column."""
        cells = {clean_cell(cell, Cleaning()) for cell in self.table.cells(column)}
        return sorted(cell for cell in cells if cell)

    def begin(self, event: str, english: str, chinese: str) -> None:
        """Begin a rule with a comment."""
        self.lines += [f"  # {self.say(english, chinese)}", f"  - event: {event}", f"    table: {self.table.name}"]

    def fields(self) -> None:
        """Begin the fields of the rule."""
        self.lines.append("    fields:")

    def plain(self, field: str, *concepts: str, required: bool = True) -> None:
        """A field from the first of these columns; FILL_IN where a needed one is missing."""
        column = self.column(*concepts)
        if column is not None:
            self.lines.append(f"      {field}: {quote(column)}")
        elif required:
            todo = self.say("no column looks like it: name one", "没有找到对应的列：请填写列名")
            self.lines.append(f"      {field}: {FILL_IN}  # {todo}")

    def constant(self, field: str, value: str, english: str = "", chinese: str = "") -> None:
        """A field that is the same in every row."""
        comment = self.say(english, chinese)
        self.lines.append(f"      {field}: {{value: {quote(value)}}}" + (f"  # {comment}" if comment else ""))

    def time(self, field: str, *concepts: str, at: str | None = None, required: bool = True) -> None:
        """A time, with the formats that read all of the column's cells."""
        column = self.column(*concepts)
        if column is None:
            self.plain(field, required=required)
            return
        formats = guess_formats(clean_cell(cell, Cleaning()) for cell in self.table.cells(column))
        parts, comment = [f"column: {quote(column)}"], ""
        if formats is None:
            parts.append(f"formats: [{FILL_IN}]")
            comment = self.say("day first is %d/%m/%Y, month first %m/%d/%Y", "日在前写 %d/%m/%Y，月在前写 %m/%d/%Y")
        elif formats:
            parts.append(f"formats: [{', '.join(quote(pattern) for pattern in formats)}]")
        if at:
            parts.append(f'at: "{at}"')
            comment = comment or self.say("a bare date counts as this time of day", "只有日期时按这个时刻计算")
        self.lines.append(f"      {field}: {{{', '.join(parts)}}}" + (f"  # {comment}" if comment else ""))

    def enumeration(self, field: str, concept: str, default: str | None = None) -> None:
        """A field with few words, each translated or left to fill in."""
        column = self.column(concept)
        if column is None:
            if default is not None:
                self.constant(field, default, "no column says it: assumed", "没有对应的列：按此假定")
            return
        words = self.words(column)
        if len(words) > MAX_WORDS or any(len(word) > MAX_WORD for word in words):
            self.lines.append(f"      {field}: {quote(column)}")
            return
        guessed = guess_words(concept, words)
        comment = self.say("guessed from the values: check", "根据单元格内容猜测：请核对")
        self.lines += [f"      {field}:  # {comment}", f"        column: {quote(column)}", "        values:"]
        self.lines += [f"          {quote(word)}: {value}" for word, value in guessed.items()]
        if not guessed:
            self.lines[-1] += " {}"


def quote(text: str) -> str:
    r"""A YAML scalar that is always this text, whatever it holds.

    >>> quote("yes"), quote("客户\x07")
    ('"yes"', '"客户\\u0007"')
    """
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in json.dumps(text, ensure_ascii=False))


def plain_line(text: str) -> str:
    """A text that may stand in a comment: without what would end the line or is no character."""
    return "".join(c if c.isprintable() else " " for c in text)
