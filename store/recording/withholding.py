"""What a store was told not to keep: erased people's names and texts, and texts that are older than their time."""

from datetime import datetime

from sqlalchemy import Connection, select

from store.recording.feed import read_facts, write_facts
from store.recording.inputs import Withheld
from store.tables.keeping import erasures

_TEXTS_SINCE = "texts_since"


def read_withheld(connection: Connection) -> Withheld:
    """Everything that must not be written."""
    erased = connection.execute(select(erasures.c.subject_type, erasures.c.subject_id)).all()
    since = read_facts(connection).get(_TEXTS_SINCE)
    return Withheld(
        persons=frozenset(subject for kind, subject in erased if kind == "person"),
        customers=frozenset(subject for kind, subject in erased if kind == "customer"),
        texts_since=None if since is None else datetime.fromisoformat(since),
    )


def withhold_texts(connection: Connection, before: datetime) -> None:
    """Keep no texts from before a time from now on; a time earlier than one already set changes nothing."""
    known = read_facts(connection).get(_TEXTS_SINCE)
    if known is None or datetime.fromisoformat(known) < before:
        write_facts(connection, {_TEXTS_SINCE: before.isoformat()})
