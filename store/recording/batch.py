"""One transaction's records, sorted out: which rows of which tables, what is deleted, what could not be used."""

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256

import msgspec
from sqlalchemy import Table

from detector.decode import Unusable, decode_event
from detector.errors import StoreError
from detector.events import TOPICS
from detector.outputs import OUTPUT_TOPICS, Alert, Assessment, Credit, DeadLetter, Finding
from store.keeping.letters import emptied_row
from store.recording import outputs
from store.recording.incoming import Incoming
from store.recording.inputs import event_row
from store.recording.rows import Collected, Row
from store.recording.withheld import Withheld
from store.tables import events, judgements
from store.types import fit_id

_KEY_FIELDS: Mapping[str, str] = {topic.name: topic.key for topic in TOPICS}
_OUTPUTS = frozenset(name for name, _, _, _ in OUTPUT_TOPICS)
ASSESSMENTS, _, _, FINDINGS, _ = (name for name, _, _, _ in OUTPUT_TOPICS)

RECORDED_TOPICS: tuple[str, ...] = (*_KEY_FIELDS, *(name for name, _, _, _ in OUTPUT_TOPICS))
"""Everything that a recorder reads, inputs first."""


class Batch:
    """Takes records in the order of their partitions."""

    def __init__(self, withheld: Withheld) -> None:
        self._withheld = withheld
        self.tables: dict[str, Collected] = {}
        self.read: Counter[str] = Counter()
        self.unusable: Counter[str] = Counter()
        self.gone_assessments: set[str] = set()
        self.gone_findings: set[str] = set()
        self.decision_hashes: dict[tuple[str, str], set[str]] = {}
        self.judged_by: dict[str, int] = {}
        self._current: dict[str, dict[str, Row]] = {}

    def take(self, records: Iterable[Incoming]) -> None:
        """Sort records out. Raises StoreError where a record of the worker is not what this version knows."""
        for record in records:
            topic = record.place.topic
            self.read[topic] += 1
            if topic not in _OUTPUTS:
                self._take_event(topic, record)
            elif record.value is None:
                self._take_deletion(topic, record)
            else:
                self._take_output(topic, record, record.value)

    def rows(self, table: Table) -> list[Row]:
        """What was collected for a table, sorted by key."""
        found = self.tables.get(table.name)
        return [] if found is None else found.rows()

    def _of(self, table: Table) -> Collected:
        found = self.tables.get(table.name)
        if found is None:
            found = self.tables[table.name] = Collected(table)
        return found

    def _take_event(self, topic: str, record: Incoming) -> None:
        """What cannot be used comes back as a dead letter of the worker, so here it is only counted."""
        try:
            decoded = decode_event(topic, record.value, record_at=record.at_us)
        except Unusable:
            self.unusable[topic] += 1
            return
        if record.key is not None and record.key != getattr(decoded.event, _KEY_FIELDS[topic]).encode():
            self.unusable[topic] += 1
            return
        table, row = event_row(decoded, self._withheld)
        if self._withheld.hides_event(table, row):
            return
        collected = self._of(table)
        if table is events.names:
            self._take_name(collected, row)
            return
        if table is events.decisions:
            key = row["customer_id"], row["event_id"]
            self.decision_hashes.setdefault(key, set()).add(sha256(record.value or b"").hexdigest())
        collected.keep_first(row)

    @staticmethod
    def _take_name(collected: Collected, row: Row) -> None:
        known = collected.known(row)
        if known is None or (row["occurred_at"], row["event_id"]) > (known["occurred_at"], known["event_id"]):
            collected.keep_last(row)

    def _take_deletion(self, topic: str, record: Incoming) -> None:
        key = fit_id((record.key or b"").decode(errors="replace"))
        if topic == ASSESSMENTS:
            self.gone_assessments.add(key)
            self._current.pop(key, None)
        elif topic == FINDINGS:
            self.gone_findings.add(key)
            self._of(judgements.findings).forget((key,))

    def _take_output(self, topic: str, record: Incoming, value: bytes) -> None:
        try:
            said = outputs.decode_output(topic, value)
        except msgspec.DecodeError as error:
            message = (
                f"recording {topic} partition {record.place.partition} offset {record.offset}: {error}; it was written "
                "by another version: use that version's recorder, or a later one"
            )
            raise StoreError(message) from None
        if isinstance(said, Assessment):
            digest = said.rules_digest
            self.judged_by[digest] = max(self.judged_by.get(digest, 0), record.at_us or 0)
            row, revision = outputs.assessment_rows(said, value)
            self._current.setdefault(row["assessment_id"], {})[row["customer_id"]] = row
            self._of(judgements.assessment_revisions).keep_first(revision)
        elif isinstance(said, Alert):
            self._of(judgements.alerts).keep_last(outputs.alert_row(said, value))
        elif isinstance(said, Credit):
            self._of(judgements.credits).keep_first(outputs.credit_row(said, record.offset))
        elif isinstance(said, Finding):
            self._of(judgements.findings).keep_last(outputs.finding_row(said, value))
        elif isinstance(said, DeadLetter):
            row = outputs.letter_row(said, value, record)
            if self._withheld.hides_letter(row, value):
                row = emptied_row(row)
            self._of(judgements.dead_letters).keep_first(row)

    def assessments(self) -> list[Row]:
        """The last states of assessments in this batch, sorted by key."""
        rows = [row for by_customer in self._current.values() for row in by_customer.values()]
        return sorted(rows, key=lambda row: (row["customer_id"], row["assessment_id"]))
