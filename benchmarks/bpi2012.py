"""The main job on the BPI 2012 loan log: counted paths, reviews among real work, injected ripe transfers found.

    uv run python -m benchmarks.bpi2012 bpic2012_events.csv.gz [--work DIR] [--rules DIR] [--minutes 0] [--seed 2012]

Imports the log by the shipped mapping, injects 200 ripe transfers into a copy (`inject_bpi2012.py`), replays both, and
prints the figures with what is demanded of each: at least 500 counted paths, at most 3 % of the approvals in review, at
least 80 % of the injected ones in review. Ends with 1 where a figure is missed.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.inject_bpi2012 import choose, read_log, write_world
from streams.replay import replay_folder
from streams.tabular.importing import import_tables
from streams.tabular.loading import read_mapping

LEAST_COUNTED, MOST_REVIEW, LEAST_FOUND = 500, 0.03, 0.80


def judged_orders(result: Path) -> Iterable[dict[str, Any]]:
    """The assessments of orders that a replay wrote."""
    with (result / "assessments.ndjson").open("rb") as file:
        for line in file:
            assessment = msgspec.json.decode(line)
            if assessment["assessment_id"].startswith("order:"):
                yield assessment


def run(log: Path, work: Path, rules: Path | None, minutes: float, seed: int) -> bool:
    """Import, inject, replay, print; whether all three figures are met."""
    start = time.perf_counter()
    report = import_tables([log], read_mapping(Path("bpi2012")), work / "events")
    print(f"import: {report.sources[0].rows:,} rows in {time.perf_counter() - start:.1f} s; {report.events}")
    world = read_log(work / "events")
    chosen = choose(world, 200, seed, minutes)
    injected = {item.order_id for item in chosen}
    write_world(work / "events", work / "injected", world.orders, chosen)
    replay_folder(work / "events", work / "result", rules_dir=rules)
    replay_folder(work / "injected", work / "injected-result", rules_dir=rules)
    real = list(judged_orders(work / "result"))
    outcomes = Counter(order["outcome"] for order in real)
    counted = sum(order["features"]["path_counted"] for order in real)
    found = sum(
        order["outcome"] == "review"
        for order in judged_orders(work / "injected-result")
        if order["order_id"] in injected
    )
    print(f"approvals: {len(real):,}; {dict(outcomes)}")
    print(f"counted paths: {counted} (at least {LEAST_COUNTED})")
    print(f"in review: {outcomes['review']}, {outcomes['review'] / len(real):.1%} (at most {MOST_REVIEW:.0%})")
    print(f"injected in review: {found} of {len(injected)}, {found / len(injected):.1%} (at least {LEAST_FOUND:.0%})")
    return (
        counted >= LEAST_COUNTED
        and outcomes["review"] <= MOST_REVIEW * len(real)
        and found >= LEAST_FOUND * len(injected)
    )


def main() -> None:
    """Read the arguments and run in a folder of its own."""
    parser = argparse.ArgumentParser(description="The main job on the BPI 2012 loan log.")
    parser.add_argument("log", type=Path)
    parser.add_argument("--work", type=Path, help="folder that keeps what was imported and judged (new)")
    parser.add_argument("--rules", type=Path)
    parser.add_argument("--minutes", type=float, default=0.0, help="least logged work of the real owner by then")
    parser.add_argument("--seed", type=int, default=2012)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        met = run(arguments.log, work, arguments.rules, arguments.minutes, arguments.seed)
    raise SystemExit(0 if met else 1)


if __name__ == "__main__":
    main()
