"""The opened state of one customer: facts go in, and what differs from what was said before comes out."""

from collections.abc import Sequence
from typing import Literal

from detector.compact import decode_timeline, encode_timeline
from detector.facts import CustomerFact
from detector.judge import CustomerResult, VoidDecision, judge_customer
from detector.kept.alerts import say_alerts
from detector.kept.assessments import say_assessments
from detector.kept.facts import facts_by_order, frozen_booked, frozen_facts, say_booked, say_facts
from detector.kept.freezing import freeze, late_before, scored
from detector.kept.ledgers import SaidLedger
from detector.kept.said import Said
from detector.kept.tables import Tables, decode_tables, encode_tables
from detector.kept.verdicts import settle_frozen
from detector.matter import Frozen
from detector.messages import Catalog
from detector.orders import OrderHistory, group_orders
from detector.outputs import Credit
from detector.pack import RulePack
from detector.people import People
from detector.timeline import Applied, Timeline


class KeptCustomer:
    """What a worker keeps of a customer: the timeline, what was said so far, what is frozen.

    However the same events arrive, in whatever batches, with whatever repetitions, and however often the state is
    encoded and decoded in between: the last said assessments (`revision` apart) and the net credits are the same.

    >>> from detector.facts import ActivityFact
    >>> kept = KeptCustomer.decode(KeptCustomer().encode())
    >>> kept.timeline.activities
    []
    """

    def __init__(self) -> None:
        self._tables = Tables()
        self.timeline = Timeline()

    @classmethod
    def decode(cls, data: bytes) -> "KeptCustomer":
        """The customer of a state. Raises StateError: another version, or bytes that are not what was written."""
        kept = cls()
        kept._tables = decode_tables(data)
        kept.timeline = decode_timeline(kept._tables.timeline)
        return kept

    def encode(self) -> bytes:
        """The state as bytes; equal states give equal bytes."""
        self._tables.timeline = encode_timeline(self.timeline)
        return encode_tables(self._tables)

    @property
    def frozen_before(self) -> int:
        """Matters before this time (microseconds since 1970) are not judged again; 0 before any event."""
        return self._tables.frozen_before

    @property
    def frozen_orders(self) -> frozenset[str]:
        """The ids of the orders that are not judged again."""
        return frozenset(self._tables.verdicts)

    @property
    def held_orders(self) -> int:
        """How many orders have held credit, as last said."""
        return sum(ledger.held for ledger in self._tables.ledgers.values())

    def apply(self, fact: CustomerFact, pack: RulePack) -> Applied | Literal["too_late"]:
        """Take in a fact. What is not known and lies more than twice the horizon before the newest is too late."""
        known = self.timeline.compare(fact)
        if known is not None:
            return known
        if fact.at < late_before(self._tables, pack):
            return "too_late"
        self._tables.newest = max(self._tables.newest, fact.at)
        return self.timeline.apply(fact)

    def judge(self, customer_id: str, people: People, pack: RulePack, catalog: Catalog) -> list[Said]:
        """Judge with everything known, and say what differs from what was said; then freeze what has become old."""
        tables = self._tables
        orders = group_orders(self.timeline.statements) if tables.verdicts or tables.handovers else []
        result = judge_customer(customer_id, self.timeline, people, pack, catalog, self._frozen(orders))
        self._follow_handovers(orders, result)
        assessments = [*result.assessments, *(handover.said() for handover in tables.handovers.values())]
        said = say_assessments(tables.assessments, assessments)
        said += say_alerts(tables.alerts, tables.standing, scored(result, result.alerts))
        voids, facts = list(result.voids), facts_by_order(result.facts)
        booked = {fact.order_id: fact for fact in result.booked}
        for settled in result.orders:
            order_id = settled.judged.order.order_id
            ledger = tables.ledgers.setdefault(order_id, SaidLedger())
            said += _said_credits(ledger.follow(settled, customer_id, pack))
            said += say_facts(tables.facts, order_id, facts.get(order_id, []))
            said += say_booked(tables.booked, order_id, booked.get(order_id))
        for order in orders:
            if order.order_id in tables.verdicts:
                said += _said_credits(self._correct_frozen(order, customer_id, pack, voids))
                known = tables.facts.get(order.order_id, [])
                said += say_facts(tables.facts, order.order_id, frozen_facts(known, order))
                said += say_booked(tables.booked, order.order_id, frozen_booked(tables.booked, order))
        said += self._say_voids(customer_id, voids)
        self.timeline = freeze(tables, self.timeline, result, customer_id, pack, catalog)
        return said

    def _frozen(self, orders: Sequence[OrderHistory]) -> Frozen:
        verdicts = self._tables.verdicts
        return Frozen(
            self._tables.frozen_before,
            {
                order.order_id: frozenset(verdicts[order.order_id].terms(order.last.seller, None).shares)
                for order in orders
                if order.order_id in verdicts
            },
        )

    def _follow_handovers(self, orders: Sequence[OrderHistory], result: CustomerResult) -> None:
        tables = self._tables
        if not tables.handovers:
            return
        changes = self.timeline.changes
        reviewed = {item.assessment_id for item in result.assessments if item.outcome == "review"}
        reviewed |= {f"order:{order_id}" for order_id, verdict in tables.verdicts.items() if verdict.review}
        for key, handover in tables.handovers.items():
            order_id, _ = handover.superseding(orders, changes, tables.frozen_before)
            tables.handovers[key] = followed = handover.assessed(order_id)
            standing = tables.standing.get(followed.case_id)
            if standing is not None:
                tables.standing[followed.case_id] = followed.alerted(standing, reviewed)

    def _correct_frozen(
        self, order: OrderHistory, customer_id: str, pack: RulePack, voids: list[VoidDecision]
    ) -> list[Credit]:
        verdict, ledger = self._tables.verdicts[order.order_id], self._tables.ledgers[order.order_id]
        standings, booking = settle_frozen(order, verdict, self.timeline.decisions)
        voids += [VoidDecision(item.decision, item.why) for item in standings if item.state == "void"]
        return ledger.correct(booking, customer_id, order.order_id, pack)

    def _say_voids(self, customer_id: str, voids: Sequence[VoidDecision]) -> list[Said]:
        """Each void decision once, whatever becomes of it."""
        told = self._tables.voids
        new = {void.decision.id_hash: void for void in voids if void.decision.id_hash not in told}
        told.update(new)
        return [Said("void", customer_id, void) for void in new.values()]


def _said_credits(entries: Sequence[Credit]) -> list[Said]:
    return [Said("credit", entry.order_id, entry) for entry in entries]
