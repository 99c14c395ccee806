"""Reasons given afterwards: which explanation holds for an order, or for the hop of its path."""

from collections.abc import Iterable, Sequence

from detector.facts import ChangeFact, DecisionFact


class Explanations:
    """The `explain` decisions of one customer, beside the ownership changes that they may speak of."""

    def __init__(self, decisions: Sequence[DecisionFact], changes: Sequence[ChangeFact]) -> None:
        """Both sorted by (time, event_id)."""
        self._changes = changes
        self._of_orders: dict[str, list[DecisionFact]] = {}
        self._of_hops: dict[str, list[DecisionFact]] = {}
        for fact in decisions:
            if fact.decision == "explain":
                self._of_orders.setdefault(fact.order_id, []).append(fact)
                self._of_hops.setdefault(fact.transfer_event_id, []).append(fact)

    def __bool__(self) -> bool:
        return bool(self._of_orders)

    def that_may_concern(self, order_id: str) -> list[DecisionFact]:
        """Those given for an order, and all given for some hop."""
        hops = [fact for name, facts in self._of_hops.items() if name for fact in facts if fact.order_id != order_id]
        return [*self._of_orders.get(order_id, ()), *hops]

    def latest(
        self, order_id: str | None, hop: ChangeFact | None, as_of: tuple[int, str] | None = None
    ) -> DecisionFact | None:
        """The latest explanation for an order or for a hop, up to (time, event_id); without an order only the hop."""
        return self.latest_of(order_id, self.hop_ids(hop), as_of) if self else None

    def latest_of(
        self, order_id: str | None, hop_ids: Iterable[str], as_of: tuple[int, str] | None = None
    ) -> DecisionFact | None:
        """The same where the ids by which a hop is explained are known already."""
        found = [] if order_id is None else self._of_orders.get(order_id, [])
        for name in hop_ids:
            found = found + self._of_hops.get(name, [])
        known = [fact for fact in found if as_of is None or fact[:2] <= as_of]
        return max(known, key=lambda fact: fact[:2], default=None)

    def hop_ids(self, hop: ChangeFact | None) -> set[str]:
        """The hop out of the originator's hands; after a release to the pool also its taking up."""
        if hop is None:
            return set()
        ids = {hop.event_id}
        if not hop.new:
            ids.update([change.event_id for change in self._changes if change[:2] > hop[:2] and change.new][:1])
        return ids
