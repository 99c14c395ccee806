"""The stages of one partition together: what they hold open, and what restoring owes."""

from aiokafka.structs import ConsumerRecord

from streams.live.customers import CustomerStage
from streams.live.decisions import DecisionPlaces
from streams.live.findings import FindingStage
from streams.live.firm import FirmStage
from streams.live.people_log import PEOPLE
from streams.live.persons import PersonStage
from streams.live.shared import Shared
from streams.live.state import PartitionState
from streams.live.subjects import SubjectStage
from streams.live.taking import Taker
from streams.live.teams import TeamStage
from streams.topics import TEAM_FACTS_TOPIC

SEVERAL_RULES = "several"
"""In the place of a digest: some customers were judged by these rules and some by those."""


class Stages:
    """Everything that changes between two flushes of a partition."""

    def __init__(self, shared: Shared, state: PartitionState) -> None:
        self.state = state
        self.customers = CustomerStage(state, shared.loaded)
        self.findings = FindingStage(state, shared.loaded)
        self.persons = PersonStage(state, self.findings)
        self.subjects = SubjectStage(state, self.persons)
        self.firm = FirmStage(state, self.findings)
        self.teams = TeamStage(state, self.persons, self.firm, self.findings)
        self.decisions = DecisionPlaces(state)
        self.taker = Taker(shared.partitions[PEOPLE], self.customers, self.subjects, self.decisions, state.meta)
        self._shared = shared
        self._mark: dict[int, int] = {}
        self._oldest_ms: int | None = None

    def take(self, topic: str, records: list[ConsumerRecord]) -> int:
        """Take in records of a topic (its plain name); how many were new."""
        new = (
            self.teams.take(records, self.state.meta) if topic == TEAM_FACTS_TOPIC else self.taker.take(topic, records)
        )
        if new and (self._oldest_ms is None or records[0].timestamp < self._oldest_ms):
            self._oldest_ms = records[0].timestamp
        return new

    def take_oldest_ms(self) -> int | None:
        """The timestamp of the oldest record since this was asked last."""
        oldest, self._oldest_ms = self._oldest_ms, None
        return oldest

    def owe_what_restoring_shows(self) -> None:
        """Who changed while nobody looked, or whom other rules judged, is judged again."""
        meta, digest = self.state.meta, self._shared.loaded.pack.digest
        if meta.judged_digest not in ("", digest):
            self.owe(None)
        else:
            offsets = {int(place.rpartition(":")[2]): offset for place, offset in meta.people_offsets.items()}
            self.owe(self._shared.history.touched_since(offsets))

    def owe(self, touched: set[str] | None) -> None:
        """Let customers be judged again that people matter to; None: all."""
        self._mark = dict(self._shared.history.offsets)
        if touched is None or touched:
            self.customers.owe(touched)

    def note_judged(self) -> None:
        """Up to which people events, and by which rules, all customers were judged.

        While some wait still, only back: who was judged now was judged with no more than what is known here.
        """
        meta, digest = self.state.meta, self._shared.loaded.pack.digest
        mark = {f"{PEOPLE}:{partition}": offset for partition, offset in self._mark.items()}
        meta.owed = self.customers.owed
        if not meta.owed:
            meta.people_offsets, meta.judged_digest = mark, digest
            return
        meta.people_offsets = {place: min(offset, mark.get(place, 0)) for place, offset in meta.people_offsets.items()}
        if meta.judged_digest != digest:
            meta.judged_digest = SEVERAL_RULES
