"""Where a story or a report comes from: a folder, or a store, of which folders are made for a while.

So whatever reads a folder of events or of results reads a store too, and says the same of it. Looking into a store, and
taking a report out of it, are entries of its audit trail.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detector.outputs import Outcome
    from streams.results import Origin

Source = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="DIR|URL",
        help="Folder that `replay` wrote, or of events; or a store: sqlite:///FILE, postgresql://…",
    ),
]


class Wanted(NamedTuple):
    """What is to be read. `order_id`, `customer`: of a story; else a report on orders of some `outcomes` (empty: all).

    `by`: who asks, for the audit trail. `form`: of the file that a report becomes; "" where it is only shown.
    """

    report: str = ""
    order_id: str = ""
    customer: str | None = None
    outcomes: frozenset[Outcome] = frozenset()
    by: str | None = None
    form: str = ""


@contextmanager
def open_source(source: str, wanted: Wanted) -> Iterator[Origin]:
    """The folders to read. Raises InputError for a folder that is none, UsageError, StoreError."""
    from streams.results import find_origin

    if "://" not in source:
        yield find_origin(Path(source))
        return
    from cli.storing.taking_out import take_out

    with TemporaryDirectory(prefix="transferwatch-") as folder:
        yield take_out(source, wanted, Path(folder))
