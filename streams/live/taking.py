"""Takes in the records of a partition: each ends as applied, duplicate or dead letter, and is counted."""

from collections import Counter
from typing import NamedTuple

from aiokafka.structs import ConsumerRecord

from detector.decode import Unusable
from detector.events import CUSTOMER_TOPICS, TOPICS
from detector.outputs import DeadLetter
from streams.live.customers import CustomerStage
from streams.live.decisions import DECISIONS, DecisionPlaces
from streams.live.letters import check_partition, decode_record, letter_of
from streams.live.subjects import SubjectStage
from streams.partition_meta import PartitionMeta

_KEY_FIELDS = {topic.name: topic.key for topic in TOPICS}
_OF_CUSTOMERS = frozenset(topic.name for topic in CUSTOMER_TOPICS)


class Letter(NamedTuple):
    """A dead letter and the key it goes under."""

    key: bytes | None
    letter: DeadLetter


class Taker:
    """Decodes, applies and counts the records of one partition number."""

    def __init__(
        self,
        partitions: int,
        customers: CustomerStage,
        subjects: SubjectStage,
        decisions: DecisionPlaces,
        meta: PartitionMeta,
    ) -> None:
        """`partitions`: how many the source topics have; `meta`: holds the counts and positions."""
        self._partitions = partitions
        self._customers = customers
        self._subjects = subjects
        self._decisions = decisions
        self._meta = meta
        self.newest_us = 0
        self.letters: list[Letter] = []

    def take(self, topic: str, records: list[ConsumerRecord]) -> int:
        """Take in records of a topic (its plain name) in the order of offsets; how many were new.

        Records below the next offset were taken in before.
        """
        meta, outcomes = self._meta, Counter[str]()
        for record in records:
            if record.offset < meta.offsets.get(topic, 0):
                continue
            outcomes[self._one(topic, record)] += 1
            meta.offsets[topic] = record.offset + 1
        for name, counts in (
            ("applied", meta.applied),
            ("duplicate", meta.duplicates),
            ("dead_letter", meta.dead_letters),
        ):
            if outcomes[name]:
                counts[topic] = counts.get(topic, 0) + outcomes[name]
        read = outcomes.total()
        meta.read[topic] = meta.read.get(topic, 0) + read
        return read

    def _one(self, topic: str, record: ConsumerRecord) -> str:
        try:
            return self._apply(topic, record)
        except Unusable as error:
            self.letters.append(Letter(record.key, letter_of(topic, record, error.code, error.message)))
            reasons = self._meta.dead_letter_reasons
            reasons[error.code] = reasons.get(error.code, 0) + 1
            return "dead_letter"

    def _apply(self, topic: str, record: ConsumerRecord) -> str:
        field = _KEY_FIELDS[topic]
        decoded = decode_record(topic, field, record)
        self.newest_us = max(self.newest_us, decoded.at)
        if topic in _OF_CUSTOMERS:
            customer_id = getattr(decoded.event, field)
            if not self._customers.known(customer_id, record.key):
                check_partition(record, self._partitions)
            taken, fact = self._customers.apply(customer_id, decoded)
            if topic == DECISIONS and taken == "applied":
                self._decisions.note(customer_id, fact.id_hash, record)
        else:
            check_partition(record, self._partitions)
            taken = self._subjects.apply(topic, record.key, decoded)
        event_id = decoded.event.event_id
        if taken == "id_conflict":
            message = f"event_id {event_id!r} came before with another payload; what was read first holds"
            raise Unusable("id_conflict", message)
        if taken == "too_late":
            message = f"event_id {event_id!r} lies more than twice the horizon before its customer's newest event"
            raise Unusable("too_late", message)
        return taken
