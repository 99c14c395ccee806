"""One evaluation: a labelled world beside what the product wrote about it."""

from pathlib import Path

from msgspec import Struct

from cli.evaluation.labelled import LabelledOrder, mark_seed_rule, read_judgements, read_labels
from cli.evaluation.measures import Confusion, KindRow, Method, by_kind, confusion, methods
from cli.evaluation.seed_rule import seed_rule

NAMED_IDS = 20
PLACES = 4


class Evaluation(Struct, frozen=True):
    """What `evaluate` shows.

    `overall` and `decidable`: each method with its confusion, the product first; `decidable` is None where no label
    says what is decidable, and else counts the orders whose label does not deny it. `not_judged`: labelled orders
    without an assessment, which count as not flagged. `without_label`: judged orders that are in no label, left out.
    """

    overall: list[tuple[Method, Confusion]]
    decidable: list[tuple[Method, Confusion]] | None
    kinds: list[KindRow]
    not_judged: list[str]
    without_label: int

    @property
    def f1(self) -> float | None:
        """The product's F1 over all labelled orders."""
        return self.overall[0][1].f1


def evaluate_world(world_dir: Path, result_dir: Path) -> Evaluation:
    """Read a world and its result, one file after the other; memory grows with the labelled orders only.

    Raises InputError: no labels or no assessments.
    """
    orders = read_labels(world_dir)
    without_label = read_judgements(result_dir, orders)
    mark_seed_rule(orders, seed_rule(world_dir, orders))
    everything = list(orders.values())
    ways = methods(everything)
    decidable = None
    if any(order.decidable is not None for order in everything):
        decidable = _each(ways, [order for order in everything if order.decidable is not False])
    return Evaluation(
        overall=_each(ways, everything),
        decidable=decidable,
        kinds=by_kind(everything, ways[1:]),
        not_judged=sorted(order_id for order_id, order in orders.items() if order.outcome is None),
        without_label=without_label,
    )


def _each(ways: tuple[Method, ...], orders: list[LabelledOrder]) -> list[tuple[Method, Confusion]]:
    return [(method, confusion(orders, method)) for method in ways]


def as_json(evaluation: Evaluation) -> dict[str, object]:
    """The evaluation as the object that `--json` prints; ratios to 4 places, null where undefined."""
    return {
        "overall": _measures(evaluation.overall),
        "decidable": None if evaluation.decidable is None else _measures(evaluation.decidable),
        "kinds": [
            {
                "kind": row.kind,
                "label": "fraud" if row.fraud else "legit",
                "orders": row.orders,
                "outcomes": {name: row.outcomes.get(name, 0) for name in ("clear", "watch", "review")},
                "not_judged": row.outcomes.get(None, 0),
                "flagged": row.flags,
            }
            for row in evaluation.kinds
        ],
        "not_judged": {"orders": len(evaluation.not_judged), "first": evaluation.not_judged[:NAMED_IDS]},
        "without_label": evaluation.without_label,
    }


def _measures(pairs: list[tuple[Method, Confusion]]) -> dict[str, dict[str, object]]:
    shown: dict[str, dict[str, object]] = {}
    for method, met in pairs:
        shown[method.name] = {
            "orders": met.orders,
            "fraud": met.fraud,
            "flagged": met.flagged,
            "true_positives": met.hits,
            "precision": _rounded(met.precision),
            "recall": _rounded(met.recall),
            "f1": _rounded(met.f1),
        }
        if method.threshold_permille is not None:
            shown[method.name]["threshold"] = method.threshold_permille / 1000
    return shown


def _rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, PLACES)
