"""What the team stage needs of a won order: small facts, one for each team that has a person involved in it."""

import msgspec
from msgspec import Struct

from detector.calendar import accounting_month
from detector.pack import RulePack
from detector.path import Ownership
from detector.people import People
from detector.plan import PlanPath
from detector.process import process_of
from detector.settlement import SettledOrder


class OrderFact(Struct, frozen=True, array_like=True, omit_defaults=True):
    """A won order as one team sees it; `team` "" stands for people without one.

    `period`: the accounting month of the order's time. `amount_minor`: its net amount in minor units of `currency`.
    `involved`: the team's people who have a positive share in it as finally settled, or are on its path. `selling`:
    those of them whose role at the order was sales. `transfer`: (originator, assistant), in the fact of the
    originator's team alone, where the plan's path, counted or not, leads to a seller who was an assistant at the order.
    `path`: (originator, seller), whatever the seller was, in the facts of their teams; `needless`: whether it was.
    `days`, `days_after`: see `detector.process.Process`.
    """

    team: str
    period: str
    customer_id: str
    order_id: str
    amount_minor: int
    currency: str
    involved: tuple[str, ...]
    selling: tuple[str, ...] = ()
    transfer: tuple[str, str] | None = None
    path: tuple[str, str] | None = None
    needless: bool = False
    days: int = -1
    days_after: int = -1


def order_facts(settled: SettledOrder, people: People, pack: RulePack) -> list[OrderFact]:
    """The facts of an order, sorted by team; none of an order that is not won.

    Shares are those of its credit as finally settled, held or posted. Teams and roles are those at the order's time.
    """
    judged = settled.judged
    order, path = judged.order, judged.judgement.path
    last = order.last
    if last.amount_minor == 0:
        return []
    payees = {payee for payee, share in settled.booking.shares.items() if share > 0}
    by_team: dict[str, list[str]] = {}
    for person in sorted(payees | _on_path(path, judged.judgement.window.ownership, last.seller, order.at)):
        by_team.setdefault(people.at(person, order.at).team, []).append(person)
    process = process_of(judged, people)
    whole = OrderFact(
        team="",
        period=accounting_month(order.at, pack.company.calendar, pack.zone),
        customer_id=judged.assessment.customer_id,
        order_id=order.order_id,
        amount_minor=last.amount_minor,
        currency=last.currency,
        involved=(),
        transfer=(path.originator, last.seller) if people.at(last.seller, order.at).role == "assistant" else None,
        path=(path.originator, last.seller) if path.originator else None,
        needless=process.needless,
        days=process.days,
        days_after=process.days_after,
    )
    sold = {person for persons in by_team.values() for person in persons if people.at(person, order.at).role == "sales"}
    return [_seen_by(team, tuple(involved), sold, whole) for team, involved in sorted(by_team.items())]


def _seen_by(team: str, involved: tuple[str, ...], sold: set[str], whole: OrderFact) -> OrderFact:
    """A fact as one team sees it: a path is told where it begins and where it ends, a transfer where it begins."""
    path = whole.path if whole.path is not None and set(whole.path) & set(involved) else None
    return msgspec.structs.replace(
        whole,
        team=team,
        involved=involved,
        selling=tuple(person for person in involved if person in sold),
        transfer=whole.transfer if path is not None and path[0] in involved else None,
        path=path,
        needless=whole.needless and path is not None,
    )


def _on_path(path: PlanPath, ownership: Ownership, seller: str, at: int) -> set[str]:
    """Everybody from the originator to the seller; nobody where no path leads to the seller."""
    if not path.originator:
        return set()
    ends = {path.originator, seller}
    if path.proxy:
        return ends
    between = ownership.segments[path.hop_index : ownership.index_at(at) + 1]
    return ends | {segment.owner for segment in between if segment.owner}
