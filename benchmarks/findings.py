"""How often findings see a pair, a ring, a burst and a team without lift, and how often they shout where there is none.

    uv run python benchmarks/findings.py --seeds 20 --customers 3000 --processes 2

Each seed is an honest firm of the simulator (no fraudulent customer; odd but honest ones, and pairs who always work
together; 15 % of the work unlogged), judged as it is, and with schemes added to it (`benchmarks/schemes.py`). Prints
Markdown: in how many worlds each scheme was found (`unusual`, about those people, in any month), could not be told yet
(no month says `normal` of them either) or was missed; and how many findings were `unusual` but about somebody else, of
how many that were stated as normal or unusual; then the alerts that findings raised in the honest firms. Thresholds
were chosen on the seeds 3001 to 3010, those of team lift on 5001 to 5040.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from benchmarks.schemes import add_schemes, add_small_teams, add_teams
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.replay import replay_folder

KINDS = ("pair_rate", "reciprocal_ring", "quota_burst", "team_lift")
Row = dict[str, Any]
Scheme = Callable[[Path, Random], dict[str, str]]


class Sort(NamedTuple):
    """Worlds of one sort: what is added to them, and the kinds that are counted in them.

    A team that passes half of its orders on has bursts and pairs too: those are none of it.
    """

    name: str
    scheme: Scheme | None
    kinds: tuple[str, ...]


class World(NamedTuple):
    """What a replay stated with a level, whom the schemes are about (kind → subject), cases that findings raised."""

    rows: list[Row]
    subjects: dict[str, str]
    cases: list[str]


class Tally:
    """What the worlds of one sort said, by kind: how schemes `ended`, findings `stated` with a level, `false` ones."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self.kinds = kinds
        self.ended: Counter[tuple[str, str]] = Counter()
        self.stated: Counter[str] = Counter()
        self.false: Counter[str] = Counter()
        self.false_worlds: Counter[str] = Counter()
        self.cases: Counter[str] = Counter()
        self.quiet = 0

    def add(self, world: World) -> None:
        """Count one world."""
        rows = [row for row in world.rows if row["kind"] in self.kinds]
        self.stated.update(row["kind"] for row in rows if row["level"] != "not_evaluated")
        for kind, subject in world.subjects.items():
            levels = {row["level"] for row in rows if (row["kind"], row["subject"]) == (kind, subject)}
            untold = levels == {"not_evaluated"}
            self.ended[kind, "found" if "unusual" in levels else "untold" if untold else "missed"] += 1
        unusual = {(row["kind"], row["subject"], row["period"]) for row in rows if row["level"] == "unusual"}
        others = Counter(kind for kind, subject, _ in unusual if world.subjects.get(kind) != subject)
        self.false += others
        self.false_worlds.update(others.keys())
        self.cases.update(case.partition(":")[0] for case in world.cases)
        self.quiet += not world.cases


def sorts(each: int) -> list[Sort]:
    """The sorts of worlds."""
    return [
        Sort("honest firm", None, KINDS),
        Sort("with a pair, a ring, bursts", partial(add_schemes, each=each), KINDS[:3]),
        Sort("with two teams of two", add_small_teams, KINDS[:1]),
        Sort("with a team without lift", add_teams, KINDS[3:]),
    ]


def judge(settings: WorldSettings, scheme: Scheme | None) -> World:
    """Make a world and replay it."""
    with TemporaryDirectory() as folder:
        world, result = Path(folder, "world"), Path(folder, "result")
        simulate(world, settings)
        subjects = {} if scheme is None else scheme(world, Random(settings.seed))
        replay_folder(world, result)
        rows = [json.loads(line) for line in (result / "findings.ndjson").read_bytes().splitlines()]
        alerts = [json.loads(line) for line in (result / "alerts.ndjson").read_bytes().splitlines()]
    cases = [alert["case_id"] for alert in alerts if "finding_id" in alert]
    return World([row for row in rows if "level" in row], subjects, cases)


def worlds_of(seed: int, customers: int, each: int) -> list[World]:
    """One world of each sort."""
    settings = WorldSettings(seed=seed, customers=customers, fraud_share=0.0, teams=6, months=18)
    return [judge(settings, sort.scheme) for sort in sorts(each)]


def main() -> None:
    """Make, judge and compare the worlds."""
    parser = argparse.ArgumentParser(description="Detection and false findings on honest worlds, with schemes added.")
    parser.add_argument("--seeds", type=int, default=20, help="so many worlds, from --first on")
    parser.add_argument("--first", type=int, default=4001)
    parser.add_argument("--customers", type=int, default=3000)
    parser.add_argument("--each", type=int, default=2, help="how many customers a month each scheme moves")
    parser.add_argument("--processes", type=int, default=1)
    arguments = parser.parse_args()
    tallies = [(sort, Tally(sort.kinds)) for sort in sorts(arguments.each)]
    seeds = range(arguments.first, arguments.first + arguments.seeds)
    work = partial(worlds_of, customers=arguments.customers, each=arguments.each)
    with ProcessPoolExecutor(arguments.processes) as pool:
        for worlds in pool.map(work, seeds):
            for (_, tally), world in zip(tallies, worlds, strict=True):
                tally.add(world)
    print("| worlds | kind | found | cannot tell yet | missed | `unusual` about others | of stated | in worlds |")
    print("|---|---|---|---|---|---|---|---|")
    for sort, tally in tallies:
        for kind in tally.kinds:
            ended = [str(tally.ended[kind, how]) if sort.scheme else "" for how in ("found", "untold", "missed")]
            counts = f"{tally.false[kind]} | {tally.stated[kind]} | {tally.false_worlds[kind]}"
            print(f"| {sort.name} | `{kind}` | {' | '.join(ended)} | {counts} |")
    honest = tallies[0][1]
    print(f"\nAlerts of findings in {arguments.seeds} honest firms: {dict(honest.cases)}; {honest.quiet} have none.")


if __name__ == "__main__":
    main()
