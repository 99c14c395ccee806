"""A customer's timeline: the events as facts, deduplicated by id, the same whatever the order of arrival."""

from collections.abc import Iterable
from typing import Literal

from detector.facts import ActivityFact, ChangeFact, CustomerFact, DecisionFact, StatementFact

Known = Literal["duplicate", "id_conflict"]
Applied = Literal["applied"] | Known


class Timeline:
    """Facts of one customer by the 8-byte hash of their event id, one table per topic.

    >>> from detector.facts import ActivityFact
    >>> timeline = Timeline()
    >>> call = ActivityFact(5, "amy", 0, 0, 60, 0, 0, 0, False, -1, "", 77)
    >>> timeline.apply(call), timeline.apply(call), timeline.apply(call._replace(duration_s=61))
    ('applied', 'duplicate', 'id_conflict')
    """

    __slots__ = ("_activities", "_changes", "_decisions", "_statements")

    def __init__(self) -> None:
        self._changes: dict[int, ChangeFact] = {}
        self._activities: dict[int, ActivityFact] = {}
        self._statements: dict[int, StatementFact] = {}
        self._decisions: dict[int, DecisionFact] = {}

    @classmethod
    def from_facts(
        cls,
        changes: Iterable[ChangeFact] = (),
        activities: Iterable[ActivityFact] = (),
        statements: Iterable[StatementFact] = (),
        decisions: Iterable[DecisionFact] = (),
    ) -> "Timeline":
        """A timeline of facts that are already known to be without duplicates."""
        timeline = cls()
        timeline._changes = {fact.id_hash: fact for fact in changes}
        timeline._activities = {fact.id_hash: fact for fact in activities}
        timeline._statements = {fact.id_hash: fact for fact in statements}
        timeline._decisions = {fact.id_hash: fact for fact in decisions}
        return timeline

    def apply(self, fact: CustomerFact) -> Applied:
        """Insert a fact; what was read first under an id holds."""
        known = self.compare(fact)
        if known is None:
            self._table(fact)[fact.id_hash] = fact
            return "applied"
        return known

    def compare(self, fact: CustomerFact) -> Known | None:
        """What a fact is to the one read first under its id; None for an id not yet known."""
        known = self._table(fact).get(fact.id_hash)
        if known is None:
            return None
        return "duplicate" if known == fact else "id_conflict"

    def _table(self, fact: CustomerFact) -> dict[int, CustomerFact]:
        if isinstance(fact, ActivityFact):
            return self._activities  # type: ignore[return-value]
        if isinstance(fact, StatementFact):
            return self._statements  # type: ignore[return-value]
        if isinstance(fact, ChangeFact):
            return self._changes  # type: ignore[return-value]
        return self._decisions  # type: ignore[return-value]

    @property
    def oldest(self) -> int | None:
        """The earliest time of any fact (microseconds since 1970)."""
        tables = (self._changes, self._activities, self._statements, self._decisions)
        return min((fact[0] for table in tables for fact in table.values()), default=None)

    @property
    def changes(self) -> list[ChangeFact]:
        """Ownership changes by (time, event_id)."""
        return sorted(self._changes.values())

    @property
    def activities(self) -> list[ActivityFact]:
        """Activities by time, then content."""
        return sorted(self._activities.values())

    @property
    def statements(self) -> list[StatementFact]:
        """Statements of all orders by (time, event_id)."""
        return sorted(self._statements.values())

    @property
    def decisions(self) -> list[DecisionFact]:
        """Decisions by (time, event_id)."""
        return sorted(self._decisions.values(), key=lambda fact: fact[:2])
