"""`transferwatch simulate`: writes a made-up, labelled sales world to practise and to measure on."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def simulate(
    output: Annotated[Path, typer.Option(help="Folder to write the world into.")],
    seed: Annotated[int, typer.Option(help="The same seed and settings give the same bytes.")] = 1,
    customers: Annotated[int, typer.Option(help="Number of customers; about 16 events each.")] = 4000,
    teams: Annotated[int | None, typer.Option(help="Number of sales teams (default: one per 250 customers).")] = None,
    months: Annotated[int, typer.Option(help="Observed time in months of 30 days.")] = 15,
    start: Annotated[str, typer.Option(help="First day of the observed time.")] = "2025-01-01",
    fraud_share: Annotated[float, typer.Option(help="Share of customers with a fraudulent order.")] = 0.04,
    unlogged: Annotated[float, typer.Option(help="Share of real work that nobody logged.")] = 0.15,
    duplicates: Annotated[float, typer.Option(help="Share of lines that are written twice.")] = 0.0,
    refunds: Annotated[float, typer.Option(help="Share of orders refunded in part or whole.")] = 0.03,
    deal_days: Annotated[float, typer.Option(help="Median length of a deal in days.")] = 35.0,
    deal_work: Annotated[float, typer.Option(help="Median number of pieces of work that a deal takes.")] = 9.5,
    style: Annotated[
        str, typer.Option(help="How the firm logs: mixed, terse, wordless, untimed, unrecorded or weekly.")
    ] = "mixed",
    shuffle: Annotated[bool, typer.Option("--shuffle", help="Put the lines of each file in random order.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write into a folder that holds other files; they stay.")
    ] = False,
) -> None:
    """Write a labelled world: a sales firm whose orders are known to be honest or not."""
    from rich.console import Console
    from rich.progress import Progress

    from simulator.settings import WorldSettings
    from simulator.world import simulate as make_world

    settings = WorldSettings(
        customers=customers,
        teams=teams,
        months=months,
        start=start,
        seed=seed,
        fraud_share=fraud_share,
        unlogged=unlogged,
        duplicates=duplicates,
        refunds=refunds,
        shuffle=shuffle,
        deal_days=deal_days,
        deal_work=deal_work,
        style=style,
    )
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("customers", total=customers)
        counts = make_world(
            output, settings, force=force, report=lambda done, total: bar.update(task, completed=done, total=total)
        )
    fraud = counts.labels.get("fraud", 0)
    typer.echo(
        f"{counts.events} events and {sum(counts.duplicates.values())} copies of {counts.customers} customers "
        f"in {output}: "
        f"{counts.won_orders} won orders, {fraud} of them fraudulent"
    )
