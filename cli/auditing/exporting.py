"""What a command takes out of a store is entered before the first row leaves, and again with what it came to."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import Engine

from cli.store_options import now_us
from store.audit.chain import append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.engine import writing


class Taken:
    """What an export came to; whoever makes it fills this in."""

    rows: int = 0
    file: Path | None = None


@contextmanager
def exporting(engine: Engine, what: str, form: str, actor: str) -> Iterator[Taken]:
    """Enter an export. One that is broken off has its first entry only. Raises StoreError."""
    subject, taken = f"export:{secrets.token_hex(8)}", Taken()
    _enter(engine, actor, subject, {"what": what, "format": form})
    yield taken
    told: dict[str, Detail] = {"what": what, "format": form, "rows": taken.rows}
    if taken.file is not None:
        with taken.file.open("rb") as stream:
            told["sha256"] = file_digest(stream, "sha256").hexdigest()
    _enter(engine, actor, subject, told)


def _enter(engine: Engine, actor: str, subject: str, details: dict[str, Detail]) -> None:
    with writing(engine) as connection:
        append(connection, Happened(kind="export", actor=actor, subject=subject, details=details), now_us())
