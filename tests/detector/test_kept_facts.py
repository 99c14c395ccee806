"""Facts for the team stage as a worker says them: taken out and put in anew where an order changes."""

from typing import Any, NamedTuple, cast

from detector.bookings import BookedFact
from detector.kept.facts import FactChange, frozen_booked, frozen_facts, say_booked, say_facts
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
    return [(change.sign, change.fact.team, change.fact.amount_minor) for change in found if change.fact]


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


BOOKED = BookedFact("mei", "2026-03", 7, "C1", "O1", 3, 500, "CNY", "new")


def bookings(said: dict[str, BookedFact], fact: BookedFact | None) -> list[tuple[int, str, int]]:
    found: list[Any] = [(item.key, item.record) for item in say_booked(said, "O1", fact)]
    assert all(key == change.booked.seller for key, change in found), "told under the seller's id"
    return [(change.sign, change.booked.seller, change.booked.amount_minor) for _, change in found]


def test_a_booking_moves_to_another_seller_and_away() -> None:
    said: dict[str, BookedFact] = {}
    other = BookedFact("lin", "2026-03", 7, "C1", "O1", 3, 400, "CNY", "new")
    assert bookings(said, BOOKED) == [(1, "mei", 500)]
    assert bookings(said, BOOKED) == []
    assert bookings(said, other) == [(-1, "mei", 500), (1, "lin", 400)]
    assert bookings(said, None) == [(-1, "lin", 400)]
    assert said == {} and bookings(said, None) == []


def test_a_frozen_booking_may_be_cancelled_and_restated() -> None:
    said = {"O1": BOOKED}

    class Named(NamedTuple):
        order_id: str
        last: _Last

    def stated(amount_minor: int) -> OrderHistory:
        return cast(OrderHistory, Named("O1", _Last(amount_minor)))

    assert bookings(said, frozen_booked(said, stated(0))) == [(-1, "mei", 500)]
    assert bookings(said, frozen_booked(said, stated(300))) == [(1, "mei", 300)]
    assert frozen_booked({}, stated(300)) is None
