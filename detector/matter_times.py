"""Times that bound a matter: when its deal began, and the latest event that its judgement counts."""

from detector.deal import Deal, OtherWorker
from detector.facts import DecisionFact, StatementFact
from detector.gathering import way_back
from detector.instant import DAY_US
from detector.pack import Judging
from detector.plan import owning_index
from detector.window import Window, Work


def same_deal_hours(judging: Judging, statement: StatementFact, window: Window) -> int:
    """Orders closer together than this are one deal: the work before the first made the second too.

    What an owner's customer buys again is care for the account, unless it is booked on somebody else.
    """
    index = owning_index(window.ownership, window.at, judging.pool_days * DAY_US)
    owned = index >= 0 and window.ownership.segments[index].owner == statement.seller
    return judging.same_deal_hours if owned and statement.order_type != "new" else judging.same_deal_new_hours


def woken(work: Work, judging: Judging, since: int) -> int:
    """When the customer woke from its last long silence: just before the first entry after it.

    `since` where that was no later; further back nobody looks.
    """
    dormant_us, later = judging.dormant_days * DAY_US, None
    if not work.before or work.before[-1].fact.at - work.before[0].fact.at <= dormant_us:
        return since
    for item in reversed(work.before):
        if item.thousandths < judging.quiet_thousandths:
            continue
        at = item.fact.at
        if later is not None and later - at > dormant_us:
            return max(since, later - 1)
        if at <= since:
            break
        later = at
    return since


def latest_at(deal: Deal, other: OtherWorker, explained: DecisionFact | None) -> int:
    """The latest time among the matter, its explanation and the events counted in a feature.

    Of what comes after the matter the work of the two counts, the way back, and an order of the other one beside it.
    """
    latest, two = deal.window.at, (deal.receiver, other.person)
    if deal.entries:  # of an order known by its date only, those of its day come after it, whoever did them
        latest = max(latest, deal.entries[-1].fact.at)
    for item in reversed(deal.work.after):
        if item.fact.actor in two:
            latest = max(latest, item.fact.at)
            break
    beside = deal.sold_beside(other.person)
    if beside is not None and beside > latest:
        latest = beside
    back = way_back(deal.window, other.person) if other.person else None
    if back is not None and back > latest:
        latest = back
    return latest if explained is None else max(latest, explained.at)


def deal_start(at: int, earlier_at: int | None, days: int) -> int:
    """A deal begins after the earlier one, and no longer ago than some days."""
    start = at - days * DAY_US
    return start if earlier_at is None else max(start, earlier_at)
