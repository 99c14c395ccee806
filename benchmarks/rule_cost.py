"""What one judgement costs in microseconds, by rule and by the parts beside the rules.

Run `uv run python -m benchmarks.rule_cost` (`--customers 1500` by default). Every rule is run on the features of all
orders and transfers of a simulated world; the tested reason, the combination of signs and the reading of texts are
timed on the same world. Figures are processor time, the shortest of some rounds, after the time of the bare loop is
taken away: what else runs on the machine makes them longer. The whole is `judge_customer` for all customers in the same
run, its weighing, gathering, credit and writing included.
"""

import argparse
import gc
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from benchmarks.judging import Lines, shortest, take_in, world_lines
from detector.facts import DecisionFact
from detector.features import Features
from detector.judge import judge_customer
from detector.judgement import Judgement
from detector.reasons import check_reason
from detector.score import combine
from streams.packs import LoadedPack, load_pack

ROUNDS = 7


class Row(NamedTuple):
    """A part, how often it ran and said something, and what one run costs."""

    name: str
    runs: int
    hits: int
    us: float


def judged(lines: Lines, loaded: LoadedPack) -> tuple[list[Judgement], float]:
    """All judgements of a world, and the seconds that judging everybody takes."""
    intake = take_in(lines, loaded)
    people = intake.people()
    found: list[Judgement] = []
    for customer, timeline in intake.timelines.items():
        result = judge_customer(customer, timeline, people, loaded.pack, loaded.catalog)
        found += [order.judged.judgement for order in result.orders]
        found += [transfer.judgement for transfer in result.transfers]

    def run() -> None:
        for customer, timeline in intake.timelines.items():
            judge_customer(customer, timeline, people, loaded.pack, loaded.catalog)

    return found, shortest(run, 3)


def cost_us(run: Callable[[], object], bare: Callable[[], object], count: int) -> float:
    """Microseconds of one run of something, without the loop around it."""
    return max(0.0, shortest(run, ROUNDS) - shortest(bare, ROUNDS)) / max(1, count) * 1e6


def of_rules(judgements: Sequence[Judgement], loaded: LoadedPack) -> list[Row]:
    """Each rule on the features of every judgement, the dearest first."""
    features = [judgement.features for judgement in judgements]

    def bare() -> None:
        for _ in features:
            pass

    rows = []
    for rule in loaded.pack.rules:
        version = rule.versions[-1]

        def run() -> None:
            for item in features:
                rule.evaluate(item, version)  # noqa: B023

        hits = sum(rule.evaluate(item, version).kind == "hit" for item in features)
        rows.append(Row(f"`{rule.id}`", len(features), hits, cost_us(run, bare, len(features))))
    return sorted(rows, key=lambda row: -row.us)


def of_steps(judgements: Sequence[Judgement], loaded: LoadedPack) -> list[Row]:
    """The tested reason and the combination of signs."""
    params, days = loaded.pack.base_at(0).score, loaded.pack.base_at(0).judging.new_hire_days
    explained: list[tuple[Judgement, DecisionFact | None]] = [(item, item.explained) for item in judgements]
    points = [[item.result.points for item in judgement.results] for judgement in judgements]
    features: list[Features] = [judgement.features for judgement in judgements]

    def reasons() -> None:
        for judgement, told in explained:
            check_reason(judgement.case_hop, told, judgement.features, originator_known=True)

    def signs() -> None:
        for some, item in zip(points, features, strict=True):
            combine(some, item, params, days)

    def bare() -> None:
        for _, _ in explained:
            pass

    claims = sum(judgement.reason is not None for judgement in judgements)
    count = len(judgements)
    return [
        Row("reason tested", count, claims, cost_us(reasons, bare, count)),
        Row("signs combined", count, count, cost_us(signs, bare, count)),
    ]


def of_texts(lines: Lines, loaded: LoadedPack) -> list[Row]:
    """Reading the texts of reasons and of inbound entries."""
    rules = loaded.pack.text_rules
    changes = [msgspec.json.decode(line) for line in lines.get("ownership-changes.ndjson", ())]
    calls = [msgspec.json.decode(line) for line in lines.get("activities.ndjson", ())]
    reasons = [row["reason_text"] for row in changes if row.get("reason_text")]
    inbound = [row["content"] for row in calls if row.get("direction") == "inbound" and row.get("content")]

    def row(name: str, texts: list[str], read: Callable[[str, int], object]) -> Row:
        def run() -> None:
            for text in texts:
                read(text, 0)

        def bare() -> None:
            for _ in texts:
                pass

        return Row(name, len(texts), sum(bool(read(text, 0)) for text in texts), cost_us(run, bare, len(texts)))

    return [row("text of a reason read", reasons, rules.reasons_in), row("inbound text read", inbound, rules.asks)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--customers", type=int, default=1500, help="customers of the simulated world")
    asked = parser.parse_args()
    loaded, lines = load_pack(), world_lines(asked.customers)
    gc.disable()  # as in a replay
    judgements, seconds = judged(lines, loaded)
    rules = of_rules(judgements, loaded)
    print("| part | runs | says something | us each |\n|---|---|---|---|")
    for row in [*rules, *of_steps(judgements, loaded), *of_texts(lines, loaded)]:
        print(f"| {row.name} | {row.runs:,} | {row.hits:,} | {row.us:.2f} |")
    whole, all_rules = seconds / len(judgements) * 1e6, sum(row.us for row in rules)
    print(f"| all {len(rules)} rules | {len(judgements):,} | | {all_rules:.2f} |")
    print(f"| the whole judgement of an order or transfer | {len(judgements):,} | | {whole:.1f} |")


if __name__ == "__main__":
    main()
