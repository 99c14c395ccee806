"""Writes what was read in one transaction together with how far it was read: nothing is lost, nothing stands twice."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, Engine, delete, select

from detector.conflicts import order_conflicts
from store.cases.foreign import enter_foreign, flag_foreign
from store.cases.opening import open_cases
from store.engine import writing
from store.migrations.running import need_current
from store.recording import derived
from store.recording.batch import Batch
from store.recording.derived import OrderKey, order_key
from store.recording.feed import Feed, begin_feed
from store.recording.incoming import Incoming, Place
from store.recording.judged_by import enter_judging
from store.recording.offsets import Move, advance, read_positions
from store.recording.outputs import finding_row
from store.recording.revisions import number_on
from store.recording.rows import Row, chunks, insert_new, replace
from store.recording.withholding import read_withheld
from store.tables import events, judgements
from store.webhooks.matters import tell_alerts

_EVENTS = (
    events.people,
    events.quotas,
    events.ownership_changes,
    events.activities,
    events.order_statements,
    events.decisions,
)


class Written(NamedTuple):
    """What a transaction wrote: records read and unusable events by topic, and order ids that have several customers.

    Unusable events are no rows: the worker's dead letters keep them. `foreign`: decisions not from the outbox.
    """

    read: Mapping[str, int]
    unusable: Mapping[str, int]
    conflicts: tuple[str, ...]
    foreign: tuple[str, ...] = ()


def _now_us() -> int:
    return time.time_ns() // 1000


class Recorder:
    """The one writer of what was read."""

    def __init__(self, engine: Engine, feed: Feed, clock_us: Callable[[], int] = _now_us) -> None:
        """`clock_us`: for whether a snooze is over, and for the audit entries that a recording makes.

        Raises StoreError where the store is not set up, UsageError where it is fed from elsewhere.
        """
        need_current(engine)
        begin_feed(engine, feed)
        self._engine = engine
        self._clock_us = clock_us
        self._renumbers = feed.kind == "folder"

    def positions(self) -> dict[Place, int]:
        """The next offset of each partition that was read before. Raises StoreError."""
        return read_positions(self._engine)

    def write(self, records: Sequence[Incoming], moves: Mapping[Place, Move]) -> Written:
        """Write records and move the offsets of their partitions, both or neither.

        `records` stand in the order of each partition. Raises StoreError: the database does not answer, another
        recorder is writing, or a record is one of a later version.
        """
        with writing(self._engine) as connection:
            advance(connection, moves)
            batch = Batch(read_withheld(connection))
            batch.take(records)
            stated = _write_events(connection, batch)
            judged = self._write_assessments(connection, batch)
            derived.renew_judged(connection, stated | judged)
            _write_others(connection, batch)
            conflicts = _raise_conflicts(connection, stated)
            foreign = flag_foreign(connection, batch.rows(events.decisions), batch.decision_hashes)
            at_us = self._clock_us()
            open_cases(connection, batch.rows(judgements.alerts), at_us)
            # Last: from the first entry on, others who enter something wait for the end of this transaction.
            enter_judging(connection, batch.judged_by, at_us)
            enter_foreign(connection, [each for each in foreign if each.is_new], at_us)
        told = tuple(each.row["event_id"] for each in foreign)
        return Written(batch.read, batch.unusable, conflicts, told)

    def _write_assessments(self, connection: Connection, batch: Batch) -> set[OrderKey]:
        """The assessments, their revisions, and what is deleted; the orders that they are about."""
        touched = _delete_assessments(connection, batch.gone_assessments)
        current, revisions = batch.assessments(), batch.rows(judgements.assessment_revisions)
        if self._renumbers:
            revisions = number_on(connection, current, revisions)
        insert_new(connection, judgements.assessment_revisions, revisions)
        about = {order_key(row) for row in current if row["order_id"] is not None}
        orders = derived.known_orders(connection, about)
        for row in current:
            order = orders.get((row["customer_id"], row["order_id"]))
            if order is not None:
                row["matter_at"] = order.ordered_at
        replace(connection, judgements.assessments, current)
        return touched | about


def _write_events(connection: Connection, batch: Batch) -> set[OrderKey]:
    """The input events; the orders that they state."""
    for table in _EVENTS:
        insert_new(connection, table, batch.rows(table))
    replace(connection, events.names, batch.rows(events.names), later_by=("occurred_at", "event_id"))
    stated = {order_key(row) for row in batch.rows(events.order_statements)}
    derived.renew_orders(connection, stated)
    return stated


def _delete_assessments(connection: Connection, gone: Iterable[str]) -> set[OrderKey]:
    table = judgements.assessments
    touched: set[OrderKey] = set()
    for keys in chunks((key,) for key in gone):
        found = table.c.assessment_id.in_([key for (key,) in keys])
        rows = connection.execute(select(table.c.customer_id, table.c.order_id).where(found))
        touched |= {(row.customer_id, row.order_id) for row in rows if row.order_id is not None}
        connection.execute(delete(table).where(found))
    return touched


def _write_others(connection: Connection, batch: Batch) -> None:
    tell_alerts(connection, batch.rows(judgements.alerts))
    replace(connection, judgements.alerts, batch.rows(judgements.alerts))
    insert_new(connection, judgements.credits, batch.rows(judgements.credits))
    for keys in chunks((key,) for key in batch.gone_findings):
        gone = judgements.findings.c.finding_id.in_([key for (key,) in keys])
        connection.execute(delete(judgements.findings).where(gone))
    replace(connection, judgements.findings, batch.rows(judgements.findings))
    insert_new(connection, judgements.dead_letters, batch.rows(judgements.dead_letters))


def _raise_conflicts(connection: Connection, stated: Iterable[OrderKey]) -> tuple[str, ...]:
    """Write a finding for each order id that stands under several customers."""
    table = judgements.orders
    rows: list[Row] = []
    for keys in chunks({(order,) for _, order in stated}):
        among = table.c.order_id.in_([key for (key,) in keys])
        pairs = connection.execute(select(table.c.order_id, table.c.customer_id).where(among))
        found = order_conflicts((pair.order_id, pair.customer_id) for pair in pairs)
        rows += [finding_row(finding, msgspec.json.encode(finding)) for finding in found]
    replace(connection, judgements.findings, sorted(rows, key=lambda row: str(row["finding_id"])))
    return tuple(row["subject"] for row in rows)
