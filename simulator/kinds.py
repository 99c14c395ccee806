"""Every kind of journey with its weight among its sort; the one list that the world draws from."""

from collections.abc import Callable
from random import Random

from simulator import fraud, fraud_more, honest, honest_facts, honest_more, plain
from simulator.journey import Journey

Play = Callable[[Journey], None]

FRAUD: tuple[tuple[Play, int], ...] = (
    (fraud.ripe, 5),
    (fraud.token_touches, 4),
    (fraud.inflated_touches, 4),
    (fraud.slow_walk_ghost, 4),
    (fraud.early_ghost, 3),
    (fraud.internal_notes, 2),
    (fraud.round_trip, 3),
    (fraud.proxy_order, 3),
    (fraud.chain, 2),
    (fraud.chain_service, 2),
    (fraud.quota_burst, 3),
    (fraud.false_reason, 3),
    (fraud.pool_wash, 2),
    (fraud_more.pair_concentration, 3),
    (fraud_more.reciprocal_ring, 3),
    (fraud_more.renewal_grab, 2),
    (fraud_more.split_order, 2),
    (fraud_more.copycat, 2),
    (fraud_more.copycat_ghost, 1),
    (fraud_more.partial_share, 2),
    (fraud_more.working_leave, 1),
    (fraud_more.restated_seller, 1),
)
HONEST: tuple[tuple[Play, int], ...] = (
    (honest.handoff_worked, 14),
    (honest.capacity, 8),
    (honest.sales_handover, 9),
    (honest.short_cycle, 3),
    (honest.customer_asked, 3),
    (honest.grace_help, 3),
    (honest.manager_joins, 3),
    (honest.pool_hour, 3),
    (honest.bulk_logger, 3),
    (honest.sloppy_logger, 4),
    (honest.stalled_revived, 3),
    (honest.two_hops_worked, 3),
    (honest.handed_back, 2),
    (honest.escalated, 2),
    (honest.mentored_trainee, 4),
    (honest.team_selling, 4),
    (honest.worker_not_owner, 3),
    (honest_facts.leaver, 5),
    (honest_facts.leave_cover, 5),
    (honest_facts.cover_quick, 3),
    (honest_facts.long_leave, 3),
    (honest_facts.territory, 4),
    (honest_facts.territory_quick, 2),
    (honest_facts.pool_recycle, 4),
    (honest_facts.role_change, 2),
    (honest_facts.ramp_up, 4),
    (honest_more.post_sale_repeat, 8),
    (honest_more.renewal_worked, 4),
    (honest_more.role_entry, 5),
    (honest_more.deal_desk, 4),
    (honest_more.assistant_inbound, 4),
    (honest_more.quick_inbound_handoff, 4),
    (honest_more.two_orders, 2),
    (honest_more.booking_corrected, 2),
)
PLAIN: tuple[tuple[Play, int], ...] = (
    (plain.plain_sales, 62),
    (plain.plain_assistant, 18),
    (plain.plain_service, 4),
    (plain.plain_old, 8),
    (plain.renewal_own, 8),
)
OPEN: tuple[tuple[Play, int], ...] = ((plain.open_lead, 1),)


class Deck:
    """Deals kinds in their weights without running dry: every kind comes once per shuffled deck.

    So a small world holds all kinds, and no kind depends on luck.
    """

    def __init__(self, kinds: tuple[tuple[Play, int], ...], rng: Random) -> None:
        self._cards = [play for play, weight in kinds for _ in range(weight)]
        self._first = [play for play, _ in kinds]
        self._rng = rng
        self._left: list[Play] = list(self._first)
        rng.shuffle(self._left)

    def draw(self) -> Play:
        """Return the next kind."""
        if not self._left:
            self._left = list(self._cards)
            self._rng.shuffle(self._left)
        return self._left.pop()
