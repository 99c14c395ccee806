"""What the team stage needs of a won order: small facts, one for each team that has a person involved in it."""

from msgspec import Struct

from detector.calendar import accounting_month
from detector.pack import RulePack
from detector.path import Ownership
from detector.people import People
from detector.plan import PlanPath
from detector.settlement import SettledOrder


class OrderFact(Struct, frozen=True, array_like=True, omit_defaults=True):
    """A won order as one team sees it; `team` "" stands for people without one.

    `period`: the accounting month of the order's time. `amount_minor`: its net amount in minor units of `currency`.
    `involved`: the team's people who have a positive share in it as finally settled, or are on its path. `selling`:
    those of them whose role at the order was sales. `transfer`: (originator, assistant), in the fact of the
    originator's team alone, where the plan's path, counted or not, leads to a seller who was an assistant at the order.
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
    transferred = path.originator and people.at(last.seller, order.at).role == "assistant"
    period = accounting_month(order.at, pack.company.calendar, pack.zone)
    return [
        OrderFact(
            team=team,
            period=period,
            customer_id=judged.assessment.customer_id,
            order_id=order.order_id,
            amount_minor=last.amount_minor,
            currency=last.currency,
            involved=tuple(involved),
            selling=tuple(person for person in involved if people.at(person, order.at).role == "sales"),
            transfer=(path.originator, last.seller) if transferred and path.originator in involved else None,
        )
        for team, involved in sorted(by_team.items())
    ]


def _on_path(path: PlanPath, ownership: Ownership, seller: str, at: int) -> set[str]:
    """Everybody from the originator to the seller; nobody where no path leads to the seller."""
    if not path.originator:
        return set()
    ends = {path.originator, seller}
    if path.proxy:
        return ends
    between = ownership.segments[path.hop_index : ownership.index_at(at) + 1]
    return ends | {segment.owner for segment in between if segment.owner}
