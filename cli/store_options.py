"""What all commands that work on a store have in common."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from sqlalchemy import Engine

STORE_VARIABLE = "TRANSFERWATCH_STORE_URL"

StoreUrl = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        envvar=STORE_VARIABLE,
        help="The store: sqlite:///FILE, or postgresql://USER@HOST/DATABASE; a password belongs in the variable.",
    ),
]
Actor = Annotated[str, typer.Option("--by", metavar="ID", help="Your account's or person's id, for the audit trail.")]
Anchors = Annotated[
    Path | None,
    typer.Option(
        "--anchors",
        metavar="FILE",
        envvar="TRANSFERWATCH_AUDIT_ANCHORS",
        help="Where heads of the audit chain are kept: a file that only grows, best on another machine.",
    ),
]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="Language of what is printed.")]


def open_store(url: str | None) -> Engine:
    """The engine of a store that is set up. Raises UsageError, StoreError."""
    from store.engine import DEFAULT_URL, open_engine
    from store.migrations.running import need_current

    engine = open_engine(url or DEFAULT_URL)
    need_current(engine)
    return engine


def now_us() -> int:
    """The time of an entry that a command makes."""
    import time

    return time.time_ns() // 1000
