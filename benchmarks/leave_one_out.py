"""What each rule, each tested reason, each clearing fact and each measure of quality contributes: judged without it.

    uv run python benchmarks/leave_one_out.py --seeds 2001 2002 --customers 2000 --unlogged 0.15

Worlds are made once and judged once for each part that is left out. A rule is left out of a copy of the rules folder; a
measure of quality is made to take nothing away in a copy of `pack.yml`; a reason's test answers `untestable`; a fact
clears nothing. Prints Markdown: how F1 changes (below 0: the part helps), its interval on the same draws of customers
for both, and how many orders are caught and wrongly flagged without it. `--only rule:ripe` runs a part by itself.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.parts import Part, all_parts
from cli.evaluation.bootstrap import Draws, Interval, divided, interval
from cli.evaluation.labelled import LabelledOrder, read_judgements, read_labels
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.replay import replay_folder


class Without(NamedTuple):
    """What leaving one part out changes. `caught`, `wrong`: frauds and honest orders flagged, more or fewer."""

    part: str
    f1: float
    change: float
    interval: Interval | None
    caught: int
    wrong: int


@contextmanager
def worlds(seeds: Sequence[int], customers: int, unlogged: float) -> Iterator[list[Path]]:
    """Make the worlds in a temporary folder."""
    with TemporaryDirectory() as folder:
        made = [Path(folder, str(seed)) for seed in seeds]
        for seed, world in zip(seeds, made, strict=True):
            simulate(world, WorldSettings(seed=seed, unlogged=unlogged, customers=customers))
        yield made


def judged(folders: Sequence[Path], part: Part) -> list[LabelledOrder]:
    """The labelled orders of all worlds, judged without one part."""
    found: list[LabelledOrder] = []
    with TemporaryDirectory() as scratch:
        rules_dir = part.rules(Path(scratch, "rules"))
        for number, world in enumerate(folders):
            result = Path(scratch, f"result-{number}")
            with part.patched():
                replay_folder(world, result, rules_dir=rules_dir)
            orders = read_labels(world)
            read_judgements(result, orders)
            for order in orders.values():
                order.customer = f"{number}/{order.customer}"
            found.extend(orders.values())
    return found


def f1_of(orders: Sequence[LabelledOrder]) -> float:
    """F1 of `review`; 0 where it is undefined."""
    hits = sum(order.fraud and order.flagged for order in orders)
    return 2 * hits / max(1, sum(order.fraud for order in orders) + sum(order.flagged for order in orders))


def compare(part: str, base: Sequence[LabelledOrder], left: Sequence[LabelledOrder], draws: Draws) -> Without:
    """Hold the judgements without a part against those with all."""
    columns = []
    for orders in (base, left):
        columns.append([int(order.fraud and order.flagged) for order in orders])
        columns.append([int(order.fraud) + int(order.flagged) for order in orders])
    drawn = draws.sums(columns)
    changes = divided(2 * drawn[:, 2], drawn[:, 3]) - divided(2 * drawn[:, 0], drawn[:, 1])
    return Without(
        part,
        f1_of(left),
        f1_of(left) - f1_of(base),
        interval(changes),
        sum(columns[2]) - sum(columns[0]),
        sum(o.flagged and not o.fraud for o in left) - sum(o.flagged and not o.fraud for o in base),
    )


def main() -> None:
    """Read the arguments, run every part, print the table, what helps most first."""
    parser = argparse.ArgumentParser(description="F1 with one part of the judging left out at a time.")
    parser.add_argument("--seeds", type=int, nargs="+", default=[2001, 2002])
    parser.add_argument("--unlogged", type=float, default=0.15, help="share of real work that is never logged")
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--only", nargs="+", help="parts to leave out; default: every one")
    arguments = parser.parse_args()
    parts = [part for part in all_parts() if not arguments.only or part.name in arguments.only]
    with worlds(arguments.seeds, arguments.customers, arguments.unlogged) as folders:
        base = judged(folders, Part("nothing"))
        draws = Draws([order.customer for order in base], resamples=1000, seed=1)
        found = [compare(part.name, base, judged(folders, part), draws) for part in parts]
    frauds = sum(order.fraud for order in base)
    print(f"{len(base)} orders, {frauds} of them fraud; F1 with everything {f1_of(base):.3f}\n")
    print("| without | F1 | change | 95 % | frauds caught | honest flagged |\n|---|---|---|---|---|---|")
    for row in sorted(found, key=lambda row: (row.change, row.part)):
        span = f"{row.interval.low:+.3f} to {row.interval.high:+.3f}" if row.interval else "–"
        print(f"| {row.part} | {row.f1:.3f} | {row.change:+.3f} | {span} | {row.caught:+d} | {row.wrong:+d} |")


if __name__ == "__main__":
    main()
