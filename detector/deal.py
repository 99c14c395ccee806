"""Who did what in a deal: the facts of an order or transfer gathered into features."""

from collections.abc import Sequence
from typing import NamedTuple

from detector.effort import Weighed
from detector.facts import DIRECTION_INBOUND, DIRECTION_NONE, NOTE, ActivityFact, ChangeFact, StatementFact
from detector.features import ChangedBy, Features, Link
from detector.instant import DAY_US, HOUR_US
from detector.pack import Judging, RulePack
from detector.people import People
from detector.plan import PlanPath, longest_pool_us, owning_index
from detector.window import Window


class Deal(NamedTuple):
    """The matter to judge. `start`: when this deal began, after the earlier order. `earlier_at`: that order's time.

    `order`: None for a transfer that has no order yet. `receiver`: who gets the credit, or the customer.
    """

    receiver: str
    window: Window
    start: int
    earlier_at: int | None
    order: StatementFact | None
    plan_path: PlanPath
    paid_before: frozenset[str]


class OtherWorker(NamedTuple):
    """The person from whose hands the deal may have come. `hop_index`: the segment that follows theirs, -1 for none."""

    person: str
    link: Link
    hop_index: int


class Hop(NamedTuple):
    """The change out of the other worker's hands, and its time."""

    change: ChangeFact | None
    at: int | None


NOBODY = OtherWorker("", "own", -1)


def find_other_worker(deal: Deal, people: People, judging: Judging) -> OtherWorker:
    """Who else may have made this deal: a former owner, the owner of a proxy order, or a helping salesperson.

    Among several the one with the most weighed work in the deal, the plan's originator first among equals.
    """
    window, receiver = deal.window, deal.receiver
    work = _deal_work(deal)
    index = owning_index(window.ownership, window.at, judging.pool_days * DAY_US)
    candidates: dict[str, OtherWorker] = {}
    owner = window.ownership.segments[index].owner if index >= 0 else ""
    if owner and owner != receiver:
        candidates[owner] = OtherWorker(owner, "proxy", -1)
    last = index if index >= 0 else len([s for s in window.ownership.segments if (s.start or 0) <= window.at])
    for back in range(last):
        segment = window.ownership.segments[back]
        if segment.owner not in ("", receiver, owner):
            candidates[segment.owner] = OtherWorker(segment.owner, "path", back + 1)
    sellers = {who: found for who, found in candidates.items() if _could_sell(who, window, people)}
    best = _most_work(sellers, work, deal.plan_path.originator)
    if best.person and work.get(best.person, 0):
        return best
    helper = _top_helper(work, receiver, window, people)
    if helper and work[helper] > work.get(receiver, 0):
        return OtherWorker(helper, "helper", -1)
    return best


def _could_sell(person: str, window: Window, people: People) -> bool:
    """Whether selling was this person's work at any time in the window; service people and managers serve and lead."""
    spans = people.spans(person, window.since, window.at + 1)
    return any(span.state.role not in ("service", "manager") for span in spans)


def _most_work(candidates: dict[str, OtherWorker], work: dict[str, int], first: str) -> OtherWorker:
    if not candidates:
        return NOBODY
    person = max(candidates, key=lambda who: (work.get(who, 0), who == first, candidates[who].hop_index, who))
    return candidates[person]


def _top_helper(work: dict[str, int], receiver: str, window: Window, people: People) -> str:
    """Who did most of the work without ever owning the customer: a seller, or somebody never stated."""
    helpers = [who for who in work if who != receiver and work[who]]
    sellers = [who for who in helpers if people.at(who, window.at).role in ("sales", "other")]
    return max(sellers, key=lambda who: (work[who], who), default="")


def _deal_work(deal: Deal) -> dict[str, int]:
    work: dict[str, int] = {}
    for item in deal.window.before:
        if item.fact.at > deal.start:
            work[item.fact.actor] = work.get(item.fact.actor, 0) + item.thousandths
    return work


