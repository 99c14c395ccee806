"""`transferwatch evaluate`: how well the judgements meet the labels of a simulated world."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def evaluate(
    world_dir: Annotated[Path, typer.Argument(help="Folder of a simulated world with labels.ndjson.")],
    result_dir: Annotated[Path, typer.Argument(help="Folder that `replay` wrote for that world.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
    min_f1: Annotated[
        float | None,
        typer.Option("--min-f1", min=0.0, max=1.0, help="End with exit code 1 where F1 over all orders is lower."),
    ] = None,
    lang: Annotated[Literal["zh", "en"], typer.Option("--lang", help="Language of the tables.")] = "en",
) -> None:
    """Precision, recall and F1 of the judgements (flagged = review), overall and by kind, beside two baselines.

    The baselines are the seed rule (seller to assistant, order within 14 days, nothing logged in between by the new
    owner) and the share rule (payee's share of the weighed work under a threshold: a fixed one, and the best there is
    for these very labels).
    """
    import sys

    import msgspec

    from cli.evaluation.evaluation import as_json as plain
    from cli.evaluation.evaluation import evaluate_world
    from cli.evaluation.tables import show

    evaluation = evaluate_world(world_dir, result_dir)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(plain(evaluation)), indent=2).decode())
    else:
        show(evaluation, lang)
    f1 = evaluation.f1
    if min_f1 is not None and (f1 is None or f1 < min_f1):
        found = "undefined (no fraud and no flag)" if f1 is None else f"{f1:.4f}"
        print(f"transferwatch: F1 is {found}, but --min-f1 demands {min_f1}", file=sys.stderr)
        raise typer.Exit(1)
