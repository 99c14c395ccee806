"""The team stage's facts as said so far: a corrected order is taken out of its teams' sums, then put in anew."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from detector.bookings import BookedFact
from detector.firm import TeamTotal
from detector.kept.said import Said
from detector.orders import OrderHistory
from detector.team_facts import OrderFact


class FactChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fact to add to a team's sums (1), or one to take out again (-1); or what its seller `booked`.

    Or a team's `total` as it is now, for comparing teams; the customer stage says none of these.
    """

    sign: Literal[1, -1]
    fact: OrderFact | None = None
    booked: BookedFact | None = None
    total: TeamTotal | None = None


def say_facts(said: dict[str, list[OrderFact]], order_id: str, facts: list[OrderFact]) -> list[Said]:
    """What changed of an order's facts; `said` then holds those. A fact without an amount is kept, but not said."""
    before = said.get(order_id, [])
    if before == facts:
        return []
    if facts:
        said[order_id] = facts
    else:
        del said[order_id]
    gone = [fact for fact in before if fact not in facts and fact.amount_minor]
    new = [fact for fact in facts if fact not in before and fact.amount_minor]
    changes = [(fact.team, FactChange(-1, fact)) for fact in gone] + [(fact.team, FactChange(1, fact)) for fact in new]
    return [Said("fact", team, change) for team, change in changes]


def say_booked(said: dict[str, BookedFact], order_id: str, fact: BookedFact | None) -> list[Said]:
    """What changed of an order's booking, to be told under its seller's id; `said` then holds that."""
    before = said.pop(order_id, None)
    if fact is not None:
        said[order_id] = fact
    if before == fact:
        return []
    changes = [FactChange(-1, booked=before)] if before is not None and before.amount_minor else []
    changes += [FactChange(1, booked=fact)] if fact is not None and fact.amount_minor else []
    return [Said("fact", change.booked.seller, change) for change in changes if change.booked is not None]


def facts_by_order(facts: Iterable[OrderFact]) -> dict[str, list[OrderFact]]:
    """Order id → its facts."""
    found: dict[str, list[OrderFact]] = {}
    for fact in facts:
        found.setdefault(fact.order_id, []).append(fact)
    return found


def frozen_facts(said: list[OrderFact], order: OrderHistory) -> list[OrderFact]:
    """The facts of a frozen order after its last statement: who is in them stays, the net amount may have changed.

    One that was cancelled when it froze has none, and none comes back if it is restated.
    """
    last = order.last
    return [msgspec.structs.replace(fact, amount_minor=last.amount_minor, currency=last.currency) for fact in said]


def frozen_booked(said: dict[str, BookedFact], order: OrderHistory) -> BookedFact | None:
    """The booking of a frozen order after its last statement, as its facts: only the net amount may have changed."""
    known, last = said.get(order.order_id), order.last
    if known is None:
        return None
    return msgspec.structs.replace(known, amount_minor=last.amount_minor, currency=last.currency)