def hop_of(deal: Deal, other: OtherWorker) -> Hop:
    """The hop out of the other worker's hands; for a proxy order or a helper there is none."""
    if other.hop_index < 0:
        return Hop(None, None)
    segment = deal.window.ownership.segments[other.hop_index]
    return Hop(segment.change, segment.start)


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
    return "manager" if people.at(who, change.at).role == "manager" else "other"


def _with_customer(fact: ActivityFact) -> bool:
    """A note is written for colleagues; one with a direction was a contact of a type that nobody knows."""
    return fact.kind != NOTE or fact.direction != DIRECTION_NONE


class _Sums:
    """Sums over the deal's activities, by person and by side of the hop, which comes first in a tie."""

    def __init__(self, deal: Deal, other: str, hop_at: int | None, judging: Judging, people: People) -> None:
        self.before = self.grace = self.after = self.entries = 0
        self.days: set[int] = set()
        self.days_after: set[int] = set()
        self.payee_days: set[int] = set()
        self.payee = [0, 0]
        self.payee_entries = [0, 0]
        self.hollow = self.inbound = self.others = self.managers = 0
        self.by_person: dict[str, int] = {}
        grace_end = None if hop_at is None else hop_at + judging.grace_days * DAY_US
        for item in deal.window.before:
            at, actor, weight = item.fact.at, item.fact.actor, item.thousandths
            if at <= deal.start:
                continue
            side = 1 if hop_at is not None and at >= hop_at else 0
            day = at // DAY_US
            contact = weight >= judging.quiet_thousandths and _with_customer(item.fact)
            if actor == deal.receiver:
                if weight and people.at(actor, at).status != "active":
                    weight = 0
                self.payee[side] += weight
                self.payee_entries[side] += 1
                self.hollow += side and weight < judging.quiet_thousandths
                self.inbound += item.fact.direction == DIRECTION_INBOUND
                if contact:
                    self.payee_days.add(day)
            elif actor == other:
                if contact:
                    self.entries += 1
                    self.days.add(day)
                    if side:
                        self.days_after.add(day)
                if not side:
                    self.before += weight
                elif grace_end is not None and at <= grace_end:
                    self.grace += weight
                else:
                    self.after += weight
            elif people.at(actor, at).role == "manager":
                self.managers += weight
            else:
                self.others += weight
            self.by_person[actor] = self.by_person.get(actor, 0) + weight


def _sum_after(after: Sequence[Weighed], person: str) -> int:
    return sum(item.thousandths for item in after if item.fact.actor == person)


def _late_stage(deal: Deal, hop_at: int | None, pack: RulePack) -> int:
    """The latest stage noted in the deal before the hop, as a rank; notes after the hop do not speak of it.

    In a tie an ownership change comes before activities, and these before an order.
    """
    rank, end = 0, deal.window.at + 1 if hop_at is None else hop_at
    for item in deal.window.before:
        if deal.start < item.fact.at < end and item.fact.stage:
            rank = pack.late_stages.get(item.fact.stage, 0)
    return rank


def way_back(window: Window, other: str) -> int | None:
    """When, after the matter, the customer went back to a person (microseconds since 1970)."""
    for segment in window.ownership.segments:
        if segment.owner == other and segment.start is not None and segment.start > window.at:
            return segment.start
    return None


def _asked(deal: Deal, hop_at: int | None) -> bool:
    if hop_at is None:
        return False
    near = 14 * DAY_US
    return any(item.fact.asks and abs(item.fact.at - hop_at) <= near for item in deal.window.before)


def _away(other: str, hop_at: int, window: Window, people: People, judging: Judging) -> list[tuple[int, int]]:
    """Spans around the hop and until the matter in which the other worker was on leave or gone."""
    start = hop_at - judging.away_back_days * DAY_US
    end = max(window.at, hop_at + judging.away_lead_days * DAY_US) + 1
    return [(s.start or start, s.end or end) for s in people.spans(other, start, end) if s.state.status != "active"]


def _moved(other: str, hop_at: int, people: People, judging: Judging) -> bool:
    """Whether the other worker changed team or left sales within some days around the hop."""
    days = judging.moved_days * DAY_US
    spans = people.spans(other, hop_at - days, hop_at + days)
    states = [span.state for span in spans if span.state.status == "active"]
    teams = {state.team for state in states if state.team}
    sold = [state.role == "sales" for state in states]
    return len(teams) > 1 or (len(sold) > 1 and sold[0] and not sold[-1])


