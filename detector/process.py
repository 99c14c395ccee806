"""How an order came about: how long it took, how long of it after the hop, and whether the path was needless."""

from typing import NamedTuple

from detector.instant import DAY_US
from detector.judgement import JudgedOrder, Judgement
from detector.people import People

_EXPLAINED = frozenset({"originator_left", "pooled", "post_sale", "owner_no_sales", "owner_work_too_small"})


class Process(NamedTuple):
    """Days are whole days of 24 hours, -1 for unknown or none.

    `days`: process time, from the customer's first ownership to the order; unknown where that lies before the horizon,
    and for an order that is not the customer's first deal within it. `days_after`: its part after the hop.
    """

    days: int
    days_after: int
    needless: bool


def process_of(judged: JudgedOrder, people: People) -> Process:
    """The process behind a judged order."""
    at, judgement = judged.order.at, judged.judgement
    segments, hop_at = judgement.window.ownership.segments, judgement.path.hop_at
    days = days_after = -1
    first = segments[0].start if segments else None
    if first is not None and first <= at and judgement.features.hours_since_earlier_order < 0:
        days = (at - first) // DAY_US
        days_after = -1 if hop_at is None else (at - hop_at) // DAY_US
    return Process(days, days_after, _is_needless(judgement, judged.order.last.seller, at, people))


def _is_needless(judgement: Judgement, seller: str, at: int, people: People) -> bool:
    """Whether the receiver did no substantive work and the originator was able to finish (contract, figures).

    Able was who had done substantive work, more than the receiver, was a salesperson at work from the hop to the order,
    and from whose hands no organisational fact took the customer.
    """
    path, least = judgement.path, judgement.plan.substantive_effort
    originator, work = path.originator, judgement.work
    if not originator or path.why_not in _EXPLAINED:
        return False
    if work.get(seller, 0) >= least or work.get(originator, 0) < max(least, work.get(seller, 0) + 1):
        return False
    features = judgement.features
    after_sale = features.order_type in ("repeat", "renewal") and features.originator_paid_before
    explained = judgement.other.person == originator and (judgement.combined.facts or after_sale)
    if explained or features.asked_other_contact:
        return False
    since = at if path.hop_at is None else path.hop_at
    return people.at(originator, at).role == "sales" and not people.away(originator, since, at + 1)
