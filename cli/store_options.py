"""What the commands have in common that enter something in the audit trail of a store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from cli.storing.opening import Opened

Actor = Annotated[str, typer.Option("--by", metavar="ID", help="Your account's or person's id, for the audit trail.")]
Doer = Annotated[
    str | None,
    typer.Option("--by", metavar="ID", help="Your account's or person's id, for the audit trail; default: os:USER."),
]
Anchors = Annotated[
    Path | None,
    typer.Option("--anchors", metavar="FILE", help="Where heads of the audit chain are kept; default: the settings."),
]

AnchorTopic = Annotated[
    bool, typer.Option("--anchor-topic", help="Anchor the audit trail in Kafka's topic of anchors too.")
]


class Place(NamedTuple):
    """Which store, its namespace, and the file of anchors, as given on the command line; None: the settings'."""

    store: str | None
    namespace: str | None
    lang: Literal["zh", "en"] = "en"
    anchors: Path | None = None


def open_place(place: Place) -> tuple[Engine, Path | None]:
    """The engine of a store that is set up, and the file of anchors if there is one. Raises UsageError, StoreError."""
    opened = open_set_up(place)
    return opened.engine, place.anchors or opened.settings.audit_anchors


def open_set_up(place: Place) -> Opened:
    """A store that is set up, with its settings. Raises UsageError, StoreError."""
    from cli.storing.opening import open_store
    from store.migrations.running import need_current

    opened = open_store(place.store, place.lang, namespace=place.namespace)
    need_current(opened.engine)
    return opened


def now_us() -> int:
    """The time of an entry that a command makes."""
    import time

    return time.time_ns() // 1000


def doer(given: str | None) -> str:
    """Who did it: as given, else the user of the machine, since such commands often run by a timer."""
    from cli.storing.opening import os_user

    return given or os_user()
