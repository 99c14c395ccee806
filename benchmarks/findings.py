"""How often findings see a pair, a ring, a burst and a team without lift, and how often they shout where there is none.

    uv run python benchmarks/findings.py --seeds 20 --customers 3000

Each seed is an honest firm of the simulator (no fraudulent customer, half of the customers odd but honest, 15 % of
the work unlogged), judged as it is, and with schemes added to it (`benchmarks/schemes.py`). Prints Markdown: in
how many worlds each scheme was found (`unusual`, about those people, in any month), and how many findings were
`unusual` but about somebody else, of how many that were stated as normal or unusual. Thresholds were chosen on the
seeds 3001 to 3003.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.schemes import add_schemes, add_small_teams, add_teams
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.replay import replay_folder

KINDS = ("pair_rate", "reciprocal_ring", "quota_burst", "team_lift")
Row = dict[str, Any]
Scheme = Callable[[Path, Random], dict[str, str]]


class Tally:
    """What the worlds of one sort said, by kind: schemes `found`, findings `stated` with a level, and `false` ones."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self.kinds = kinds
        self.found: Counter[str] = Counter()
        self.stated: Counter[str] = Counter()
        self.false: Counter[str] = Counter()
        self.false_worlds: Counter[str] = Counter()

    def add(self, rows: list[Row], subjects: dict[str, str]) -> None:
        """Count one world, only `kinds`: a team that passes half of its orders on has bursts and pairs too."""
        rows = [row for row in rows if row["kind"] in self.kinds and row["level"] != "not_evaluated"]
        self.stated.update(row["kind"] for row in rows)
        unusual = {(row["kind"], row["subject"], row["period"]) for row in rows if row["level"] == "unusual"}
        self.found.update({kind for kind, subject, _ in unusual if subjects.get(kind) == subject})
        others = Counter(kind for kind, subject, _ in unusual if subjects.get(kind) != subject)
        self.false += others
        self.false_worlds.update(others.keys())


def findings(settings: WorldSettings, scheme: Scheme | None) -> tuple[list[Row], dict[str, str]]:
    """What a replay of a world states with a level, and whom the schemes in it are about."""
    with TemporaryDirectory() as folder:
        world, result = Path(folder, "world"), Path(folder, "result")
        simulate(world, settings)
        subjects = {} if scheme is None else scheme(world, Random(settings.seed))
        replay_folder(world, result)
        with (result / "findings.ndjson").open("rb") as lines:
            return [row for row in map(json.loads, lines) if "level" in row], subjects


def main() -> None:
    """Make, judge and compare the worlds."""
    parser = argparse.ArgumentParser(description="Detection and false findings on honest worlds, with schemes added.")
    parser.add_argument("--seeds", type=int, default=20, help="so many worlds, from --first on")
    parser.add_argument("--first", type=int, default=4001)
    parser.add_argument("--customers", type=int, default=3000)
    parser.add_argument("--each", type=int, default=2, help="how many customers a month each scheme moves")
    arguments = parser.parse_args()
    sorts: list[tuple[str, Scheme | None, Tally]] = [
        ("honest firm", None, Tally(KINDS)),
        ("with a pair, a ring, bursts", partial(add_schemes, each=arguments.each), Tally(KINDS[:3])),
        ("with two teams of two", add_small_teams, Tally(KINDS[:1])),
        ("with a team without lift", add_teams, Tally(KINDS[3:])),
    ]
    for seed in range(arguments.first, arguments.first + arguments.seeds):
        settings = WorldSettings(seed=seed, customers=arguments.customers, fraud_share=0.0, teams=6, months=18)
        for _, scheme, tally in sorts:
            tally.add(*findings(settings, scheme))
    print("| worlds | kind | found where it is | `unusual` about others | of stated | in worlds |")
    print("|---|---|---|---|---|---|")
    for name, scheme, tally in sorts:
        for kind in tally.kinds:
            found = f"{tally.found[kind]} of {arguments.seeds}" if scheme else ""
            counts = f"{tally.false[kind]} | {tally.stated[kind]} | {tally.false_worlds[kind]}"
            print(f"| {name} | `{kind}` | {found} | {counts} |")


if __name__ == "__main__":
    main()
