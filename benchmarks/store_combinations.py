"""The slowest of all combinations of one to three conditions on orders, those that find nothing among them.

Run `uv run python -m benchmarks.store_combinations --folder DIR` on the folder of a `benchmarks.store_queries`.
Each condition is there with values that many, few and no orders have. All singles and pairs are asked, and `--triples`
drawn ones of three (`--seed` draws others); then the slowest, five times more, and how long they took at the median is
told, beside how many of all took longer than 50 ms.
"""

import argparse
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from benchmarks.store_asked import people_from
from benchmarks.store_ground import DATABASES, kept_store
from benchmarks.store_made import RARER, RAREST, person, team
from benchmarks.store_queries import AIM_MS
from store.queries.searching import OrderFilter, search_orders

AGAIN = 5
Value = tuple[str, Mapping[str, Any]]


def _in(year: int, month: int, months: int) -> tuple[datetime, datetime]:
    return datetime(year, month, 1, tzinfo=UTC), datetime(year, month + months, 1, tzinfo=UTC)


def _money(name: str, least: str | None, most: str | None) -> Value:
    return name, {"currency": "CNY", "amount_from": least, "amount_to": most}


CONDITIONS: Mapping[str, list[Value]] = {
    "time": [("a quarter", {"between": _in(2024, 4, 3)}), ("a year without orders", {"between": _in(2030, 1, 11)})],
    "team": [("a team", {"team_id": team(17)}), ("no such team", {"team_id": "T-none"})],
    "person": [("a person", {"person_id": person(170)}), ("no such person", {"person_id": "E-none"})],
    "originator": [("an originator", {"originator_id": person(171)})],
    "beneficiary": [("a beneficiary", {"beneficiary_id": person(172)})],
    "outcome": [(each, {"outcomes": (each,)}) for each in ("clear", "watch", "review")],
    "rule": [(each, {"rule_id": each}) for each in ("seen_daily_3", RARER, RAREST, "no_such_rule")],
    "reason": [(f"reason {each}", {"reason": each}) for each in ("confirmed", "contradicted", "untestable", "none")],
    "decided": [("decided", {"decided": True}), ("undecided", {"decided": False})],
    "money": [
        ("CNY", {"currency": "CNY"}),
        ("EUR (none)", {"currency": "EUR"}),
        _money("half of the amounts", "450000", None),
        _money("amounts of one in 900", "899000", None),
        _money("one amount", "450000.00", "450000.00"),
        _money("amounts above all", "900001", None),
    ],
    "sight": [(f"seen by a manager of {many}", {"only_people": people_from(500, many)}) for many in (1, 12, 300)],
}
"""Kinds of conditions, each with values of which an order may have one."""


def asked(triples: int, seed: int) -> Iterator[tuple[str, OrderFilter]]:
    """The combinations, by name."""
    for values in _singles_and_pairs():
        yield _told(values)
    random_, every = random.Random(seed), sorted(CONDITIONS)
    for _ in range(triples):
        yield _told([random_.choice(CONDITIONS[kind]) for kind in random_.sample(every, 3)])


def _singles_and_pairs() -> Iterator[list[Value]]:
    for values in CONDITIONS.values():
        yield from ([value] for value in values)
    for one, other in combinations(CONDITIONS.values(), 2):
        yield from ([first, second] for first in one for second in other)


def _told(values: list[Value]) -> tuple[str, OrderFilter]:
    given = {name: value for _, fields in values for name, value in fields.items()}
    return "; ".join(name for name, _ in values), OrderFilter(**given)


def took_ms(engine: Engine, wanted: OrderFilter) -> tuple[float, int]:
    """How long a first page takes, and how many rows it has."""
    began = time.perf_counter()
    rows = len(search_orders(engine, wanted).rows)
    return (time.perf_counter() - began) * 1000, rows


def report(engine: Engine, options: argparse.Namespace) -> None:
    """Ask, and print the slowest."""
    every = dict(asked(options.triples, options.seed))
    times = {name: took_ms(engine, wanted)[0] for name, wanted in every.items()}
    worst = sorted(times, key=lambda name: -times[name])
    again = {name: sorted(took_ms(engine, every[name]) for _ in range(AGAIN)) for name in worst[: options.shown]}
    late = sum(took > AIM_MS for took in times.values())
    print(f"\n{engine.dialect.name}: {len(times)} combinations, {late} over {AIM_MS:.0f} ms when first asked\n")
    print(f"| the slowest | rows | median ms of {AGAIN} | longest |\n|---|---|---|---|")
    for name, found in sorted(again.items(), key=lambda each: -each[1][AGAIN // 2][0]):
        print(f"| {name} | {found[0][1]} | {found[AGAIN // 2][0]:.1f} | {found[-1][0]:.1f} |", flush=True)


def main() -> None:
    """Ask both stores of a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--triples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shown", type=int, default=30)
    options = parser.parse_args()
    with ExitStack() as stack:
        for database in options.database or DATABASES:
            report(stack.enter_context(kept_store(database, options.folder)), options)


if __name__ == "__main__":
    main()
