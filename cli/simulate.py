"""`transferwatch simulate`: writes a made-up, labelled sales world to practise and to measure on."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.kafka_options import Brokers, NamespaceOption, kafka_settings

_BY_FILE = "default: the scenario's, else"


def simulate(
    output: Annotated[Path | None, typer.Option(help="Folder to write the world into.")] = None,
    scenario: Annotated[
        Path | None,
        typer.Option(
            help="YAML file that describes the world; or a shipped one: small-quick-sales, enterprise-deals, ring, "
            "concentrated-pair, team-without-lift, bad-loggers, load-test, demo; or a world.json."
        ),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change a setting, such as delivery.late=0.02; give several."),
    ] = None,
    init_scenario: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a commented example with all settings there, and end.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help=f"The same seed and settings give the same bytes; {_BY_FILE} 1.")
    ] = None,
    customers: Annotated[
        int | None, typer.Option(help=f"Number of customers, about 26 events each; {_BY_FILE} 4000.")
    ] = None,
    teams: Annotated[
        int | None, typer.Option(help=f"Number of sales teams; {_BY_FILE} one per 250 customers, at least 6.")
    ] = None,
    months: Annotated[int | None, typer.Option(help=f"Observed time in months of 30 days; {_BY_FILE} 15.")] = None,
    start: Annotated[str | None, typer.Option(help=f"First day of the observed time; {_BY_FILE} 2025-01-01.")] = None,
    fraud_share: Annotated[
        float | None, typer.Option(help=f"Share of customers with a fraudulent order; {_BY_FILE} 0.04.")
    ] = None,
    unlogged: Annotated[
        float | None, typer.Option(help=f"Share of real work that nobody logged; {_BY_FILE} 0.15.")
    ] = None,
    duplicates: Annotated[
        float | None, typer.Option(help=f"Share of lines that are written twice; {_BY_FILE} 0.")
    ] = None,
    refunds: Annotated[
        float | None, typer.Option(help=f"Share of orders refunded in part or whole; {_BY_FILE} 0.03.")
    ] = None,
    deal_days: Annotated[float | None, typer.Option(help=f"Median length of a deal in days; {_BY_FILE} 35.")] = None,
    deal_work: Annotated[
        float | None, typer.Option(help=f"Median number of pieces of work that a deal takes; {_BY_FILE} 18.")
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(
            help=f"How the firm logs: mixed, terse, wordless, untimed, unrecorded or weekly; {_BY_FILE} mixed."
        ),
    ] = None,
    shuffle: Annotated[
        bool | None, typer.Option("--shuffle/--no-shuffle", help="Put the lines of each file in random order.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write into a folder that holds other files; they stay.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Send the events to Kafka; the folder gets labels and world.json only.")
    ] = False,
    rate: Annotated[int | None, typer.Option(min=1, help="With --publish: events per second at most.")] = None,
    brokers: Brokers = None,
    namespace: NamespaceOption = None,
    lang: Annotated[Literal["zh", "en"], typer.Option(help="Language of the example and of what is said.")] = "en",
) -> None:
    """Write a labelled world: a sales firm whose orders are known to be honest or not."""
    from cli.progress import progress_bar
    from cli.simulation import publish_world, settings_of, tell_published, write_example, write_world
    from detector.errors import UsageError

    if init_scenario is not None:
        write_example(init_scenario, lang, force=force)
        return
    if output is None:
        message = "--output is missing: give the folder to write the world into"
        raise UsageError(message)
    if not publish and (rate is not None or brokers is not None or namespace is not None):
        message = "--rate, --brokers and --namespace mean something only with --publish"
        raise UsageError(message)
    given = {
        "seed": seed, "customers": customers, "teams": teams, "months": months, "start": start,
        "fraud_share": fraud_share, "unlogged": unlogged, "duplicates": duplicates, "refunds": refunds,
        "deal_days": deal_days, "deal_work": deal_work, "style": style, "shuffle": shuffle,
    }  # fmt: skip
    settings, name = settings_of(scenario, given, changes or []), scenario.name if scenario else None
    with progress_bar() as bar:

        def report(done: int, total: int) -> None:
            bar("customers", done, total)

        if not publish:
            write_world(output, settings, name, force=force, report=report, lang=lang)
            return
        from simulator.world import Sending

        kafka = kafka_settings(brokers, namespace)
        counts, published = publish_world(Sending(output, settings, force=force, scenario=name), kafka, rate, report)
    tell_published(counts, published, output, lang)
