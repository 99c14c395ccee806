"""How long the auditors' questions and free combinations of conditions take on a store of a given size.

Run `uv run python -m benchmarks.store_queries --assessments 100000` (with ten times as many activities) on SQLite and,
where a server is installed, PostgreSQL; `--folder DIR` keeps the stores there, and asks those that are there already.
Each question is asked `--asked` times with other parameters, its first page of 50 rows; half of the histories are those
of the one big customer. Filling is done in bulk and is not measured; how fast the recorder writes tells
`benchmarks.store_recorder`.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Engine, func, select, text

from benchmarks.store_asked import Asked, Question, combinations, six_questions
from benchmarks.store_bulk import fill
from benchmarks.store_ground import DATABASES, kept_store
from benchmarks.store_made import Firm
from store.engine import reading
from store.queries.judged import contradicted_undecided
from store.queries.paging import Page
from store.tables.judgements import assessments

AIM_MS = 50.0
MADE_AT_LEAST = 100_000
"""Orders that are made one by one; of more than this a tenth is, and the rest are copies."""


def ask(engine: Engine, question: Question, asked: int) -> tuple[list[float], float]:
    """Sorted milliseconds, and rows on average; each way of asking is tried once before."""
    random_, took, rows = random.Random(5), [], 0
    question(random_).ask(engine)
    for _ in range(asked):
        each = question(random_)
        began = time.perf_counter()
        page: Page[object] = each.ask(engine)
        took.append((time.perf_counter() - began) * 1000)
        rows += len(page.rows)
    return sorted(took), rows / asked


def deep_question(engine: Engine) -> Question:
    """Far into a long list."""
    after = contradicted_undecided(engine, limit=1000).next
    return lambda _: Asked(lambda asked: contradicted_undecided(asked, after=after))


def size_of(engine: Engine) -> int:
    """Bytes on disk."""
    sql = "SELECT pg_database_size(current_database())"
    if engine.dialect.name == "sqlite":
        sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with reading(engine) as connection:
        return int(connection.execute(text(sql)).scalar_one())


def count_of(engine: Engine) -> int:
    """Assessments that are there."""
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(assessments)).scalar_one()


def report(engine: Engine, questions: Iterable[tuple[str, Question]], asked: int) -> None:
    """Ask, and print a table; the first line is what there and back takes, of which a question has several."""
    columns = f"{engine.dialect.name}, {asked} times | rows | shortest ms | p50 | p95 | longest"
    print(f"\n| {columns} |\n|{'---|' * 6}", flush=True)
    for name, question in [("a transaction that asks for 1", _nothing), *questions]:
        took, rows = ask(engine, question, asked)
        p95 = took[int(len(took) * 0.95)]
        late = " (!)" if p95 > AIM_MS else ""
        told = f"{took[0]:.1f} | {took[len(took) // 2]:.1f} | {p95:.1f}{late} | {took[-1]:.1f}"
        print(f"| {name} | {rows:.0f} | {told} |", flush=True)


def _nothing(_: random.Random) -> Asked:
    def one(engine: Engine) -> Page[object]:
        with reading(engine) as connection:
            connection.execute(text("SELECT 1"))
        return Page([], None)

    return Asked(one)


def main() -> None:
    """Fill the stores that are empty, ask, print tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assessments", type=int, default=100_000)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--asked", type=int, default=200)
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="transferwatch-")))
        engines = [stack.enter_context(kept_store(each, folder)) for each in options.database or DATABASES]
        empty = [engine for engine in engines if not count_of(engine)]
        if empty:
            made = min(options.assessments, max(MADE_AT_LEAST, options.assessments // 10))
            fill(empty, Firm(options.assessments, made))
        for engine in engines:
            orders = count_of(engine)
            print(f"\n{engine.dialect.name}: {orders:,} assessments, {size_of(engine) / 1e9:.2f} GB, "
                  f"load of the machine {os.getloadavg()[0]:.1f}")  # fmt: skip
            report(engine, [*six_questions(orders).items(), ("1,000 rows further", deep_question(engine))],
                   options.asked)  # fmt: skip
            report(engine, combinations(orders), max(20, options.asked // 5))


if __name__ == "__main__":
    main()
