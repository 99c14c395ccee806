"""What a store was told not to keep: erased people's names and texts, and texts that are older than their time."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from store.recording.feed import read_facts, write_facts
from store.recording.withheld import Withheld
from store.tables.keeping import erasures

_TEXTS_SINCE, _FIGURES_SINCE = "texts_since", "figures_since"


def read_withheld(connection: Connection) -> Withheld:
    """Everything that must not be written."""
    erased = connection.execute(select(erasures.c.subject_type, erasures.c.subject_id)).all()
    known = read_facts(connection)
    return Withheld(
        persons=frozenset(subject for kind, subject in erased if kind == "person"),
        customers=frozenset(subject for kind, subject in erased if kind == "customer"),
        texts_since=_time(known, _TEXTS_SINCE),
        figures_since=_time(known, _FIGURES_SINCE),
    )


def _time(known: Mapping[str, str], name: str) -> datetime | None:
    return datetime.fromisoformat(known[name]) if name in known else None


def withhold_before(connection: Connection, texts: datetime, figures: datetime | None) -> None:
    """Keep no words, and no follow-ups, from before two times from now on; a time already set is never moved back."""
    known = read_facts(connection)
    for name, before in ((_TEXTS_SINCE, texts), (_FIGURES_SINCE, figures)):
        since = _time(known, name)
        if before is not None and (since is None or since < before):
            write_facts(connection, {name: before.isoformat()})
