"""`transferwatch report`: flagged or held orders for people, and texts whose reading was corrected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.store_options import Doer
from cli.storing.source import Source, Wanted, open_source

if TYPE_CHECKING:
    from cli.reporting.rows import Report
    from detector.outputs import Outcome


def report(
    kind: Annotated[
        Literal["flagged", "held", "corrections"],
        typer.Argument(help="Orders that ask for a look, or with held credit; or texts that a person read otherwise."),
    ],
    source: Source,
    output: Annotated[
        Path | None,
        typer.Option(help="File to write: .xlsx, .csv or .html; for corrections .csv or .ndjson. Without it, printed."),
    ] = None,
    lang: Annotated[Literal["zh", "en"], typer.Option(help="Language of the report.")] = "en",
    outcome: Annotated[
        Literal["review", "watch"], typer.Option(help="From which outcome on an order counts as flagged.")
    ] = "review",
    limit: Annotated[int, typer.Option(min=0, help="Rows of a printed table; 0: all.")] = 20,
    rules: Annotated[Path | None, typer.Option(help="Folder with your own rules, for their messages.")] = None,
    by: Doer = None,
) -> None:
    """Orders with reasons, exact money, people, and what would clear them; the biggest amounts first.

    `corrections`: texts for which an explanation gives another code than the keyword rules read in them.
    """
    if kind == "corrections":
        _corrections(source, output, lang, limit, rules, by)
        return
    from cli.reporting.rows import make_report
    from cli.reporting.table import show_report
    from detector.errors import UsageError
    from streams.packs import load_pack

    ending = output.suffix.lower() if output else ""
    if output is not None and ending not in (".xlsx", ".csv", ".html"):
        message = f"--output {output}: expected a file name that ends in .xlsx, .csv or .html"
        raise UsageError(message)
    outcomes: frozenset[Outcome] = frozenset(("review",) if outcome == "review" else ("review", "watch"))
    wanted = Wanted(report=kind, outcomes=outcomes if kind == "flagged" else frozenset(), by=by, form=ending[1:])
    with open_source(source, wanted) as origin:
        if origin.result_dir is None:
            message = f"{source}: is a folder of events; run `transferwatch replay {source} --output RESULT` first"
            raise UsageError(message)
        made = make_report(origin, origin.result_dir, kind, outcomes, load_pack(rules), lang)
    if output is None:
        show_report(made, limit)
        return
    _write(made, output)
    print(made.teller.say("written", orders=len(made.rows), file=str(output)))


def _write(made: Report, output: Path) -> None:
    from cli.reporting.files import write_csv, write_file, write_html

    if output.suffix.lower() == ".xlsx":
        from cli.reporting.excel import write_excel

        write_file(output, lambda path: write_excel(made, path))
    else:
        write_file(output, lambda path: (write_csv if output.suffix.lower() == ".csv" else write_html)(made, path))


def _corrections(
    source: str, output: Path | None, lang: Literal["zh", "en"], limit: int, rules: Path | None, by: str | None
) -> None:
    from cli.reporting.corrections import report_corrections
    from detector.errors import InputError
    from streams.packs import load_pack

    form = output.suffix.lower()[1:] if output else ""
    with open_source(source, Wanted(report="corrections", by=by, form=form)) as origin:
        if origin.input_dir is None:
            message = (
                f"{source}: names the events {origin.input_named!r}, which cannot be read; give their folder to --from"
            )
            raise InputError(message)
        report_corrections(origin.input_dir, output, lang, limit, load_pack(rules))
