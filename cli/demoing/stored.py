"""Whether the store holds what the topics hold: it is read back and compared with the replay as the topics are."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Engine, Table, func, select

from detector.conflicts import CONFLICT
from detector.errors import ClusterError
from detector.outputs import OUTPUT_TOPICS
from store.engine import reading
from store.queries.entries import LedgerFilter, ledger_entries
from store.recording.incoming import Place
from store.recording.offsets import read_positions
from store.tables import events, judgements
from store.tables.cases import cases
from streams.comparing import LiveRecord, compare_outputs
from streams.replay import Summary

POLL_S = 0.2
STALLED_S = 60.0
"""A recorder that is behind and has not moved for so long has failed."""

_ASSESSMENTS, _ALERTS, _CREDITS, _FINDINGS, _LETTERS = (topic for topic, _, _, _ in OUTPUT_TOPICS)
_PAGE = 1000
_EVENTS: Mapping[str, Table] = {
    "crm.people.v1": events.people,
    "crm.quotas.v1": events.quotas,
    "crm.ownership-changes.v1": events.ownership_changes,
    "crm.activities.v1": events.activities,
    "crm.orders.v1": events.order_statements,
    "transferwatch.decisions.v1": events.decisions,
}
"""Names are missing: of each subject the last one alone is kept."""


def wait_until_recorded(engine: Engine, last: Mapping[Place, int], check: Callable[[], None]) -> None:
    """Wait until the recorder has written every record up to these offsets; `check` raises where it has failed.

    Raises ClusterError, StoreError.
    """
    before, moved = read_positions(engine), time.monotonic()
    while True:
        now = read_positions(engine)
        behind = [place for place, offset in last.items() if now.get(place, 0) <= offset]
        if not behind:
            return
        check()
        if now != before:
            before, moved = now, time.monotonic()
        elif time.monotonic() - moved > STALLED_S:
            place = behind[0]
            message = (
                f"the store has not read {place.topic} partition {place.partition} to its end in {STALLED_S:g} s; see "
                "the recorder's log"
            )
            raise ClusterError(message)
        time.sleep(POLL_S)


def compare_store(
    engine: Engine, result: Path, summary: Summary, live: Iterable[LiveRecord], at_most: int
) -> list[str]:
    """What differs between the store and the replay's results, as sentences; empty where they agree.

    `live`: the records of the output topics: the store has each entry of their ledger, and no other.
    """
    found = compare_outputs(result, _records(engine), at_most=at_most)
    return [*found, *_entries(engine, live), *_counts(engine, summary)]


def _records(engine: Engine) -> Iterator[LiveRecord]:
    """The judgements in the store, as if they came from the topics."""
    now, whole = judgements.assessments, judgements.assessment_revisions
    same = [now.c[name] == whole.c[name] for name in ("customer_id", "assessment_id", "revision")]
    queries = {
        _ASSESSMENTS: select(whole.c.assessment).join(now, same[0] & same[1] & same[2]),
        _ALERTS: select(judgements.alerts.c.alert),
        _FINDINGS: select(judgements.findings.c.finding).where(judgements.findings.c.kind != CONFLICT),
        _LETTERS: select(judgements.dead_letters.c.letter),
    }
    with reading(engine) as connection:
        for topic, query in queries.items():
            for (value,) in connection.execute(query):
                yield LiveRecord(topic, None, msgspec.json.encode(value))
    after = None
    while True:
        page = ledger_entries(engine, LedgerFilter(), after=after, limit=_PAGE)
        for entry in page.rows:
            yield LiveRecord(_CREDITS, None, msgspec.json.encode(entry))
        after = page.next
        if after is None:
            return


def _entries(engine: Engine, live: Iterable[LiveRecord]) -> Iterator[str]:
    said: dict[str, Decimal] = {}
    for record in live:
        if record.topic == _CREDITS and record.value is not None:
            entry = msgspec.json.decode(record.value)
            said[entry["entry_id"]] = Decimal(entry["amount"])
    table = judgements.credits
    with reading(engine) as connection:
        query = select(table.c.entry_id, table.c.amount)
        kept = {row.entry_id: Decimal(row.amount) for row in connection.execute(query)}
    for entry_id in sorted(said.keys() | kept.keys()):
        if said.get(entry_id) != kept.get(entry_id):
            yield f"entry {entry_id}: {kept.get(entry_id, 'missing')}, the topic says {said.get(entry_id, 'nothing')}"


def stored_figures(engine: Engine) -> dict[str, str]:
    """How many assessments, ledger entries and cases there are, and how many events of customers."""
    counted: dict[str, tuple[Table, ...]] = {
        "events": tuple(_EVENTS.values()),
        "assessments": (judgements.assessments,),
        "entries": (judgements.credits,),
        "cases": (cases,),
    }
    with reading(engine) as connection:
        return {name: f"{sum(_rows(connection, table) for table in tables):,}" for name, tables in counted.items()}


def _rows(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _counts(engine: Engine, summary: Summary) -> Iterator[str]:
    with reading(engine) as connection:
        for topic, table in _EVENTS.items():
            rows = _rows(connection, table)
            if rows != summary.applied.get(topic, 0):
                yield f"events of {topic}: {rows}, replay applied {summary.applied.get(topic, 0)}"
