"""Retention: words are kept for a shorter time than figures; what is older goes, and does not come back."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Engine, delete

from detector.errors import UsageError
from store.audit.chain import append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.engine import writing
from store.keeping.letters import empty_letters
from store.keeping.texts import AGING, SAID, empty_texts
from store.recording.withholding import withhold_before
from store.tables.judgements import dead_letters
from store.types import microseconds


class Retained(NamedTuple):
    """How many rows lost their words, how many dead letters their records, and how many events were removed."""

    texts: int
    dead_letters: int
    events: int


def retain(
    engine: Engine, now: datetime, *, text_days: int, figure_days: int | None = None, actor: str = "store"
) -> Retained:
    """Empty words older than `text_days`, and remove follow-ups older than `figure_days` (None: keep them).

    A dead letter's age counts from when it was written. Orders, decisions, judgements and the ledger stay for good:
    what was paid, and why, must remain provable. `actor`: who did it; what a transaction removes is an audit entry in
    it. Raises UsageError, StoreError.
    """
    if text_days < 1 or (figure_days is not None and figure_days < text_days):
        message = (
            f"words for {text_days} days and figures for {figure_days}: expected words for at least 1 day, and figures "
            "for no less time than words"
        )
        raise UsageError(message)
    texts_before = now.astimezone(UTC) - timedelta(days=text_days)
    figures_before = None if figure_days is None else now.astimezone(UTC) - timedelta(days=figure_days)
    at_us = microseconds(now)
    with writing(engine) as connection:
        withhold_before(connection, texts_before, figures_before)
        texts = sum(empty_texts(connection, said, said.table.c.occurred_at < texts_before) for said in SAID)
        letters = empty_letters(connection, dead_letters.c.refused_at < texts_before, ())
        _enter(connection, "texts", texts_before, texts + letters, actor, at_us)
    removed = 0
    if figures_before is not None:
        for table in AGING:
            with writing(engine) as connection:
                rows = connection.execute(delete(table).where(table.c.occurred_at < figures_before)).rowcount
                _enter(connection, str(table.name), figures_before, rows, actor, at_us)
            removed += rows
    return Retained(texts, letters, removed)


def _enter(connection: Connection, what: str, before: datetime, rows: int, actor: str, at_us: int) -> None:
    details: dict[str, Detail] = {"what": what, "before": before.isoformat(), "rows": rows}
    append(connection, Happened(kind="retention", actor=actor, subject="store", details=details), at_us)
