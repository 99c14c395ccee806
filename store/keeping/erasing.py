"""Erasure of a person's or customer's data: the name and the words go, figures, ids and the ledger stay."""

from datetime import UTC, datetime
from typing import Literal, NamedTuple

from sqlalchemy import Connection, Engine, update

from store.audit.chain import append
from store.audit.entry import Happened
from store.audit.kinds import Detail
from store.engine import writing
from store.keeping.letters import empty_letters
from store.keeping.texts import SAID, empty_texts
from store.recording.rows import replace
from store.tables.events import names
from store.tables.keeping import erasures
from store.types import clean_text, fit_id, microseconds

SubjectType = Literal["person", "customer"]


class Erased(NamedTuple):
    """How many rows lost a name, words, or the record in a dead letter."""

    names: int
    texts: int
    dead_letters: int


def erase(engine: Engine, subject_type: SubjectType, subject_id: str, now: datetime, *, actor: str = "store") -> Erased:
    """Remove a name and what was said: of a customer all that was said about them, of a person all that they said.

    From then on the recorder keeps both out, also where a folder or topic that still holds them is read again. Doing it
    twice changes nothing more. `actor`: who did it, for the audit trail. Raises StoreError.
    """
    subject = fit_id(subject_id)
    with writing(engine) as connection:
        mark = {
            "subject_type": subject_type,
            "subject_id": subject,
            "erased_at": now.astimezone(UTC),
            "erased_offset": 0,
        }
        replace(connection, erasures, [mark])
        done = Erased(
            names=_empty_name(connection, subject_type, subject),
            texts=_empty_texts(connection, subject_type, subject),
            dead_letters=empty_letters(connection, None, {subject, clean_text(subject_id) or ""}),
        )
        what: list[str] = [name for name, rows in done._asdict().items() if rows]
        details: dict[str, Detail] = {"what": what, "rows": sum(done)}
        subject_named = f"{subject_type}:{subject}"
        happened = Happened(kind="erasure", actor=actor, subject=subject_named, details=details)
        append(connection, happened, microseconds(now))
        return done


def _empty_name(connection: Connection, subject_type: SubjectType, subject: str) -> int:
    here = (names.c.subject_type == subject_type) & (names.c.subject_id == subject)
    there = names.c.display_name.is_not(None)
    return connection.execute(update(names).where(here, there).values(display_name=None)).rowcount


def _empty_texts(connection: Connection, subject_type: SubjectType, subject: str) -> int:
    emptied = 0
    for said in SAID:
        whose = said.table.c[said.speaker if subject_type == "person" else "customer_id"] == subject
        emptied += empty_texts(connection, said, whose)
    return emptied
