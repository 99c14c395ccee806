"""Everything that `evaluate` can say, put together from the parts."""

from collections.abc import Sequence

from msgspec import Struct

from cli.evaluation.bootstrap import Draws, Interval
from cli.evaluation.chosen import Choice, choices
from cli.evaluation.curve import Point, best_threshold, curve
from cli.evaluation.evaluation import Evaluation, JudgedWorld, all_orders, evaluate_judged
from cli.evaluation.fairness import Fairness, compare, parts_of
from cli.evaluation.held import HeldMoney, held_money
from cli.evaluation.labelled import LabelledOrder
from cli.evaluation.levels import Level, logging_levels
from cli.evaluation.measures import Confusion, Method, confusion, methods
from cli.evaluation.spreads import Asked, Spread, asked, kind_rates, spreads
from cli.evaluation.staff import Staff
from cli.evaluation.world_events import read_orders


class Settings(Struct, frozen=True):
    """How to evaluate: how many draws from which seed, and whether to compare groups of people, up to which average."""

    resamples: int = 1000
    seed: int = 1
    fairness: bool = False
    max_times: float = 2.0


class LevelRow(Struct, frozen=True):
    """How well the orders of one logging level are judged."""

    by: str
    level: str
    met: Confusion
    spread: Spread


class WorldRow(Struct, frozen=True):
    """One of several worlds by itself: all orders, and the decidable ones where labels say so."""

    world: str
    met: Confusion
    decidable: Confusion | None


class Whole(Struct, frozen=True):
    """An evaluation with all that belongs to it.

    `spreads`, `decidable_spreads`: beside `evaluation.overall` and `evaluation.decidable`; `kind_intervals`: beside its
    kinds. `held`: of the worlds whose result has a ledger. `choices`: where worlds to choose on were given.
    """

    evaluation: Evaluation
    settings: Settings
    worlds: list[WorldRow]
    spreads: list[Spread]
    decidable_spreads: list[Spread] | None
    kind_intervals: list[Interval | None]
    levels: list[LevelRow]
    curve: list[Point]
    best_threshold: int | None
    held: list[HeldMoney]
    choices: list[Choice] | None
    fairness: Fairness | None


def evaluate_whole(worlds: Sequence[JudgedWorld], settings: Settings, choosing: Sequence[JudgedWorld] = ()) -> Whole:
    """Evaluate some worlds together; `choosing`: others on which thresholds are chosen.

    Raises InputError for a damaged ledger.
    """
    orders = all_orders(worlds)
    evaluation = evaluate_judged(worlds)
    draws = Draws([order.customer for order in orders], resamples=settings.resamples, seed=settings.seed)
    levels = logging_levels(orders)
    ways = methods(orders)
    overall, decidable, of_levels = _spreads(draws, orders, ways, levels)
    points = curve(orders)
    staff = [Staff(world.world_dir, world.orders.values()) for world in worlds]
    held = [
        held_money(world.name, world.result_dir, world.orders, who) for world, who in zip(worlds, staff, strict=True)
    ]
    return Whole(
        evaluation=evaluation,
        settings=settings,
        worlds=[_world_row(world) for world in worlds],
        spreads=overall,
        decidable_spreads=decidable if evaluation.decidable is not None else None,
        kind_intervals=kind_rates(draws, orders, evaluation.kinds),
        levels=[
            LevelRow(level.by, level.level, confusion(level.orders, ways[0]), spread)
            for level, spread in zip(levels, of_levels, strict=True)
        ],
        curve=points,
        best_threshold=best_threshold(points),
        held=[money for money in held if money is not None],
        choices=choices(all_orders(choosing), orders) if choosing else None,
        fairness=_fairness(worlds, staff, settings) if settings.fairness else None,
    )


def _spreads(
    draws: Draws, orders: Sequence[LabelledOrder], ways: Sequence[Method], levels: Sequence[Level]
) -> tuple[list[Spread], list[Spread], list[Spread]]:
    """The intervals of all orders and of the decidable ones by method, and of the product by logging level."""
    decidable = [order.decidable is not False for order in orders]
    wanted: list[Asked] = [asked(orders, way) for way in ways] + [asked(orders, way, decidable) for way in ways]
    for level in levels:
        members = {id(order) for order in level.orders}
        wanted.append(asked(orders, ways[0], [id(order) in members for order in orders]))
    found = spreads(draws, orders, wanted)
    return found[: len(ways)], found[len(ways) : 2 * len(ways)], found[2 * len(ways) :]


def _world_row(world: JudgedWorld) -> WorldRow:
    alone = evaluate_judged([world])
    return WorldRow(world.name, alone.overall[0][1], alone.decidable[0][1] if alone.decidable else None)


def _fairness(worlds: Sequence[JudgedWorld], staff: Sequence[Staff], settings: Settings) -> Fairness:
    parts = []
    for number, (world, who) in enumerate(zip(worlds, staff, strict=True)):
        parts.extend(parts_of(str(number), world.orders, read_orders(world.world_dir, world.orders), who))
    return compare(parts, max_times=settings.max_times, resamples=settings.resamples, seed=settings.seed)
