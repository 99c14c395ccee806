"""The facts of a deal gathered into the features that rules see."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from detector.deal import Deal, OtherWorker, hop_of
from detector.facts import ChangeFact
from detector.features import ChangedBy, Features
from detector.instant import DAY_US, HOUR_US
from detector.pack import Judging, RulePack
from detector.people import People, Span
from detector.plan import longest_pool_us
from detector.tally import Tally
from detector.templates import template_days
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


def _sum_after(after: Sequence[Weighed], person: str) -> int:
    return sum([item.thousandths for item in after if item.fact.actor == person])


def _work_within(before: Sequence[Weighed], person: str, spans: Sequence[tuple[int, int]]) -> int:
    """A person's work within any of some spans."""
    begins = bisect_left(before, min(spans)[0], key=lambda item: item.fact.at)
    return sum(
        item.thousandths
        for item in before[begins:]
        if item.fact.actor == person and any(start <= item.fact.at < end for start, end in spans)
    )


def _late_stage(deal: Deal, hop_at: int | None, pack: RulePack) -> int:
    """The latest stage noted in the deal before the hop, as a rank; notes after the hop do not speak of it.

    In a tie an ownership change comes before activities, and these before an order; of stages tied the latest counts.
    """
    end = deal.window.at + 1 if hop_at is None else hop_at
    noted = [
        (item.fact.at, pack.late_stages.get(item.fact.stage, 0))
        for item in deal.entries
        if item.fact.stage and item.fact.at < end
    ]
    return max(noted)[1] if noted else 0


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


def _away(other: str, hop_at: int, window: Window, people: People, judging: Judging) -> list[tuple[int, int]]:
    """Spans after the hop in which the other worker was on leave or gone, as far as they explain it (or a proxy order).

    A leave explains its own time: it lies between hop and matter, began at the latest some days after the hop, and is
    not long over by the matter. It reaches no further on either side than it lasts: a day off explains neither a
    handover nine days before it nor an order nine days after it. A long leave explains a handover some days before it,
    whenever the order comes.
    """
    lead, long = judging.away_lead_days * DAY_US, judging.long_leave_days * DAY_US
    handed = hop_at < window.at
    found = []
    for start, end in _absences(people.spans(other, hop_at - long, max(window.at + 1, hop_at + lead + long))):
        reach = end - start + judging.away_spare_days * DAY_US
        begins = max(start, hop_at)
        if end <= hop_at or begins > hop_at + lead:
            continue
        near = begins - hop_at <= reach and window.at - end <= min(reach, judging.away_after_days * DAY_US)
        if (begins <= window.at and near) or (handed and end - begins >= long):
            found.append((begins, end))
    return found


def _absences(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The times away, those that follow each other at once as one."""
    found: list[tuple[int, int]] = []
    for span in spans:
        if span.state.status != "active":
            joined = found and found[-1][1] == span.start
            start = found.pop()[0] if joined else span.start
            found.append((start, span.end))
    return found


def _moved(other: str, payee: str, hop_at: int, people: People, judging: Judging) -> bool:
    """Whether the other worker changed team or left sales within some days around the hop.

    A team that gets another name is no move: who shared a team before and shares one after has stayed together.
    """
    days = judging.moved_days * DAY_US
    begin, end = hop_at - days, hop_at + days
    states = [span.state for span in people.spans(other, begin, end) if span.state.status == "active"]
    sold = [state.role == "sales" for state in states]
    if len(sold) > 1 and sold[0] and not sold[-1]:
        return True
    teams = {state.team for state in states if state.team}
    together = [people.at(other, at).team == people.at(payee, at).team for at in (begin, end)]
    return len(teams) > 1 and not all(together)


def _same_day(deal: Deal) -> int:
    """How many of a deal's entries come after its matter: those of the day of an order known by its date only."""
    return len(deal.entries) - bisect_right(deal.entries, deal.window.at, key=lambda item: item.fact.at)


def _work(deal: Deal, other: OtherWorker, tally: Tally) -> dict[str, Any]:
    """Features: who did how much."""
    total = sum(tally.by_person.values())
    counted = total - tally.managers
    person, last = other.person, tally.originator.last
    later = deal.work.after[_same_day(deal) :]  # what made the order is not work after it
    return {
        "originator_before": tally.before,
        "originator_grace": tally.grace,
        "originator_after": tally.after,
        "originator_entries": tally.originator.pieces,
        "originator_days": tally.originator.days,
        "originator_days_after": tally.originator.days_after,
        "originator_closing_after": tally.originator.closing_after,
        "originator_idle_hours": -1 if last is None else max(0, deal.window.at - last) // HOUR_US,
        "originator_sold_beside": person in deal.beside,
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
        "payee_template_days": tally.payee_contacts.count_others(template_days(deal.entries, deal.receiver)),
        "payee_crowded": tally.crowded,
        "payee_backdated": tally.backdated,
        "payee_inbound": tally.inbound,
        "payee_typed_in_after": tally.after_order,
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
        "pool_hours": longest_pool_us(between, at) // HOUR_US,
        "idle_hours": -1 if hop_at is None or tally.last_before is None else (hop_at - tally.last_before) // HOUR_US,
        "asked_other_contact": _asked(deal, hop_at),
    }


def _tenure_days(payee: str, other: str, hop_at: int, people: People, judging: Judging) -> int:
    """Days from the payee's first stated version to the hop, 0 for one stated some days later; -1 unknown.

    Where everybody is stated from the same day on, that day is the record's first and nobody's.
    """
    first, others = people.first_from(payee), people.first_from(other)
    if first is None or others is None or first <= others or hop_at < first - judging.moved_days * DAY_US:
        return -1
    return max(0, hop_at - first) // DAY_US


def _staff(deal: Deal, other: OtherWorker, hop_at: int, people: People, judging: Judging) -> dict[str, Any]:
    """Features: what the people stream says of the two around the hop (or the order, where there is no hop)."""
    window, at, person = deal.window, deal.window.at, other.person
    payee = people.at(deal.receiver, at)
    found: dict[str, Any] = {
        "payee_role": payee.role,
        "payee_away": payee.status != "active",
        "payee_tenure_days": _tenure_days(deal.receiver, person, hop_at, people, judging),
    }
    if not person:
        return found | {"originator_role": ""}
    teams = (people.at(person, hop_at).team, people.at(deal.receiver, hop_at).team)
    away = _away(person, hop_at, window, people, judging)
    return found | {
        "originator_role": people.at(person, hop_at - 1).role,
        "same_team": teams[0] == teams[1],
        "teams_known": bool(teams[0] and teams[1]),
        "payee_team_sells": people.team_sells(teams[1]),
        "originator_left": people.at(person, at).status == "left",
        "originator_away": bool(away),
        "originator_work_while_away": _work_within(deal.work.before, person, away) if away else 0,
        "originator_moved": _moved(person, deal.receiver, hop_at, people, judging),
        "originator_paid_before": person in deal.paid_before,
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
        **_staff(deal, other, window.at if hop_at is None else hop_at, people, judging),
    )
