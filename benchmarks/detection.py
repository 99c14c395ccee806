"""How well the shipped rules find what the simulator hides, on seeds of its own, beside two baselines.

    uv run python benchmarks/detection.py --seeds 2001 2002 2003 --unlogged 0.15
    uv run python benchmarks/detection.py --seeds 2004 2005 --unlogged 0.40

Prints Markdown: a row per world and method, then the kinds over all worlds. Worlds are made in a temporary folder; each
seed is another firm with other habits, texts and buttons. Nothing of the shipped rules was chosen on these seeds.
"""

import argparse
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from cli.evaluation.evaluation import Evaluation, evaluate_world
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.replay import replay_folder


def ratio(value: float | None) -> str:
    """A ratio to three places, a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def one_world(seed: int, unlogged: float, customers: int) -> Evaluation:
    """Make, judge and evaluate one world."""
    with TemporaryDirectory() as folder:
        world, result = Path(folder, "world"), Path(folder, "result")
        simulate(world, WorldSettings(seed=seed, unlogged=unlogged, customers=customers))
        replay_folder(world, result)
        return evaluate_world(world, result)


def show_methods(seed: int, evaluation: Evaluation) -> None:
    """Rows of one world: all orders, and those that their events can decide."""
    decidable = dict((method.name, met) for method, met in evaluation.decidable or [])
    for method, met in evaluation.overall:
        only = decidable.get(method.name)
        print(
            f"| {seed} | {method.name} | {met.orders} | {met.fraud} | {met.flagged} | {ratio(met.precision)} "
            f"| {ratio(met.recall)} | {ratio(met.f1)} | {ratio(only.f1 if only else None)} |"
        )


def show_kinds(evaluations: list[Evaluation]) -> None:
    """The kinds over all worlds: recall of the fraudulent, mistakes among the honest that have any."""
    orders: Counter[tuple[bool, str]] = Counter()
    review: Counter[tuple[bool, str]] = Counter()
    watch: Counter[tuple[bool, str]] = Counter()
    for evaluation in evaluations:
        for row in evaluation.kinds:
            key = (not row.fraud, row.kind)
            orders[key] += row.orders
            review[key] += row.outcomes.get("review", 0)
            watch[key] += row.outcomes.get("watch", 0)
    print("\n| kind | label | orders | review | share | watch |\n|---|---|---|---|---|---|")
    for key in sorted(orders):
        label = "honest" if key[0] else "fraud"
        share = review[key] / orders[key]
        print(f"| {key[1]} | {label} | {orders[key]} | {review[key]} | {share:.1%} | {watch[key]} |")


def main() -> None:
    """Read the arguments, run the worlds one after the other, print the tables."""
    parser = argparse.ArgumentParser(description="Precision, recall and F1 of the shipped rules on simulated worlds.")
    parser.add_argument("--seeds", type=int, nargs="+", default=[2001, 2002, 2003])
    parser.add_argument("--unlogged", type=float, default=0.15, help="share of real work that is never logged")
    parser.add_argument("--customers", type=int, default=6000)
    arguments = parser.parse_args()
    print("| seed | method | orders | fraud | flagged | precision | recall | F1 | F1 decidable |")
    print("|---|---|---|---|---|---|---|---|---|")
    evaluations = []
    for seed in arguments.seeds:
        evaluations.append(one_world(seed, arguments.unlogged, arguments.customers))
        show_methods(seed, evaluations[-1])
    show_kinds(evaluations)


if __name__ == "__main__":
    main()
