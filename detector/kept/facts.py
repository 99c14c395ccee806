"""The team stage's facts as said so far: a corrected order is taken out of its teams' sums, then put in anew."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from detector.kept.said import Said
from detector.orders import OrderHistory
from detector.team_facts import OrderFact


class FactChange(msgspec.Struct, frozen=True):
    """A fact to add to its team's sums (1), or one to take out again (-1)."""

    sign: Literal[1, -1]
    fact: OrderFact


def say_facts(said: dict[str, list[OrderFact]], order_id: str, facts: list[OrderFact]) -> list[Said]:
    """What changed of an order's facts; `said` then holds those. A fact without an amount is kept, but not said."""
    before = said.get(order_id, [])
    if before == facts:
        return []
    if facts:
        said[order_id] = facts
    else:
        del said[order_id]
    changes = [FactChange(-1, fact) for fact in before if fact not in facts and fact.amount_minor]
    changes += [FactChange(1, fact) for fact in facts if fact not in before and fact.amount_minor]
    return [Said("fact", change.fact.team, change) for change in changes]


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
