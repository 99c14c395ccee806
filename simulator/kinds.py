"""Every kind of journey with its weight among its sort; the one list that the world draws from."""

from collections.abc import Callable
from random import Random

from simulator import (
    fraud_booking,
    fraud_ghost,
    fraud_ripe,
    honest_facts,
    honest_orders,
    honest_paths,
    honest_twins,
    honest_work,
    plain,
)
from simulator.journey import Journey

Play = Callable[[Journey], None]
USUAL = "usual"

FRAUD: tuple[tuple[Play, int], ...] = (
    (fraud_ripe.ripe, 5),
    (fraud_ripe.token_touches, 4),
    (fraud_ripe.inflated_touches, 4),
    (fraud_ghost.slow_walk_ghost, 4),
    (fraud_ghost.early_ghost, 3),
    (fraud_ghost.internal_notes, 2),
    (fraud_ripe.round_trip, 3),
    (fraud_booking.proxy_order, 3),
    (fraud_ripe.chain, 2),
    (fraud_ripe.chain_service, 2),
    (fraud_ripe.quota_burst, 3),
    (fraud_ripe.false_reason, 3),
    (fraud_ripe.pool_wash, 2),
    (fraud_ripe.pair_concentration, 3),
    (fraud_ripe.reciprocal_ring, 3),
    (fraud_booking.renewal_grab, 2),
    (fraud_booking.split_order, 2),
    (fraud_ripe.copycat, 2),
    (fraud_ghost.copycat_ghost, 1),
    (fraud_ghost.partial_share, 2),
    (fraud_ghost.working_leave, 1),
    (fraud_booking.restated_seller, 1),
    (fraud_booking.proxy_token, 2),
    (fraud_ghost.backdated, 2),
    (fraud_ghost.serial_ghost, 2),
    (fraud_ghost.helper_ghost, 2),
    (fraud_ghost.mailing, 2),
    (fraud_ghost.leave_pretext, 2),
    (fraud_ghost.pool_park, 2),
    (fraud_ripe.ripe_sales, 3),
    (fraud_ripe.ripe_service, 1),
    (fraud_ripe.dialer, 2),
)
HONEST: tuple[tuple[Play, int], ...] = (
    (honest_work.handoff_worked, 14),
    (honest_work.capacity, 8),
    (honest_work.sales_handover, 9),
    (honest_work.short_cycle, 3),
    (honest_work.customer_asked, 3),
    (honest_work.grace_help, 3),
    (honest_work.manager_joins, 3),
    (honest_work.pool_hour, 3),
    (honest_work.bulk_logger, 3),
    (honest_work.sloppy_logger, 4),
    (honest_work.odd_logger, 5),
    (honest_work.cold_caller, 4),
    (honest_work.keeps_buying, 5),
    (honest_paths.lent_and_returned, 3),
    (honest_facts.leaver_soon, 2),
    (honest_paths.assistant_before, 3),
    (honest_facts.sick_cover, 3),
    (honest_facts.cover_kept, 3),
    (honest_paths.stalled_revived, 3),
    (honest_paths.two_hops_worked, 3),
    (honest_paths.handed_back, 2),
    (honest_paths.escalated, 2),
    (honest_paths.mentored_trainee, 4),
    (honest_paths.team_selling, 4),
    (honest_paths.worker_not_owner, 3),
    (honest_facts.leaver, 5),
    (honest_facts.leave_cover, 5),
    (honest_facts.cover_quick, 3),
    (honest_facts.long_leave, 3),
    (honest_facts.territory, 4),
    (honest_facts.territory_quick, 2),
    (honest_facts.pool_recycle, 4),
    (honest_facts.role_change, 2),
    (honest_facts.ramp_up, 4),
    (honest_orders.post_sale_repeat, 8),
    (honest_orders.renewal_worked, 4),
    (honest_orders.role_entry, 5),
    (honest_orders.deal_desk, 4),
    (honest_orders.assistant_inbound, 4),
    (honest_orders.quick_inbound_handoff, 4),
    (honest_orders.two_orders, 2),
    (honest_orders.booking_corrected, 2),
    # Twins of the frauds by date, role and button: without them dates alone would give the frauds away.
    (honest_twins.quick_finish, 110),
    (honest_twins.quick_month_end, 18),
    (honest_twins.quick_and_back, 26),
    (honest_twins.quick_chain, 24),
    (honest_twins.quick_pool, 18),
    (honest_twins.quick_renewal, 14),
    (honest_twins.worked_proxy, 24),
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

    def __init__(self, kinds: tuple[tuple[Play, int], ...], rng: Random, weights: dict[str, int] | None = None) -> None:
        """`weights`: kind → weight in place of the shipped ones; what it does not name is not played.

        Under `usual` it says how many times the shipped weights hold for what it does not name.
        """
        if weights is not None:
            times = weights.get(USUAL, 0)
            kinds = tuple((play, weights.get(play.__name__, weight * times)) for play, weight in kinds)
        self._cards = [play for play, weight in kinds for _ in range(weight)]
        self._rng = rng
        self._left: list[Play] = [play for play, weight in kinds if weight]
        rng.shuffle(self._left)

    def draw(self) -> Play:
        """Return the next kind."""
        if not self._left:
            self._left = list(self._cards)
            self._rng.shuffle(self._left)
        return self._left.pop()
