"""`transferwatch topics`: creates the topics that the system needs, and checks those that are there."""

from typing import Annotated

import typer

from cli.kafka_options import Brokers, NamespaceOption, kafka_settings

topics = typer.Typer(no_args_is_help=True, help="The topics in Kafka: create what is missing, check what is there.")


@topics.command()
def create(
    partitions: Annotated[
        int | None,
        typer.Option(min=1, max=1000, help="Partitions of each topic; default: as many as there are, else 4."),
    ] = None,
    replication: Annotated[
        int | None, typer.Option(min=1, max=10, help="Copies of each partition; default: 3, or as brokers allow.")
    ] = None,
    retention_days: Annotated[
        int | None, typer.Option(min=1, help="Keep events of customers this long; what must never expire stays.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be created, create nothing.")] = False,
    brokers: Brokers = None,
    namespace: NamespaceOption = None,
) -> None:
    """Create the topics that are missing; those that are there stay as they are."""
    from streams.cluster.creating import (
        REPLICATION,
        broker_count,
        compare_topics,
        create_topics,
        usual_partitions,
        wanted_topics,
    )
    from streams.cluster.describing import describe_topics, open_admin

    settings = kafka_settings(brokers, namespace)
    with open_admin(settings) as admin:
        found = describe_topics(admin, settings)
        parts = partitions or usual_partitions(found, settings.names)
        copies = replication or min(REPLICATION, broker_count(admin, settings))
        wanted = wanted_topics(settings.names, parts, copies, retention_days)
        states = compare_topics(found, wanted)
        if not dry_run:
            create_topics(admin, settings, {s.name: wanted[s.name] for s in states if s.state == "missing"})
    words = {"missing": "would be created" if dry_run else "created", "exists": "exists", "differs": "differs"}
    for state in states:
        print(f"{words[state.state]:<8} {state.name}{': ' if state.notes else ''}{'; '.join(state.notes)}")
    if any(state.state == "differs" for state in states):
        print("What differs was left as it is; `transferwatch topics check` tells whether it is fit for the workers.")


@topics.command()
def check(brokers: Brokers = None, namespace: NamespaceOption = None) -> None:
    """Check that every topic is there and kept as the workers need it; exit code 1 where one is not."""
    from streams.cluster.checking import topic_faults
    from streams.cluster.describing import describe_now
    from streams.topics import SPECS

    settings = kafka_settings(brokers, namespace)
    found = describe_now(settings)
    faults = topic_faults(found, settings.names)
    for fault in faults:
        print(fault)
    if not found:
        print("Not one of them can be seen: is the namespace right, and may this user see topics?")
    silent = sum(not topic.config for topic in found.values())
    if silent:
        print(f"Kafka tells no settings of {silent} topics, so these were not checked: is DescribeConfigs allowed?")
    if faults:
        raise typer.Exit(1)
    print(f"All {len(SPECS)} topics are there and as the workers need them.")
