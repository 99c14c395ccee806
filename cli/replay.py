"""`transferwatch replay`: judge a folder of events."""

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer


def replay(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with orders.ndjson, activities.ndjson, …")],
    output: Annotated[Path, typer.Option(help="Folder for the results; an earlier result there is replaced.")],
    rules: Annotated[Path | None, typer.Option(help="Folder with your own rules, plans or company.yml.")] = None,
    horizon_days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="Judge by this many days before an order, not the pack's.")
    ] = None,
    processes: Annotated[int, typer.Option(min=0, help="How many processes; 0: one per processor.")] = 0,
) -> None:
    """Judge every order of a folder: assessments, alerts, credits, dead letters, summary.json."""
    import os

    from cli.progress import progress_bar
    from streams.replay import replay_folder

    signal.signal(signal.SIGTERM, _end)
    with progress_bar() as progress:
        summary = replay_folder(
            folder,
            output,
            rules_dir=rules,
            horizon_days=horizon_days,
            processes=processes or _worth(folder, os.cpu_count() or 1),
            progress=progress,
        )
    outcomes = ", ".join(f"{count} {name}" for name, count in summary.outcomes.items())
    print(f"{summary.read['total']} events read, {summary.duplicates['total']} duplicates, ", end="")
    print(f"{summary.dead_letters['total']} dead letters; {summary.orders} orders: {outcomes}; ", end="")
    print(f"{summary.held_orders} with held credit; {summary.seconds:.1f} s. Results: {output}")
    if summary.order_customer_conflicts:
        message = (
            f"warning: {summary.order_customer_conflicts} order ids stand under two customers: see findings.ndjson"
        )
        print(message, file=sys.stderr)


def _end(number: int, frame: FrameType | None) -> None:
    """End as by Ctrl-C, so that a stopped container leaves no temporary files either."""
    raise SystemExit(128 + number)


def _worth(folder: Path, processors: int) -> int:
    """One process for what takes seconds anyway: starting more would take longer."""
    size = sum(path.stat().st_size for path in folder.glob("*.ndjson")) if folder.is_dir() else 0
    return processors if size > 50_000_000 else 1
