"""Records in, facts out: decodes, deduplicates, counts, and keeps what cannot be used as dead letters."""

from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from detector.bookings import QuotaFact, quota_fact
from detector.decode import Decoded, Unusable, decode_event
from detector.events import Activity, Decision, Name, Order, OwnershipChange, Person, Quota
from detector.facts import PersonFact, payload_hash, person_fact
from detector.outputs import DeadLetter
from detector.people import People
from detector.text import hash64
from detector.timeline import Applied, Timeline
from detector.unusable import MAX_BYTES
from detector.words import TextRules
from streams.lines import KEEP_BYTES, Cut
from streams.reading import customer_fact


class Source(NamedTuple):
    """Where a record came from."""

    topic: str
    file: str
    line: int


class Counts:
    """The three counts by topic; they add up to what was read. Dead letters also by reason."""

    def __init__(self) -> None:
        self.read: Counter[str] = Counter()
        self.applied: Counter[str] = Counter()
        self.duplicates: Counter[str] = Counter()
        self.dead_letters: Counter[str] = Counter()

    def add(self, other: "Counts") -> None:
        """Add another part's counts."""
        self.read += other.read
        self.applied += other.applied
        self.duplicates += other.duplicates
        self.dead_letters += other.dead_letters


def dead_letter(source: Source, value: bytes, code: str, message: str, cut: Cut | None = None) -> DeadLetter:
    """A record as a dead letter, whole or by its head; `cut`: where `value` is only the head already."""
    if cut is None and len(value) > KEEP_BYTES:
        cut = Cut(len(value), sha256(value).hexdigest())
    return DeadLetter(
        topic=source.topic,
        file=source.file,
        line=source.line,
        value_b64=b64encode(value[:KEEP_BYTES]).decode(),
        value_length=None if cut is None else cut.length,
        value_sha256=None if cut is None else cut.sha256,
        reason_code=code,
        message=message,
    )


class Intake:
    """Takes records of all topics in the order of reading and keeps timelines, people and the counts."""

    def __init__(self, text_rules: TextRules, refused: Callable[[DeadLetter], object] | None = None) -> None:
        """`refused`: told of each dead letter; without it they are kept in `dead_letters`."""
        self._text_rules = text_rules
        self.counts = Counts()
        self.dead_letters: list[DeadLetter] = []
        self._refused = refused or self.dead_letters.append
        self.timelines: dict[str, Timeline] = {}
        self.sources: dict[tuple[str, int], tuple[Source, bytes]] = {}
        self._people: dict[str, dict[int, PersonFact]] = {}
        self._others: dict[tuple[str, str, int], int] = {}
        self.quotas: list[QuotaFact] = []

    def take(self, source: Source, value: bytes, cut: Cut | None = None) -> None:
        """Decode and apply one record; `cut`: where it was too long to be read whole and `value` is its head."""
        topic = source.topic
        self.counts.read[topic] += 1
        try:
            if cut is not None:
                raise Unusable("too_big", f"the record has {cut.length} bytes; expected at most {MAX_BYTES}")
            decoded = decode_event(topic, value)
            outcome = self._apply(decoded, source, value)
        except Unusable as error:
            self._refuse(dead_letter(source, value, error.code, error.message, cut))
            return
        if outcome == "applied":
            self.counts.applied[topic] += 1
        elif outcome == "duplicate":
            self.counts.duplicates[topic] += 1
        else:
            message = f"event_id {decoded.event.event_id!r} came before with another payload; what was read first holds"
            self._refuse(dead_letter(source, value, outcome, message))

    def _refuse(self, letter: DeadLetter) -> None:
        self.counts.dead_letters[letter.topic] += 1
        self._refused(letter)

    def _apply(self, decoded: Decoded, source: Source, value: bytes) -> Applied:
        event, at, _ = decoded
        if isinstance(event, Person):
            return self._apply_person(event.person_id, person_fact(event, at))
        if isinstance(event, Name | Quota):
            return self._apply_other(source.topic, event, at)
        assert isinstance(event, Activity | Order | OwnershipChange | Decision)
        fact = customer_fact(decoded, self._text_rules)
        if isinstance(event, Decision):
            self.sources.setdefault((event.customer_id, fact.id_hash), (source, value))
        timeline = self.timelines.get(event.customer_id)
        if timeline is None:
            timeline = self.timelines[event.customer_id] = Timeline()
        return timeline.apply(fact)

    def _apply_person(self, person: str, fact: PersonFact) -> Applied:
        known = self._people.setdefault(person, {}).setdefault(fact.id_hash, fact)
        if known is fact:
            return "applied"
        return "duplicate" if known == fact else "id_conflict"

    def _apply_other(self, topic: str, event: Name | Quota, at: int) -> Applied:
        """Names and quotas are not judged here; their whole payload tells a duplicate from a conflict."""
        subject = event.subject_id if isinstance(event, Name) else event.person_id
        key = (topic, subject, hash64(event.event_id.encode()))
        payload = payload_hash(event, at)
        known = self._others.get(key)
        if known is None:
            self._others[key] = payload
            quota = quota_fact(event, at) if isinstance(event, Quota) else None
            if quota is not None:
                self.quotas.append(quota)
            return "applied"
        return "duplicate" if known == payload else "id_conflict"

    def person_facts(self) -> dict[str, list[PersonFact]]:
        """Everybody's versions, to hand to other processes."""
        return {person: list(facts.values()) for person, facts in self._people.items()}

    def people(self) -> People:
        """People as of any time."""
        return People(self.person_facts())
