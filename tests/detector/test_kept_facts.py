"""Facts for the team stage as a worker says them: taken out and put in anew where an order changes."""

from typing import Any, NamedTuple, cast

from detector.kept.facts import FactChange, frozen_facts, say_facts
from detector.orders import OrderHistory
from detector.team_facts import OrderFact


class _Last(NamedTuple):
    amount_minor: int
    currency: str = "CNY"


class _Order(NamedTuple):
    last: _Last


def order(amount_minor: int) -> OrderHistory:
    return cast(OrderHistory, _Order(_Last(amount_minor)))


NORTH = OrderFact("north", "2026-03", "C1", "O1", 500, "CNY", ("lin",), ("lin",))
SOUTH = OrderFact("south", "2026-03", "C1", "O1", 500, "CNY", ("mei",))


def changes(said: dict[str, list[OrderFact]], facts: list[OrderFact]) -> list[tuple[int, str, int]]:
    found: list[Any] = [item.record for item in say_facts(said, "O1", facts)]
    assert all(isinstance(change, FactChange) for change in found)
    return [(change.sign, change.fact.team, change.fact.amount_minor) for change in found]


def test_new_facts_are_added_and_the_same_again_says_nothing() -> None:
    said: dict[str, list[OrderFact]] = {}
    assert changes(said, [NORTH, SOUTH]) == [(1, "north", 500), (1, "south", 500)]
    assert changes(said, [NORTH, SOUTH]) == []


def test_only_what_changed_is_taken_out_and_put_in() -> None:
    said = {"O1": [NORTH, SOUTH]}
    assert changes(said, [NORTH]) == [(-1, "south", 500)]
    assert changes(said, []) == [(-1, "north", 500)]
    assert said == {}


def test_a_frozen_order_may_be_cancelled_and_restated() -> None:
    said = {"O1": [NORTH]}
    assert changes(said, frozen_facts(said["O1"], order(0))) == [(-1, "north", 500)]
    assert changes(said, frozen_facts(said["O1"], order(300))) == [(1, "north", 300)]
