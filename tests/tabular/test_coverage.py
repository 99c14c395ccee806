"""What the coverage report says before anyone is judged."""

from typing import Any

from streams.tabular.coverage import measure_coverage
from streams.tabular.coverage_text import coverage_lines, percent

AT = "2026-03-{:02d}T00:00:00+00:00"
EMPTY: dict[str, list[dict[str, Any]]] = {
    kind: [] for kind in ("ownership_change", "activity", "order", "person", "name", "quota")
}


def order(number: int, customer: str, seller: str, day: int) -> dict[str, Any]:
    return {"order_id": f"o{number}", "customer_id": customer, "seller_id": seller, "occurred_at": AT.format(day)}


EVENTS = EMPTY | {
    "order": [order(1, "a", "amy", 10), order(1, "a", "amy", 20), order(2, "b", "bo", 10), order(3, "c", "cy", 10)],
    "activity": [
        {"customer_id": "a", "actor_id": "amy", "occurred_at": AT.format(9), "content": "x", "duration_seconds": 0},
        {"customer_id": "b", "actor_id": "amy", "occurred_at": AT.format(11)},
    ],
    "ownership_change": [
        {"customer_id": "a", "new_owner_id": "amy", "occurred_at": AT.format(1)},
        {"customer_id": "b", "previous_owner_id": "amy", "new_owner_id": "dee", "occurred_at": AT.format(15)},
    ],
    "person": [{"person_id": "amy", "occurred_at": AT.format(1)}],
}


def test_counts() -> None:
    found = measure_coverage(EVENTS)
    assert (found.orders, found.customers, found.activities) == (3, 3, 2)
    assert found.orders_without_activity == 2  # b's activity came after the order, c has none
    assert found.orders_without_owner == 1  # c; b was amy's before the first known change
    assert found.orders_of_non_owner == 1  # b's order is booked on bo
    assert (found.activities_without_text, found.activities_without_duration) == (1, 1)
    assert (found.people_seen, found.people_without_role) == (4, 3)
    assert found.unknown_people == ["bo", "cy", "dee"]
    assert (found.owners_without_role, found.sellers_without_role) == (1, 2)
    assert (found.ranges["order"].earliest, found.ranges["order"].latest) == (AT.format(10), AT.format(20))


def test_sentences_in_both_languages() -> None:
    found = measure_coverage(EVENTS)
    english, chinese = coverage_lines(found, "en"), coverage_lines(found, "zh")
    assert len(english) == len(chinese)
    assert english[0].startswith("67 % (2 / 3) of orders have no activity before them; they will say watch")
    assert chinese[0].startswith("67 %（2 / 3）的订单之前没有任何跟进记录")
    assert any("bo, cy, dee" in line for line in english)
    assert coverage_lines(measure_coverage(EMPTY), "en")[0] == "There are no orders: nothing will be judged."


def test_tables_that_do_not_meet_are_noticed() -> None:
    apart = EMPTY | {"order": EVENTS["order"], "activity": [{**EVENTS["activity"][0], "customer_id": "A"}]}
    assert any(
        "do both tables use the same customer ids?" in line for line in coverage_lines(measure_coverage(apart), "en")
    )
    assert not any("same customer ids" in line for line in coverage_lines(measure_coverage(EVENTS), "en"))


def test_percentages_hide_nothing() -> None:
    assert [percent(0, 0), percent(0, 9), percent(9, 9), percent(1, 10_000), percent(9_999, 10_000)] == [
        "0 %", "0 %", "100 %", "1 %", "99 %",
    ]  # fmt: skip
