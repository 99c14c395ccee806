"""Which list of orders a search reads: whichever it is, the answer is the same, and the sparsest is read."""

from itertools import combinations
from typing import Any

import pytest
from msgspec.structs import asdict, replace
from sqlalchemy import Engine

from benchmarks.store_bulk import fill
from benchmarks.store_made import Firm
from store.engine import reading
from store.queries import order_lists, searching
from store.queries.searching import OrderFilter, search_orders
from tests.store.conftest import Replayed
from tests.store.test_searching import cases, facts, recorded

__all__ = ["recorded"]


def test_pairs_of_conditions_by_whichever_list(
    recorded: Engine, replayed: Replayed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the store is so big, for its questions, that the lists are held against each other."""
    known, read = facts(replayed), set[tuple[str, ...]]()
    pairs = [(one, other) for one, other in combinations(cases(known), 2) if not _clash(one[0], other[0])]

    def spied(*asked: Any) -> Any:
        lists = order_lists.best_lists(*asked)
        read.add((lists[0].table.name, *sorted(lists[0].answers)))
        return lists

    monkeypatch.setattr(searching, "best_lists", spied)
    monkeypatch.setattr(order_lists, "_REACH", 4)
    for few, some in ((0, pairs[::2]), (order_lists.FEW, pairs[1::6])):
        monkeypatch.setattr(order_lists, "FEW", few)
        for (first, holds), (second, does) in some:
            wanted = replace(first, **{name: getattr(second, name) for name in _given(second)})
            expected = [fact["order_id"] for fact in known if holds(fact) and does(fact)]
            assert [row.order_id for row in search_orders(recorded, wanted, limit=1000).rows] == expected, wanted
    of_sellers = {"currency"}, {"decided", "reason"}, {"outcome"}, {"amount_from", "currency"}, set[str]()
    assert read >= {("order_people", *sorted(names)) for names in of_sellers} | {("order_rules",)}


def _given(wanted: OrderFilter) -> list[str]:
    return [name for name, value in asdict(wanted).items() if value not in (None, ())]


def _clash(one: OrderFilter, other: OrderFilter) -> bool:
    """Whether two conditions name the same thing."""
    return not set(_given(one)).isdisjoint(_given(other))


def test_the_sparsest_list_is_read_and_lookups_count(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """All orders have CNY, one in 20 a contradicted reason, one in 33 is in watch, one in ten has each daily rule."""
    fill([engine], Firm(800))
    monkeypatch.setattr(order_lists, "_REACH", 15)

    def read(**wanted: Any) -> tuple[str, ...]:
        with reading(engine) as connection:
            lists = order_lists.best_lists(connection, OrderFilter(**wanted), None, None)
        return lists[0].table.name, *sorted(lists[0].answers)

    cny, reason = {"currency": "CNY"}, {"reason": "contradicted"}
    assert read(**cny, **reason) == read(outcomes=("clear",), **reason) == ("order_people", "decided", "reason")
    assert read(**cny, outcomes=("clear",), reason="confirmed") == ("order_people", "outcome")
    assert read(currency="EUR", outcomes=("clear",)) == ("order_people", "currency")
    assert read(**cny, amount_from="899000", outcomes=("clear",)) == ("order_people", "amount_from", "currency")
    assert read(outcomes=("watch",), rule_id="seen_daily_3") == ("order_rules",), "else the rule is looked up for each"
    assert read(outcomes=("watch",), reason="confirmed") == ("order_people", "outcome")
