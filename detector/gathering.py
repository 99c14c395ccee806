"""The facts of a deal gathered into the features that rules see."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from detector.deal import Deal, OtherWorker, hop_of
from detector.facts import ChangeFact
from detector.features import ChangedBy, Features
from detector.instant import DAY_US, HOUR_US
from detector.pack import RulePack
from detector.people import People
from detector.plan import longest_pool_us
from detector.staffing import staff_features
from detector.tally import Tally
from detector.templates import template_days
from detector.typical import as_typical
from detector.weight import Weighed
from detector.window import Window

ASKED_NEAR_DAYS = 14
"""A customer's wish for another contact explains a hop this near."""


def _changed_by(change: ChangeFact | None, other: str, receiver: str, people: People) -> ChangedBy:
    if change is None:
        return "none"
    who = change.changed_by
    if not who:
        return "unknown"
    if who == other:
        return "originator"
    if who == receiver:
        return "payee"
    if people.at(who, change.at).role == "manager":
        return "manager"
    return "payee" if who == change.new else "other"  # a go-between who takes it is on the payee's side of the hop


def _from_outside(change: ChangeFact | None, deal: Deal, other: str, people: People) -> bool:
    """Whether somebody who has no part in this moved the customer to the payee, for a reason of no known sort.

    That is a person stated with the role `other`, of neither one's team, who logged nothing in the deal. What was
    explained later moves nothing here.
    """
    if change is None or change.new != deal.receiver or people.first_from(change.changed_by) is None:
        return False
    reason, who = change.reason, people.at(change.changed_by, change.at)
    untold = reason.given and reason.code in ("", "other") and not reason.text_code
    if not untold or who.role != "other" or change.changed_by in (other, deal.receiver, *deal.by_person):
        return False
    return who.team not in {people.at(other, change.at).team, people.at(deal.receiver, change.at).team} - {""}


def _sum_after(after: Sequence[Weighed], person: str) -> int:
    return sum([item.thousandths for item in after if item.fact.actor == person])


def _late_stage(deal: Deal, hop_at: int | None, pack: RulePack) -> int:
    """The latest stage noted in the deal before the hop, as a rank; notes after the hop do not speak of it.

    In a tie an ownership change comes before activities, and these before an order; of stages tied the latest counts.
    """
    end = deal.window.at + 1 if hop_at is None else hop_at
    noted = deal.stages[: bisect_left(deal.stages, (end, ""))]
    if not noted:
        return 0
    latest = noted[-1][0]
    return max([pack.late_stages.get(stage, 0) for at, stage in noted if at == latest])


def way_back(window: Window, other: str) -> int | None:
    """When, after the matter, the customer went back to a person (microseconds since 1970)."""
    for segment in window.ownership.segments:
        if segment.owner == other and segment.start is not None and segment.start > window.at:
            return segment.start
    return None


def _asked(deal: Deal, hop_at: int | None) -> bool:
    if hop_at is None:
        return False
    near = ASKED_NEAR_DAYS * DAY_US
    return any(abs(at - hop_at) <= near for at in deal.window.asks)


def _same_day(deal: Deal) -> int:
    """How many of a deal's entries come after its matter: those of the day of an order known by its date only."""
    entries, at = deal.entries, deal.window.at
    if not entries or entries[-1].fact.at <= at:
        return 0
    return len(entries) - bisect_right(entries, at, key=lambda item: item.fact.at)


