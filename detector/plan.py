"""The credit plan's path: who the originator is, whether the path counts, the split (contract, default credit plan)."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from msgspec import Struct

from detector.facts import ChangeFact
from detector.instant import DAY_US
from detector.pack import PlanVersion
from detector.path import Ownership, Segment
from detector.people import People

WHOLE = Decimal(1)
_FOUR_PLACES = Decimal("0.0001")

NotCounted = Literal[
    "", "seller_owns_alone", "no_owner", "seller_no_assistant", "holdover_passed", "owner_no_sales",
    "owner_work_too_small", "originator_left", "pooled", "post_sale",
]  # fmt: skip


class PlanPath(Struct, frozen=True):
    """The path by the plan. `hop`: the change out of the originator's hands; None for a proxy order or unknown.

    `hop_index`: index of the segment that follows the originator's. `why_not`: "" where the path is counted.
    """

    originator: str
    hop: ChangeFact | None
    hop_at: int | None
    hop_index: int
    proxy: bool
    counted: bool
    why_not: NotCounted


class OrderFacts(Struct, frozen=True):
    """What the plan needs of an order: `at` its time, `since` the start of its window, `work` by person before it."""

    seller: str
    at: int
    since: int
    order_type: str
    work: Mapping[str, int]
    paid_before: frozenset[str]
    """Who has a positive share, decisions apart, in an earlier order with a net amount above 0 by then."""


def owning_index(ownership: Ownership, at: int, pool_us: int) -> int:
    """The segment of the owner at a time; a pool shorter than `pool_us` counts as the last owner's; -1 for nobody."""
    index = ownership.index_at(at)
    if index < 0 or ownership.segments[index].owner:
        return index
    start = ownership.segments[index].start
    if start is None or at - start >= pool_us or index == 0:
        return -1
    return index - 1


def find_plan_path(ownership: Ownership, order: OrderFacts, people: People, plan: PlanVersion) -> PlanPath:
    """Sentences 1 to 4 of the default plan."""
    pool_us = plan.pool_days * DAY_US
    index = owning_index(ownership, order.at, pool_us)
    if index < 0:
        return _none("no_owner")
    owner = ownership.segments[index].owner
    if owner != order.seller:
        return _proxy_path(owner, order, people, plan)
    return _owner_path(ownership, index, order, people, plan)


def _none(why: NotCounted) -> PlanPath:
    return PlanPath("", None, None, -1, proxy=False, counted=False, why_not=why)


def _proxy_path(owner: str, order: OrderFacts, people: People, plan: PlanVersion) -> PlanPath:
    work = order.work.get(owner, 0)
    why: NotCounted = ""
    if people.at(order.seller, order.at).role != "assistant":
        why = "seller_no_assistant"
    elif people.at(owner, order.at).role != "sales":
        why = "owner_no_sales"
    elif work < plan.substantive_effort or work <= order.work.get(order.seller, 0):
        why = "owner_work_too_small"
    else:
        why = _never_counted(owner, order, people)
    return PlanPath(owner, None, None, -1, proxy=True, counted=not why, why_not=why)


def _owner_path(ownership: Ownership, index: int, order: OrderFacts, people: People, plan: PlanVersion) -> PlanPath:
    segments = ownership.segments
    found = _originator_index(segments, index, order, people, plan)
    if found < 0:
        return _none("seller_owns_alone")
    originator = segments[found].owner
    hop = segments[found + 1].change
    hop_at = segments[found].end
    why: NotCounted = ""
    if people.at(order.seller, order.at).role != "assistant":
        why = "seller_no_assistant"
    elif hop_at is None or order.at - hop_at >= plan.holdover_days * DAY_US:
        why = "holdover_passed"
    elif longest_pool_us(segments[found + 1 :], order.at) >= plan.pool_days * DAY_US:
        why = "pooled"
    else:
        why = _never_counted(originator, order, people)
    return PlanPath(originator, hop, hop_at, found + 1, proxy=False, counted=not why, why_not=why)


def _originator_index(
    segments: Sequence[Segment], index: int, order: OrderFacts, people: People, plan: PlanVersion
) -> int:
    """The last owner before the seller whose role while owning was sales and whose work is substantive; -1 for none."""
    for back in range(index - 1, -1, -1):
        segment = segments[back]
        owner, start, end = segment.owner, segment.start, segment.end
        if not owner or owner == order.seller or order.work.get(owner, 0) < plan.substantive_effort:
            continue
        if people.had_role(owner, "sales", order.since if start is None else start, order.at if end is None else end):
            return back
    return -1


def longest_pool_us(segments: Sequence[Segment], at: int) -> int:
    """The longest single time in the pool among segments, up to a time."""
    longest = 0
    for segment in segments:
        start, end = segment.start, segment.end
        if not segment.owner and start is not None and start <= at:
            longest = max(longest, min(at, at if end is None else end) - start)
    return longest


def _never_counted(originator: str, order: OrderFacts, people: People) -> NotCounted:
    if people.at(originator, order.at).status == "left":
        return "originator_left"
    if order.order_type in ("repeat", "renewal") and originator in order.paid_before:
        return "post_sale"
    return ""


def plan_shares(path: PlanPath, order: OrderFacts, plan: PlanVersion) -> dict[str, Decimal]:
    """Payee → share, adding up to 1 (sentences 1 and 5)."""
    if not path.counted:
        return {order.seller: WHOLE}
    assistant = Decimal(plan.assistant_share)
    if plan.split == "by_effort":
        mine, theirs = order.work.get(order.seller, 0), order.work.get(path.originator, 0)
        worked = (Decimal(mine) / Decimal(mine + theirs)).quantize(_FOUR_PLACES, ROUND_HALF_EVEN)
        assistant = max(assistant, worked)
    shares = {order.seller: assistant, path.originator: WHOLE - assistant}
    return {payee: share for payee, share in shares.items() if share}
