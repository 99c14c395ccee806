"""What all commands that talk to Kafka have in common: two options, and settings that a person can correct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from streams.settings import Settings

Brokers = Annotated[
    str | None,
    typer.Option("--brokers", metavar="HOST:PORT,…", help="Kafka brokers; default: the settings, else localhost:9092."),
]
NamespaceOption = Annotated[
    str | None, typer.Option("--namespace", help="Prefix of topics and groups; default: the settings, else none.")
]


def kafka_settings(brokers: str | None, namespace: str | None) -> Settings:
    """The settings with what was given on the command line; the client libraries become quiet.

    Raises UsageError naming each bad setting.
    """
    from streams.cluster.refusals import quiet_clients
    from streams.settings import load_settings

    quiet_clients()
    return load_settings(bootstrap_servers=brokers, namespace=namespace)
