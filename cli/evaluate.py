"""`transferwatch evaluate`: how well the judgements meet the labels of a simulated world."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from cli.evaluation.whole import Whole


def evaluate(
    world_dir: Annotated[Path, typer.Argument(help="Folder of a simulated world with labels.ndjson.")],
    result_dir: Annotated[Path, typer.Argument(help="Folder that `replay` wrote for that world.")],
    more: Annotated[
        list[Path] | None,
        typer.Argument(help="More worlds, each followed by its result; the figures are of all of them together."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
    min_f1: Annotated[
        float | None,
        typer.Option("--min-f1", min=0.0, max=1.0, help="End with exit code 1 where F1 over all orders is lower."),
    ] = None,
    lang: Annotated[Literal["zh", "en"], typer.Option("--lang", help="Language of tables and page.")] = "en",
    choose: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORLD=RESULT",
            help="Another world and its result, to choose thresholds on; they are then reported on the worlds above. "
            "May be given several times.",
        ),
    ] = None,
    fairness: Annotated[
        bool, typer.Option("--fairness", help="Compare how often honest people of each group are flagged.")
    ] = False,
    max_times: Annotated[
        float | None,
        typer.Option(
            min=1.0,
            help="End with exit code 1 where a group of honest people is flagged more than so many times as often as "
            "the average; implies --fairness.",
        ),
    ] = None,
    but: Annotated[
        list[str] | None,
        typer.Option(metavar="GROUP", help="A group that may be over --max-times, such as paid:role=assistant."),
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Also write a page with plots, which needs nothing else.")] = None,
    resamples: Annotated[
        int, typer.Option(min=0, max=100_000, help="Draws for the 95 % intervals; 0: no intervals.")
    ] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of these draws.")] = 1,
) -> None:
    """Precision, recall and F1 of the judgements (flagged = review), overall and by kind, beside two baselines.

    The baselines are the seed rule (seller to assistant, order within 14 days, nothing logged in between by the new
    owner) and the share rule (payee's share of the weighed work under a threshold: a fixed one, and the best there is
    for these very labels).
    """
    import msgspec

    from cli.evaluation.encoding import as_json as plain
    from cli.evaluation.pairs import chosen_pairs, read_pairs, reported_pairs
    from cli.evaluation.tables import show
    from cli.evaluation.whole import Settings, evaluate_whole
    from detector.errors import UsageError

    if max_times is not None and not resamples:
        message = "--max-times needs intervals, to tell chance from habit; leave --resamples 0 out"
        raise UsageError(message)
    reported, choosing = reported_pairs([world_dir, result_dir, *(more or [])]), chosen_pairs(choose or [])
    settings = Settings(resamples=resamples, seed=seed, fairness=fairness or max_times is not None)
    if max_times is not None:
        settings = msgspec.structs.replace(settings, max_times=max_times)
    whole = evaluate_whole(read_pairs(reported), settings, read_pairs(choosing))
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(plain(whole)), indent=2).decode())
    else:
        show(whole, lang)
    if html is not None:
        from cli.evaluation.page import write_page
        from cli.reporting.files import write_file

        write_file(html, lambda path: write_page(whole, path, lang))
    if _unmet(whole, min_f1, max_times, but or []):
        raise typer.Exit(1)


def _unmet(whole: "Whole", min_f1: float | None, max_times: float | None, but: list[str]) -> bool:
    """Say which demanded figure is not met; whether there is any. Raises UsageError for a group that nobody is in."""
    import sys

    from detector.errors import UsageError

    unmet = []
    f1 = whole.evaluation.f1
    if min_f1 is not None and (f1 is None or f1 < min_f1):
        found = "undefined (no fraud and no flag)" if f1 is None else f"{f1:.4f}"
        unmet.append(f"F1 is {found}, but --min-f1 demands {min_f1}")
    groups = [row.name for row in whole.fairness.rows] if whole.fairness else []
    for name in but:
        if name not in groups:
            known = ", ".join(groups) if groups else "none, because --fairness was not asked for"
            message = f"--but {name}: no such group of people; expected one of: {known}"
            raise UsageError(message)
    if max_times is not None and whole.fairness is not None:
        for row in whole.fairness.rows:
            if row.standing == "over" and row.name not in but:
                unmet.append(
                    f"honest people of {row.name} are flagged {row.times:.2f} times as often as the average, "
                    f"but --max-times allows {max_times:g}"
                )
    for problem in unmet:
        print(f"transferwatch: {problem}", file=sys.stderr)
    return bool(unmet)
