"""How well the shipped rules find what the simulator hides, on seeds of its own, beside two baselines.

    uv run python benchmarks/detection.py --seeds 2001 2002 2003 --unlogged 0.15
    uv run python benchmarks/detection.py --seeds 2004 2005 --unlogged 0.40

Prints Markdown: a row per world and method, the kinds over all worlds, and a summary beside what is asked: F1 over
the seeds, the kinds that are found too seldom or flagged too often, and how far the baselines get, which must fail.
Worlds are made in a temporary folder; each seed is another firm with other habits, texts and buttons. Nothing of the
shipped rules was chosen on these seeds.
"""

import argparse
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from cli.evaluation.evaluation import Evaluation, evaluate_world
from simulator.settings import WorldSettings
from simulator.world import simulate
from streams.replay import replay_folder

Kind = tuple[bool, str]
"""Whether it is honest, and its name: in this order frauds come first."""


class Asked(NamedTuple):
    """What a level of logging asks for; `share_rule`: what the share rule must stay under."""

    f1: float
    worst: float
    recall: float
    honest: float
    share_rule: float
    seed_rule: float = 0.30


ASKED = ((0.15, Asked(0.965, 0.945, 0.85, 0.03, 0.97)), (1.0, Asked(0.90, 0.0, 0.75, 0.06, 0.85)))
"""Up to which share of unlogged work what is asked."""


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


def show_kinds(evaluations: list[Evaluation]) -> dict[Kind, tuple[int, int]]:
    """The kinds over all worlds: recall of the fraudulent, mistakes among the honest. Returns (orders, review)."""
    orders: Counter[Kind] = Counter()
    review: Counter[Kind] = Counter()
    watch: Counter[Kind] = Counter()
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
    return {key: (orders[key], review[key]) for key in orders}


def show_summary(evaluations: list[Evaluation], kinds: dict[Kind, tuple[int, int]], asked: Asked) -> None:
    """Everything asked of a level of logging, with what was met."""
    found: dict[str, list[float]] = {}
    for evaluation in evaluations:
        for method, met in evaluation.overall:
            found.setdefault(method.name, []).append(met.f1 or 0.0)
    print("\n| over the seeds | mean F1 | worst | best | asked |\n|---|---|---|---|---|")
    limits = {
        "transferwatch": f"mean at least {asked.f1:.3f}" + (f", worst {asked.worst:.3f}" if asked.worst else ""),
        "seed_rule": f"under {asked.seed_rule:.2f}",
        "share_rule_best": f"under {asked.share_rule:.2f}",
    }
    for name, each in found.items():
        mean = sum(each) / len(each)
        print(f"| {name} | {ratio(mean)} | {ratio(min(each))} | {ratio(max(each))} | {limits.get(name, '–')} |")
    seldom = [key for key, (orders, review) in kinds.items() if not key[0] and review < asked.recall * orders]
    often = [key for key, (orders, review) in kinds.items() if key[0] and review > asked.honest * orders]
    for told, keys in ((f"Frauds found under {asked.recall:.0%}", seldom), (f"Honest over {asked.honest:.0%}", often)):
        names = (f"{name} ({kinds[honest, name][1]} of {kinds[honest, name][0]})" for honest, name in sorted(keys))
        print(f"\n{told}: {', '.join(names) or 'none'}.")


def main() -> None:
    """Read the arguments, run the worlds one after the other, print the tables."""
    parser = argparse.ArgumentParser(description="Precision, recall and F1 of the shipped rules on simulated worlds.")
    parser.add_argument("--seeds", type=int, nargs="+", default=[2001, 2002, 2003, 2004, 2005])
    parser.add_argument("--unlogged", type=float, default=0.15, help="share of real work that is never logged")
    parser.add_argument("--customers", type=int, default=6000)
    arguments = parser.parse_args()
    print("| seed | method | orders | fraud | flagged | precision | recall | F1 | F1 decidable |")
    print("|---|---|---|---|---|---|---|---|---|")
    evaluations = []
    for seed in arguments.seeds:
        evaluations.append(one_world(seed, arguments.unlogged, arguments.customers))
        show_methods(seed, evaluations[-1])
    asked = next(limits for most, limits in ASKED if arguments.unlogged <= most)
    show_summary(evaluations, show_kinds(evaluations), asked)


if __name__ == "__main__":
    main()