def _work(deal: Deal, other: OtherWorker, tally: Tally) -> dict[str, Any]:
    """Features: who did how much."""
    total = sum(tally.by_person.values())
    counted = total - tally.managers
    person, last = other.person, tally.originator.last
    later = as_typical(deal.work.after[_same_day(deal) :], deal.window.effort)  # what made the order is not after it
    return {
        "originator_before": tally.before,
        "originator_grace": tally.grace,
        "originator_after": tally.after,
        "originator_entries": tally.originator.pieces,
        "originator_days": tally.originator.days,
        "originator_days_after": tally.originator.days_after,
        "originator_closing_after": tally.originator.closing_after,
        "originator_idle_hours": -1 if last is None else max(0, deal.window.at - last) // HOUR_US,
        "originator_sold_beside": deal.sold_beside(person) is not None,
        "payee_days": tally.payee_contacts.days,
        "payee_before": tally.payee[0],
        "payee_after": tally.payee[1],
        "payee_entries_before": tally.payee_entries[0],
        "payee_entries_after": tally.payee_entries[1],
        "payee_hollow_after": tally.hollow,
        "payee_pieces": tally.payee_contacts.pieces,
        "payee_solid": tally.payee_contacts.solid,
        "payee_closing": tally.payee_contacts.closing,
        "payee_copied": tally.copied,
        "payee_template_days": tally.payee_contacts.count_others(template_days(deal.by_person, deal.receiver)),
        "payee_crowded": tally.crowded,
        "payee_backdated": tally.backdated,
        "payee_inbound": tally.inbound,
        "payee_typed_in_after": tally.after_order,
        "payee_work_typed_in": tally.work_typed_in,
        "payee_replies": tally.payee_contacts.replies,
        "others_work": tally.others,
        "others_after": tally.others_after,
        "payee_share_permille": sum(tally.payee) * 1000 // counted if counted else -1,
        "total_work": total,
        "originator_after_order": _sum_after(later, person) if person else 0,
        "payee_after_order": _sum_after(later, deal.receiver),
    }


def _way(deal: Deal, other: OtherWorker, tally: Tally, people: People, pack: RulePack) -> dict[str, Any]:
    """Features: how the customer came to the payee, and went back."""
    window, at = deal.window, deal.window.at
    way_out = hop_of(deal, other)
    hop, hop_at = way_out.change, way_out.at
    segments = window.ownership.segments[other.hop_index :] if hop else ()
    between = [segment for segment in segments if segment.start is not None and segment.start <= at]
    go_betweens = {segment.owner for segment in between} - {"", deal.receiver, other.person}
    back = way_back(window, other.person) if other.person else None
    arrived = [segment.start for segment in between if segment.owner == deal.receiver and segment.start is not None]
    return {
        "hop_hours": -1 if hop_at is None else (at - hop_at) // HOUR_US,
        "last_hop_hours": (at - arrived[-1]) // HOUR_US if arrived else -1,
        "late_stage": _late_stage(deal, hop_at, pack),
        "go_betweens": len(go_betweens),
        "go_between_work": sum(tally.by_person.get(who, 0) for who in go_betweens),
        "handed_back_hours": -1 if back is None else (back - at) // HOUR_US,
        "changed_by": _changed_by(hop, other.person, deal.receiver, people),
        "moved_from_outside": _from_outside(hop, deal, other.person, people),
        "pool_hours": longest_pool_us(between, at) // HOUR_US,
        "idle_hours": -1 if hop_at is None or tally.last_before is None else (hop_at - tally.last_before) // HOUR_US,
        "asked_other_contact": _asked(deal, hop_at),
    }


def gather(deal: Deal, other: OtherWorker, people: People, pack: RulePack) -> Features:
    """All features but those of the reason test, which `detector.reasons` adds."""
    window, order = deal.window, deal.order
    judging = pack.base_at(window.at).judging
    hop_at = hop_of(deal, other).at
    tally = Tally(deal, other.person, hop_at, judging, people)
    return Features(
        subject="order" if order else "transfer",
        link=other.link,
        order_type=order.order_type if order else "new",
        web_order=bool(order and order.order_source.lower() in ("web", "online", "shop", "portal")),
        entered_by_other=bool(order and order.entered_by and order.entered_by != order.seller),
        logged_entries=len(deal.work.before) + _same_day(deal),
        hours_since_earlier_order=-1 if deal.earlier_at is None else (window.at - deal.earlier_at) // HOUR_US,
        path_counted=deal.plan_path.counted,
        **_work(deal, other, tally),
        **_way(deal, other, tally, people, pack),
        **staff_features(deal, other, window.at if hop_at is None else hop_at, people, judging),
    )
