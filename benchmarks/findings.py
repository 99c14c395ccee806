"""How often findings see a pair, a ring, a burst and a team without lift, and how often they shout where there is none.

    uv run python benchmarks/findings.py --seeds 20 --customers 3000

Each seed is an honest firm of the simulator (no fraudulent customer, a third of the customers odd but honest, 15 % of
the work unlogged), judged as it is, and with schemes added to it (`benchmarks/schemes.py`). Prints Markdown: in
how many worlds each scheme was found (`unusual`, about those people, in any month), and how many findings were
`unusual` but about somebody else, in how many worlds. Thresholds were chosen on the seeds 3001 to 3003.
"""

import argparse
import json
from collections import Counter
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.schemes import add_schemes, add_teams
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.replay import replay_folder

KINDS = ("pair_rate", "reciprocal_ring", "quota_burst", "team_lift")
Row = dict[str, Any]


def unusual(world: Path, result: Path) -> list[Row]:
    """What a replay of a world says is unusual."""
    replay_folder(world, result)
    with (result / "findings.ndjson").open("rb") as lines:
        return [row for row in map(json.loads, lines) if row.get("level") == "unusual"]


def main() -> None:
    """Make, judge and compare the worlds."""
    parser = argparse.ArgumentParser(description="Detection and false findings on honest worlds, with schemes added.")
    parser.add_argument("--seeds", type=int, default=20, help="so many worlds, from --first on")
    parser.add_argument("--first", type=int, default=4001)
    parser.add_argument("--customers", type=int, default=3000)
    parser.add_argument("--each", type=int, default=2, help="how many customers a month each scheme moves")
    arguments = parser.parse_args()
    found: Counter[str] = Counter()
    false: dict[str, Counter[str]] = {"without": Counter(), "with": Counter()}
    worlds: dict[str, Counter[str]] = {"without": Counter(), "with": Counter()}
    for seed in range(arguments.first, arguments.first + arguments.seeds):
        settings = WorldSettings(seed=seed, customers=arguments.customers, fraud_share=0.0, teams=6, months=18)
        for name, scheme in (
            ("without", None),
            ("with", partial(add_schemes, each=arguments.each)),
            ("with", add_teams),
        ):
            with TemporaryDirectory() as folder:
                world = Path(folder, "world")
                simulate(world, settings)
                subjects = {} if scheme is None else scheme(world, Random(seed))
                rows = unusual(world, Path(folder, "result"))
            # A team that passes half of its orders on has bursts and pairs too: they are no false ones.
            rows = [row for row in rows if not subjects or row["kind"] in subjects]
            found.update(kind for kind, _ in subjects.items() & _about(rows))
            others = Counter(row["kind"] for row in rows if row["subject"] != subjects.get(row["kind"]))
            false[name] += others
            worlds[name].update(others.keys())
    print("| kind | found where it is | false, worlds without | in worlds | false, worlds with | in worlds |")
    print("|---|---|---|---|---|---|")
    for kind in KINDS:
        cells = [f"{counts[name][kind]}" for name in ("without", "with") for counts in (false, worlds)]
        print(f"| `{kind}` | {found[kind]} of {arguments.seeds} | {' | '.join(cells)} |")


def _about(rows: list[Row]) -> set[tuple[str, str]]:
    return {(row["kind"], row["subject"]) for row in rows}


if __name__ == "__main__":
    main()