def gather(deal: Deal, other: OtherWorker, people: People, pack: RulePack) -> Features:
    """All features but those of the reason test, which `detector.reasons` adds."""
    window, judging = deal.window, pack.base_at(deal.window.at).judging
    at, order = window.at, deal.order
    hop, hop_at = hop_of(deal, other)
    segments = window.ownership.segments
    sums = _Sums(deal, other.person, hop_at, judging, people)
    total = sum(sums.by_person.values())
    counted_work = total - sums.managers
    between = [s for s in segments[other.hop_index :] if s.start is not None and s.start <= at] if hop else []
    go_betweens = {s.owner for s in between} - {"", deal.receiver, other.person}
    last_hop = [s.start for s in between if s.owner == deal.receiver and s.start is not None]
    payee_at = hop_at if hop_at is not None else at
    first_from = people.first_from(deal.receiver)
    away = _away(other.person, payee_at, window, people, judging) if other.person else []
    away_work = sum(
        item.thousandths
        for item in window.before
        if item.fact.actor == other.person and any(s <= item.fact.at < e for s, e in away)
    )
    teams = (people.at(other.person, payee_at).team, people.at(deal.receiver, payee_at).team)
    back = way_back(window, other.person) if other.person else None
    return Features(
        subject="order" if order else "transfer",
        link=other.link,
        order_type=order.order_type if order else "new",
        web_order=bool(order and order.order_source.lower() in ("web", "online", "shop", "portal")),
        entered_by_other=bool(order and order.entered_by and order.entered_by != order.seller),
        payee_role=people.at(deal.receiver, at).role,
        originator_role=people.at(other.person, payee_at - 1).role if other.person else "",
        hop_hours=-1 if hop_at is None else (at - hop_at) // HOUR_US,
        last_hop_hours=(at - last_hop[-1]) // HOUR_US if last_hop else -1,
        late_stage=_late_stage(deal, hop_at, pack),
        originator_before=sums.before,
        originator_grace=sums.grace,
        originator_after=sums.after,
        originator_entries=sums.entries,
        originator_days=len(sums.days),
        originator_days_after=len(sums.days_after),
        payee_days=len(sums.payee_days),
        payee_away=people.at(deal.receiver, at).status != "active",
        payee_before=sums.payee[0],
        payee_after=sums.payee[1],
        payee_entries_before=sums.payee_entries[0],
        payee_entries_after=sums.payee_entries[1],
        payee_hollow_after=sums.hollow,
        payee_inbound=sums.inbound,
        others_work=sums.others,
        go_betweens=len(go_betweens),
        go_between_work=sum(sums.by_person.get(who, 0) for who in go_betweens),
        payee_share_permille=sum(sums.payee) * 1000 // counted_work if counted_work else -1,
        total_work=total,
        handed_back_hours=-1 if back is None else (back - at) // HOUR_US,
        originator_after_order=_sum_after(window.after, other.person) if other.person else 0,
        payee_after_order=_sum_after(window.after, deal.receiver),
        changed_by=_changed_by(hop, other.person, deal.receiver, people),
        same_team=teams[0] == teams[1],
        teams_known=bool(teams[0] and teams[1]),
        payee_tenure_days=-1 if first_from is None else (payee_at - first_from) // DAY_US,
        originator_left=bool(other.person) and people.at(other.person, at).status == "left",
        originator_away=bool(away),
        originator_work_while_away=away_work,
        originator_moved=bool(other.person) and _moved(other.person, payee_at, people, judging),
        originator_paid_before=other.person in deal.paid_before,
        hours_since_earlier_order=-1 if deal.earlier_at is None else (at - deal.earlier_at) // HOUR_US,
        pool_hours=longest_pool_us(between, at) // HOUR_US,
        asked_other_contact=_asked(deal, hop_at),
        path_counted=deal.plan_path.counted,
    )
