"""Import tables: read the files, build the events, measure what they cover, write the folder."""

from collections import Counter
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from detector.errors import InputError
from streams.tabular.building import TOPIC_OF, Built, build_events
from streams.tabular.coverage import Coverage, measure_coverage
from streams.tabular.fields import Value
from streams.tabular.mapping import Mapping, used_columns
from streams.tabular.messages import Lang, expected_text
from streams.tabular.reading import Read, is_called, merge_reads, read_table
from streams.tabular.tables import Table
from streams.tabular.writing import check_output, write_folder


class BadCell(Struct, frozen=True):
    """A cell that could not be used, where it stands, and what is expected there (`code` with `params`)."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    code: str
    params: dict[str, object]

    def expected(self, lang: Lang = "en") -> str:
        """What is expected of the cell, as a sentence."""
        return expected_text(self.code, self.params, lang)


class SourceFile(Struct, frozen=True):
    """A file (and sheet) as it was read: rows with content, and the encoding."""

    table: str
    file: str
    sheet: str
    encoding: str
    rows: int


class ImportReport(Struct, frozen=True):
    """What an import did: events by file of the contract, bad cells, rows left out by table and reason, coverage.

    `output` is None for a dry run. `unused_files` were given but no table of the mapping asks for them.
    """

    output: str | None
    sources: list[SourceFile]
    events: dict[str, int]
    bad_cells: list[BadCell]
    left_out: dict[str, dict[str, int]]
    coverage: Coverage
    unused_files: list[str]


def import_tables(
    files: Sequence[Path], mapping: Mapping, output: Path | None, *, dry_run: bool = False, force: bool = False,
    lang: Lang = "en",
) -> ImportReport:  # fmt: skip
    """Turn CSV and Excel files into a folder of the contract's NDJSON by a mapping.

    `dry_run` writes nothing (`output` may be None). `lang` is that of the sentences in bad-cells.csv. Rows with a bad
    cell are listed and left out. Raises InputError for files that cannot be read or lack a column, UsageError where
    the output cannot be written.
    """
    if output is not None and not dry_run:
        check_output(output, force=force)
    reads = _read_all(files, mapping)
    tables = {name: merge_reads(name, found) for name, found in reads.items() if found}
    _check_columns(mapping, tables)
    built = build_events(mapping, tables)
    bad = _bad_cells(built, tables, reads)
    report = ImportReport(
        output=None if dry_run or output is None else str(output),
        sources=_sources(reads),
        events={TOPIC_OF[kind].file: len(rows) for kind, rows in built.events.items()},
        bad_cells=bad,
        left_out=_left_out(built, reads),
        coverage=measure_coverage(built.events),
        unused_files=_unused(files, mapping),
    )
    if not dry_run and output is not None:
        _write(output, built.events, report, lang, force=force)
    return report


def _write(
    output: Path, events: Dict[str, list[dict[str, Value]]], report: ImportReport, lang: Lang, *, force: bool
) -> None:
    if not any(events.values()):
        first = report.bad_cells[0] if report.bad_cells else None
        why = (
            f"{len(report.bad_cells)} bad cells, the first in {first.file} row {first.row}, column {first.column}"
            if first
            else "no row meets a condition of the mapping"
        )
        message = f"{output}: no row gave an event ({why}); run with --dry-run and correct the mapping or the file"
        raise InputError(message)
    rows = (
        (cell.file, cell.sheet, str(cell.row), cell.column, cell.value, cell.expected(lang))
        for cell in report.bad_cells
    )
    write_folder(output, events, rows, report.coverage, force=force)


def _read_all(files: Sequence[Path], mapping: Mapping) -> dict[str, list[Read]]:
    for path in files:
        if not path.is_file():
            message = f"{path}: no such file; give the paths of CSV or Excel files"
            raise InputError(message)
    reads = {}
    for name, spec in mapping.tables.items():
        reads[name] = read_table(name, spec, files)
        if not reads[name] and not spec.optional:
            given = ", ".join(path.name for path in files) or "none"
            message = (
                f"mapping, tables.{name}: no given file is called {spec.file!r} (given: {given}); "
                "give that file, or correct `file:` (a pattern such as orders*.csv) or set `optional: true`"
            )
            raise InputError(message)
    return reads


def _check_columns(mapping: Mapping, tables: Dict[str, Table]) -> None:
    needed: list[tuple[str, str]] = []
    for rule in mapping.events:
        needed += [(rule.table, column) for column in sorted(used_columns(rule))]
    for lookup in mapping.lookups.values():
        needed += [(lookup.table, column) for column in (lookup.key, lookup.value) if lookup.table and column]
    for name, column in needed:
        table = tables.get(name)
        if table is not None and column not in table.frame.columns:
            where = f"{table.parts[0].file}{f', sheet {table.parts[0].sheet}' if table.parts[0].sheet else ''}"
            found = ", ".join(map(str, table.frame.columns))
            message = (
                f"{where}: has no column {column!r}, which the mapping's table {name!r} uses; its columns are {found} "
                "(a repeated header is NAME#2); correct the mapping, or `header_row:` of the table"
            )
            raise InputError(message)


def _bad_cells(built: Built, tables: Dict[str, Table], reads: Dict[str, list[Read]]) -> list[BadCell]:
    """All bad cells once, in the order of files and rows."""
    cells: dict[tuple[str, int, str, str], BadCell] = {}
    for table_name, cell in built.bad:
        place = tables[table_name].place(cell.position)
        key = (table_name, cell.position, cell.column, cell.code)
        cells.setdefault(key, BadCell(*place, cell.column, cell.value, cell.code, dict(cell.params)))
    for found in reads.values():
        for read in found:
            for row in read.ragged:
                params: dict[str, object] = {"expected": row.expected, "found": row.found}
                key = (read.table.name, -row.row, row.file, "ragged")
                cells.setdefault(
                    key,
                    BadCell(row.file, row.sheet, row.row, f"#{row.expected + 1}", row.first_extra, "ragged", params),
                )
    return sorted(cells.values(), key=lambda cell: (cell.file, cell.sheet, cell.row, cell.column))


def _sources(reads: Dict[str, list[Read]]) -> list[SourceFile]:
    return [
        SourceFile(name, read.table.parts[0].file, read.table.parts[0].sheet, read.encoding, len(read.table))
        for name, found in reads.items()
        for read in found
    ]


def _left_out(built: Built, reads: Dict[str, list[Read]]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in reads}
    for (table, reason), number in built.left_out.items():
        if number:
            counts[table][reason] += number
    return {table: dict(found) for table, found in counts.items() if found.total()}


def _unused(files: Sequence[Path], mapping: Mapping) -> list[str]:
    wanted = [spec.file for spec in mapping.tables.values()]
    return [path.name for path in files if not any(is_called(path, name) for name in wanted)]
