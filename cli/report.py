"""`transferwatch report`: flagged or held orders for people, and texts whose reading was corrected."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def report(
    kind: Annotated[
        Literal["flagged", "held", "corrections"],
        typer.Argument(help="Orders that ask for a look, or with held credit; or texts that a person read otherwise."),
    ],
    source: Annotated[Path, typer.Option("--from", help="Folder that `replay` wrote; for corrections also of events.")],
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
) -> None:
    """Orders with reasons, exact money, people, and what would clear them; the biggest amounts first.

    `corrections`: texts for which an explanation gives another code than the keyword rules read in them.
    """
    if kind == "corrections":
        _corrections(source, output, lang, limit, rules)
        return
    from cli.reporting.files import write_csv, write_file, write_html
    from cli.reporting.rows import make_report
    from cli.reporting.table import show_report
    from detector.errors import UsageError
    from streams.packs import load_pack
    from streams.results import find_origin

    ending = output.suffix.lower() if output else ""
    if output is not None and ending not in (".xlsx", ".csv", ".html"):
        message = f"--output {output}: expected a file name that ends in .xlsx, .csv or .html"
        raise UsageError(message)
    origin = find_origin(source)
    if origin.result_dir is None:
        message = f"{source}: is a folder of events; run `transferwatch replay {source} --output RESULT` first"
        raise UsageError(message)
    outcomes = frozenset(("review",) if outcome == "review" else ("review", "watch"))
    made = make_report(origin, origin.result_dir, kind, outcomes, load_pack(rules), lang)
    if output is None:
        show_report(made, limit)
        return
    if ending == ".xlsx":
        from cli.reporting.excel import write_excel

        write_file(output, lambda path: write_excel(made, path))
    else:
        write_file(output, lambda path: (write_csv if ending == ".csv" else write_html)(made, path))
    print(made.teller.say("written", orders=len(made.rows), file=str(output)))


def _corrections(source: Path, output: Path | None, lang: Literal["zh", "en"], limit: int, rules: Path | None) -> None:
    from cli.reporting.corrections import report_corrections
    from detector.errors import InputError
    from streams.packs import load_pack
    from streams.results import find_origin

    origin = find_origin(source)
    if origin.input_dir is None:
        message = (
            f"{source}: names the events {origin.input_named!r}, which cannot be read; give their folder to --from"
        )
        raise InputError(message)
    report_corrections(origin.input_dir, output, lang, limit, load_pack(rules))
