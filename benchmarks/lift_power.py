"""How soon a team without lift is found, by its size and by how much more it passes on; and how often one with lift.

    uv run python benchmarks/lift_power.py --firms 100

Each firm has six teams of one size, whose orders come by chance around a mean that has a season and drifts by 3 % a
month, each team's by itself: over 15 months that spreads their growth about as far beyond chance as in the simulator's
firms. 30 % of all orders are passed on. After nine months one team begins to pass on more: it wins no more for that, or
all that it passes on in addition is new. Prints Markdown: in how many firms it was `unusual` in any month up to the
third, sixth and ninth since.
"""

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import exp
from random import Random

from detector.calendar import months_later
from detector.firm import FirmMonth, TeamTotal
from detector.lift_windows import NOW_AT_MOST, REACH_MONTHS
from detector.team_lift import lift_findings

FIRST = "2025-01"
TEAMS = ("it", "a", "b", "c", "d", "e")
SEASON = (0.8, 0.6, 1.25, 1.0, 0.95, 1.3, 0.9, 0.9, 1.2, 0.8, 1.1, 1.35)
PASSED = 0.3
DRIFT = 0.03
UNTIL = (3, 6, 9)


def by_chance(mean: float, random: Random) -> int:
    """So many orders in a month, whose time has nothing to do with each other's."""
    count, waited = 0, random.expovariate(1)
    while waited < mean:
        count, waited = count + 1, waited + random.expovariate(1)
    return count


def totals(size: float, rise: float, lifts: bool, random: Random) -> Iterator[TeamTotal]:
    """The months of a firm, as many as a finding reaches back and those after the rise."""
    for team in TEAMS:
        drift = 0.0
        for month in range(REACH_MONTHS):
            drift += random.gauss(0, DRIFT)
            mean = size * SEASON[month % 12] * exp(drift)
            part = PASSED + rise * (team == TEAMS[0] and month >= REACH_MONTHS - NOW_AT_MOST)
            own = (1 - PASSED if lifts else 1 - part) * mean
            kept, passed = by_chance(own, random), by_chance(own * part / (1 - part), random)
            yield TeamTotal(team, months_later(FIRST, month), kept + passed, passed)


def first_unusual(seed: int, size: float, rise: float, lifts: bool) -> int:
    """How many months after it began the team was first found; 0 never."""
    firm = {months_later(FIRST, month): FirmMonth(months_later(FIRST, month)) for month in range(REACH_MONTHS)}
    for total in totals(size, rise, lifts, Random(f"{seed}:{size}:{rise}:{lifts}")):
        firm[total.period].put(total)
    for since in range(1, NOW_AT_MOST + 1):
        said = lift_findings(firm, months_later(FIRST, REACH_MONTHS - NOW_AT_MOST + since - 1))
        if any(finding.subject == TEAMS[0] and finding.level == "unusual" for finding in said):
            return since
    return 0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How soon a team without lift is found.")
    parser.add_argument("--firms", type=int, default=100)
    parser.add_argument("--processes", type=int, default=1)
    arguments = parser.parse_args()
    print("| orders a month | more passed on | wins no more: found by month 3, 6, 9 | wins as much more: the same |")
    print("|---|---|---|---|")
    with ProcessPoolExecutor(arguments.processes) as pool:
        for size in (20, 40):
            for rise in (0.2, 0.3, 0.4):
                cells = []
                for lifts in (False, True):
                    work = partial(first_unusual, size=size, rise=rise, lifts=lifts)
                    found = list(pool.map(work, range(arguments.firms)))
                    rates = [sum(0 < since <= until for since in found) / arguments.firms for until in UNTIL]
                    cells.append(", ".join(f"{rate:.0%}" for rate in rates).replace("%", " %"))
                print(f"| {size} | {rise * 100:.0f} of 100 | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
