"""`transferwatch import`: CSV and Excel to the contract's events by a mapping file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detector.errors import UsageError

if TYPE_CHECKING:
    from streams.tabular.importing import ImportReport

SHOWN_BAD_CELLS = 20


def import_(
    files: Annotated[list[Path] | None, typer.Argument(help="CSV (.gz too) or Excel files.")] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="Mapping file, or a shipped one: maven-crm, bpi2012, template.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Folder for the events; new or empty.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List every bad cell and write nothing.")] = False,
    init: Annotated[Path | None, typer.Option(help="Draft a mapping from the files' headers into this file.")] = None,
    template: Annotated[Path | None, typer.Option(help="Write an Excel workbook to fill in.")] = None,
    lang: Annotated[Literal["zh", "en"], typer.Option(help="Language of what is printed and drafted.")] = "en",
    force: Annotated[bool, typer.Option("--force", help="Replace what stands at the output.")] = False,
) -> None:
    """Turn CSV and Excel tables into a folder of events by a mapping file; see docs/import.md."""
    if template is not None:
        _write_template(template, force=force)
        return
    if init is not None:
        _draft(files or [], init, mapping, lang, force=force)
        return
    if not files:
        message = "import: no file given; expected `import FILE… --mapping FILE --output DIR`"
        raise UsageError(message)
    if mapping is None:
        message = "import: no --mapping given; draft one with `--init mapping.yml`, or use --mapping template"
        raise UsageError(message)
    if output is None and not dry_run:
        message = "import: no --output given; name a folder for the events, or look first with --dry-run"
        raise UsageError(message)
    from streams.tabular.importing import import_tables
    from streams.tabular.loading import read_mapping

    report = import_tables(files, read_mapping(mapping), output, dry_run=dry_run, force=force, lang=lang)
    _print_report(report, lang, dry_run=dry_run)


def _print_report(report: "ImportReport", lang: Literal["zh", "en"], *, dry_run: bool) -> None:
    from streams.tabular.summary import report_lines

    limit = None if dry_run else SHOWN_BAD_CELLS
    for line in report_lines(report, lang, shown_bad_cells=limit):
        typer.echo(line)


def _write_template(path: Path, *, force: bool) -> None:
    from streams.tabular.template import write_template

    _refuse_existing(path, force=force)
    write_template(path)
    typer.echo(f"{path}: fill it in, then: transferwatch import {path} --mapping template --output DIR")


def _draft(files: list[Path], init: Path, mapping: Path | None, lang: Literal["zh", "en"], *, force: bool) -> None:
    """`FILE… --init NEW.yml` drafts into NEW.yml; `--init EXPORT.csv` alone reads that (to --mapping, or printed)."""
    from streams.tabular.drafting import draft_mapping
    from streams.tabular.sources import is_table_file, read_sources

    target: Path | None = init
    if not files and is_table_file(init):
        files, target = [init], mapping
    if not files:
        message = "import --init: no tables given; expected `import FILE… --init mapping.yml`"
        raise UsageError(message)
    if target is not None and is_table_file(target):
        message = f"import --init: {target} looks like a table; --init names the mapping file to write"
        raise UsageError(message)
    text = draft_mapping(read_sources(files), lang)
    if target is None:
        typer.echo(text, nl=False)
        return
    _refuse_existing(target, force=force)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    left = text.count("FILL_IN") - 1
    typer.echo(
        f"{target}：已起草，还有 {left} 处 FILL_IN 需要填写" if lang == "zh"
        else f"{target}: drafted, {left} times FILL_IN left for you; then look with --dry-run"
    )  # fmt: skip


def _refuse_existing(path: Path, *, force: bool) -> None:
    if path.exists() and not force:
        message = f"{path}: exists already; give another name, or --force to replace it"
        raise UsageError(message)
