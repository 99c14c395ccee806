"""One evaluation: a labelled world beside what the product wrote about it."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from cli.evaluation.labelled import LabelledOrder, mark_seed_rule, read_judgements, read_labels
from cli.evaluation.measures import Confusion, KindRow, Method, by_kind, confusion, methods
from cli.evaluation.seed_rule import seed_rule

NAMED_IDS = 20


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
    """Read and evaluate one world; memory grows with the labelled orders only.

    Raises InputError: no labels or no assessments.
    """
    return evaluate_judged([read_judged(world_dir, result_dir)])


class JudgedWorld(Struct, frozen=True):
    """A world's labelled orders by id, with what the product said of them, and where they were read."""

    name: str
    world_dir: Path
    result_dir: Path
    orders: dict[str, LabelledOrder]
    without_label: int


def read_judged(world_dir: Path, result_dir: Path, name: str = "") -> JudgedWorld:
    """Read a world and its result, one file after the other. `name` keeps it apart from others: "" is the folder's.

    Raises InputError: no labels or no assessments.
    """
    orders = read_labels(world_dir)
    without_label = read_judgements(result_dir, orders)
    mark_seed_rule(orders, seed_rule(world_dir, orders))
    for order in orders.values():
        order.customer = f"{name}/{order.customer}"
    return JudgedWorld(name or world_dir.resolve().name, world_dir, result_dir, orders, without_label)


def evaluate_judged(worlds: Sequence[JudgedWorld]) -> Evaluation:
    """Evaluate the orders of all these worlds together."""
    everything = all_orders(worlds)
    ways = methods(everything)
    decidable = None
    if any(order.decidable is not None for order in everything):
        decidable = _each(ways, [order for order in everything if order.decidable is not False])
    return Evaluation(
        overall=_each(ways, everything),
        decidable=decidable,
        kinds=by_kind(everything, ways[1:]),
        not_judged=sorted(
            order_id for world in worlds for order_id, order in world.orders.items() if order.outcome is None
        ),
        without_label=sum(world.without_label for world in worlds),
    )


def all_orders(worlds: Sequence[JudgedWorld]) -> list[LabelledOrder]:
    """The orders of all worlds, in the order in which they were read."""
    return [order for world in worlds for order in world.orders.values()]


def _each(ways: tuple[Method, ...], orders: list[LabelledOrder]) -> list[tuple[Method, Confusion]]:
    return [(method, confusion(orders, method)) for method in ways]
