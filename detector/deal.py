"""The deal behind an order or transfer: when it began, who gets the credit, and who else may have made it."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from msgspec import Struct

from detector.facts import ChangeFact, StatementFact
from detector.features import Link
from detector.instant import DAY_US
from detector.pack import Judging
from detector.people import People
from detector.plan import PlanPath, owning_index
from detector.weight import Weighed
from detector.window import Window, Work


class Deal(Struct, frozen=True):
    """The matter to judge. `earlier_at`: the time of the order before, after which this deal began.

    `work`: the window's activities weighed; `entries`: those of the deal (`Windows.of_deal`) as they count where two
    people are compared (`detector.typical`), then by person and summed by person. `stages`: those noted in it before
    the matter, each with its time. `order`: None for a transfer that has no order yet. `receiver`: who gets the credit,
    or the customer. `sold_beside`: person → the time of the latest order of about the same time on which they are
    booked (`OrdersBeside.latest_of`).
    """

    receiver: str
    window: Window
    work: Work
    entries: Sequence[Weighed]
    by_person: dict[str, list[Weighed]]
    work_of: dict[str, int]
    stages: Sequence[tuple[int, str]]
    earlier_at: int | None
    order: StatementFact | None
    plan_path: PlanPath
    paid_before: frozenset[str]
    sold_beside: Callable[[str], int | None]


class OtherWorker(Struct, frozen=True):
    """The person from whose hands the deal may have come. `hop_index`: the segment that follows theirs, -1 for none."""

    person: str
    link: Link
    hop_index: int


class Hop(Struct, frozen=True):
    """The change out of the other worker's hands, and its time."""

    change: ChangeFact | None
    at: int | None


NOBODY = OtherWorker("", "own", -1)


def find_other_worker(deal: Deal, people: People, judging: Judging) -> OtherWorker:
    """Who else may have made this deal: a former owner, the owner of a proxy order, or a helping salesperson.

    Among several the one with the most weighed work in the deal, the plan's originator first among equals.
    """
    window, receiver, work = deal.window, deal.receiver, deal.work_of
    index = owning_index(window.ownership, window.at, judging.pool_days * DAY_US)
    candidates: dict[str, OtherWorker] = {}
    owner = window.ownership.segments[index].owner if index >= 0 else ""
    if owner and owner != receiver:
        candidates[owner] = OtherWorker(owner, "proxy", -1)
    last = index if index >= 0 else window.ownership.index_at(window.at) + 1
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


def group_by_person(entries: Sequence[Weighed]) -> dict[str, list[Weighed]]:
    """Each person's entries, in time."""
    found = defaultdict(list)
    for item in entries:
        found[item.fact.actor].append(item)
    return dict(found)


def hop_of(deal: Deal, other: OtherWorker) -> Hop:
    """The hop out of the other worker's hands; for a proxy order or a helper there is none."""
    if other.hop_index < 0:
        return Hop(None, None)
    segment = deal.window.ownership.segments[other.hop_index]
    return Hop(segment.change, segment.start)
