"""Whether trees that see no work find the frauds of simulated worlds: they should not.

Run `uv run python -m benchmarks.leaks`; `--scenario` for other worlds, `--customers`, `--learn` and
`--held` (numbers of seeds) for another size. For each set of features (see tests/simulator/leak_features.py)
gradient-boosted trees are trained on some seeds and ranked on others; printed are the base rate, the average precision
over all held-out orders, and the worst seed's.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np

from simulator.scenario import changed, read_scenario
from simulator.settings import WorldSettings
from simulator.world import simulate
from tests.simulator.leak_features import SETS, Leaks, read_leaks
from tests.simulator.leak_trees import precision_of, train

FIRST_SEED = 600


def worlds(seeds: range, settings: WorldSettings) -> list[Leaks]:
    """The features of the worlds of some seeds."""
    found = []
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            simulate(Path(folder) / "w", changed(settings, {"seed": seed}))
            found.append(read_leaks(Path(folder) / "w"))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=2500)
    parser.add_argument("--learn", type=int, default=5)
    parser.add_argument("--held", type=int, default=3)
    parser.add_argument("--scenario", type=Path, help="a file or a shipped one, such as small-quick-sales")
    parser.add_argument("--unlogged", type=float, default=0.15)
    asked = parser.parse_args()
    seeds = range(FIRST_SEED, FIRST_SEED + asked.learn + asked.held)
    settings = read_scenario(asked.scenario) if asked.scenario else WorldSettings()
    found = worlds(seeds, changed(settings, {"customers": asked.customers, "unlogged": asked.unlogged}))
    learnt, held = found[: asked.learn], found[asked.learn :]
    truth = np.concatenate([world.fraud for world in held])
    print(f"{len(truth)} held-out orders of {asked.held} seeds, {truth.mean():.4f} of them frauds")
    for name in SETS:
        model = train(learnt, name)
        each = [precision_of(model, [world], name) for world in held]
        print(f"{name:10} average precision {precision_of(model, held, name):.3f}, worst seed {max(each):.3f}")


if __name__ == "__main__":
    main()
