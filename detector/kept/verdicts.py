"""Frozen orders: judged for the last time, they go on by their statements, decisions and explanations alone."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from detector.credit import Standing
from detector.explanations import Explanations
from detector.facts import DecisionFact
from detector.judgement import JudgedOrder
from detector.ledger import Booking
from detector.orders import OrderHistory
from detector.plan import WHOLE
from detector.settlement import Terms, decisions_on, settle_step, steps_of


class Verdict(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """What was judged of an order at last: the plan's split for its seller, and what holds it.

    `must_explain`: it is held while no explanation gives a reason. `hop_ids`: the changes that one may speak of.
    """

    seller: str
    shares: dict[str, Decimal]
    review: bool
    must_explain: bool
    hop_ids: list[str]
    plan_id: str
    plan_version: int

    def terms(self, seller: str, explained: DecisionFact | None) -> Terms:
        """What settles the order for a seller. Another one than was judged gets the whole, under review."""
        if seller != self.seller:
            return Terms({seller: WHOLE}, True, False, self.plan_id, self.plan_version)
        given = explained is not None and explained.reason.given
        return Terms(self.shares, self.review, self.must_explain and not given, self.plan_id, self.plan_version)


def verdict_on(judged: JudgedOrder, explanations: Explanations) -> Verdict:
    """The verdict of an order's judgement."""
    judgement = judged.judgement
    hop = judgement.path.hop
    reason_given = hop is not None and hop.reason.given
    must_explain = judgement.path.counted and judgement.plan.hold_without_reason and not reason_given
    return Verdict(
        judged.order.last.seller,
        judgement.shares,
        judgement.combined.outcome == "review",
        must_explain,
        sorted(explanations.hop_ids(hop)) if must_explain else [],
        judgement.plan_id,
        judgement.plan.version,
    )


def settle_frozen(
    order: OrderHistory, verdict: Verdict, decisions: Sequence[DecisionFact]
) -> tuple[list[Standing], Booking]:
    """Where the decisions of a frozen order stand, and what is credited after its last step.

    `decisions`: all of the customer's, by (time, event_id).
    """
    explained = Explanations(decisions, ()).latest_of(order.order_id, verdict.hop_ids)
    terms = verdict.terms(order.last.seller, explained)
    last_step = steps_of(order, decisions)[-1]
    return settle_step(order, order.last, decisions_on(order.order_id, decisions), terms, last_step)
