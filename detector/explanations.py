"""Reasons given afterwards: which explanation holds for an order, or for the hop of its path."""

from collections.abc import Container, Sequence

from detector.facts import ChangeFact, DecisionFact


class Explanations:
    """The `explain` decisions of one customer, beside the ownership changes that they may speak of."""

    def __init__(self, decisions: Sequence[DecisionFact], changes: Sequence[ChangeFact]) -> None:
        """Both sorted by (time, event_id)."""
        self._explains = [fact for fact in decisions if fact.decision == "explain"]
        self._changes = changes

    def __bool__(self) -> bool:
        return bool(self._explains)

    def latest(
        self, order_id: str | None, hop: ChangeFact | None, as_of: tuple[int, str] | None = None
    ) -> DecisionFact | None:
        """The latest explanation for an order or for a hop, up to (time, event_id); without an order only the hop."""
        return self.latest_of(order_id, self.hop_ids(hop), as_of)

    def latest_of(
        self, order_id: str | None, hop_ids: Container[str], as_of: tuple[int, str] | None = None
    ) -> DecisionFact | None:
        """The same where the ids by which a hop is explained are known already."""
        found = None
        for fact in self._explains:
            if as_of is not None and fact[:2] > as_of:
                break
            if (order_id is not None and fact.order_id == order_id) or fact.transfer_event_id in hop_ids:
                found = fact
        return found

    def hop_ids(self, hop: ChangeFact | None) -> set[str]:
        """The hop out of the originator's hands; after a release to the pool also its taking up."""
        if hop is None:
            return set()
        ids = {hop.event_id}
        if not hop.new:
            ids.update([change.event_id for change in self._changes if change[:2] > hop[:2] and change.new][:1])
        return ids
