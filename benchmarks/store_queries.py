"""How long the auditors' questions take on a store of a given size, and how fast it was filled.

Run `uv run python -m benchmarks.store_queries --assessments 100000` (with ten times as many activities) on SQLite, and
with `--database postgresql` where a server is installed. Each question is asked `--asked` times with other parameters,
its first page of 50 rows; half of the histories are those of the one big customer.
"""

import argparse
import random
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, text

from benchmarks.store_ground import DATABASES, empty_store
from benchmarks.store_made import BIG, DAYS, PEOPLE, START, Firm, person, team
from store.engine import reading, writing
from store.queries.deciding import decisions_between
from store.queries.history import history_of
from store.queries.judged import contradicted_undecided, flagged_of_team, orders_of_pair
from store.queries.ledger import ledger_of
from store.queries.paging import Page
from store.queries.streaming import stream_view
from store.recording.feed import Feed
from store.recording.offsets import Move
from store.recording.recorder import Recorder

LOT = 10_000
_QUARTERS = [(year, month) for year in (2023, 2024, 2025) for month in (1, 4, 7, 10)]


def fill(engine: Engine, orders: int) -> tuple[int, float]:
    """Record a firm; records and seconds, those of making the records apart."""
    recorder, count, seconds = Recorder(engine, Feed("folder", "made")), 0, 0.0
    for lot in Firm(orders).lots(LOT):
        positions = recorder.positions()
        ends = {record.place: record.offset + 1 for record in lot}
        began = time.perf_counter()
        recorder.write(lot, {place: Move(positions.get(place), end) for place, end in ends.items()})
        seconds += time.perf_counter() - began
        count += len(lot)
        if count % 500_000 < LOT:
            print(f"  {count:>10,} records, {count / seconds:,.0f} per second", flush=True)
    return count, seconds


def _quarter(random_: random.Random) -> tuple[datetime, datetime]:
    year, month = random_.choice(_QUARTERS)
    following = (year + 1, 1) if month == 10 else (year, month + 3)
    return datetime(year, month, 1, tzinfo=UTC), datetime(*following, 1, tzinfo=UTC)


def _month(random_: random.Random) -> tuple[datetime, datetime]:
    year, month = random_.randint(2023, 2025), random_.randint(1, 11)
    return datetime(year, month, 1, tzinfo=UTC), datetime(year, month + 1, 1, tzinfo=UTC)


def questions(engine: Engine, orders: int, random_: random.Random) -> dict[str, Callable[[], Page[Any]]]:
    """The questions by name; each asks with parameters of its own."""

    def pair() -> Page[Any]:
        number = random_.randrange(orders)
        return orders_of_pair(engine, person(number + 1 + number % 3), person(number))

    def history() -> Page[Any]:
        return history_of(engine, random_.choice((BIG, f"C{random_.randrange(orders):08}")))

    def ledger() -> Page[Any]:
        return ledger_of(
            engine, person(random_.randrange(PEOPLE)), f"{random_.randint(2023, 2025)}-{random_.randint(1, 12):02}"
        )

    def turning() -> Page[Any]:
        """Far into a long list."""
        return contradicted_undecided(engine, after=deep)

    page = contradicted_undecided(engine, limit=1000)
    deep = page.next
    return {
        "flagged orders of a team in a quarter": lambda: flagged_of_team(
            engine, team(random_.randrange(200)), _quarter(random_)
        ),
        "all orders of a pair": pair,
        "contradicted reason, no decision": lambda: contradicted_undecided(engine),
        "the same, 1,000 rows further": turning,
        "a person's ledger of a period": ledger,
        "who decided what within a month": lambda: decisions_between(engine, _month(random_)),
        "a customer's history": history,
    }


def ask(question: Callable[[], Page[Any]], asked: int) -> tuple[list[float], float]:
    """Sorted milliseconds, and rows on average."""
    took, rows = [], 0
    for _ in range(asked):
        began = time.perf_counter()
        rows += len(question().rows)
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took), rows / asked


def export(engine: Engine, view: str) -> str:
    """Read all of a view; rows, seconds, and by how much the process's greatest memory grew."""
    before, began, count = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter(), 0
    for _ in stream_view(engine, view).rows:
        count += 1
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return f"{view}: {count:,} rows in {time.perf_counter() - began:.1f} s, memory grew by {grown / 1024:.1f} MB"


def size_of(engine: Engine) -> int:
    """Bytes on disk."""
    sql = "SELECT pg_database_size(current_database())"
    if engine.dialect.name == "sqlite":
        sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with reading(engine) as connection:
        return int(connection.execute(text(sql)).scalar_one())


def main() -> None:
    """Fill a store, ask, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assessments", type=int, default=100_000)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--asked", type=int, default=200)
    options = parser.parse_args()
    with empty_store(options.database) as engine:
        count, seconds = fill(engine, options.assessments)
        print(
            f"{options.database}: {count:,} records in {seconds:.0f} s, {count / seconds:,.0f} per second", flush=True
        )
        with writing(engine) as connection:
            connection.execute(text("ANALYZE"))
        print(
            f"{size_of(engine) / 1e9:.2f} GB; {options.assessments:,} assessments of {DAYS} days from {START:%Y-%m-%d}"
        )
        asked = questions(engine, options.assessments, random.Random(5))
        print(f"| question, {options.asked} times | rows | p50 ms | p95 ms | longest |\n|---|---|---|---|---|")
        for name, question in asked.items():
            took, rows = ask(question, options.asked)
            p95 = took[int(len(took) * 0.95)]
            print(f"| {name} | {rows:.0f} | {took[len(took) // 2]:.1f} | {p95:.1f} | {took[-1]:.1f} |", flush=True)
        print("\n".join(export(engine, view) for view in ("v_orders", "v_activities")))


if __name__ == "__main__":
    main()
