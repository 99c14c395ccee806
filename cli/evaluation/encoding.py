"""An evaluation as the object that `--json` prints; ratios and intervals to 4 places, null where undefined."""

from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import fmean, median

from cli.evaluation.bootstrap import PLACES, Interval
from cli.evaluation.chosen import Choice
from cli.evaluation.evaluation import NAMED_IDS, Evaluation
from cli.evaluation.fairness import Fairness
from cli.evaluation.held import HeldMoney, HeldRow
from cli.evaluation.measures import Confusion, Method
from cli.evaluation.spreads import Spread
from cli.evaluation.whole import Whole

Plain = dict[str, object]


def as_json(whole: Whole) -> Plain:
    """The whole evaluation. What the first version had (up to `without_label`) stands as it did; the rest was added."""
    kinds = _kinds(whole)
    evaluation = whole.evaluation
    return {
        "overall": _measures(evaluation.overall),
        "decidable": None if evaluation.decidable is None else _measures(evaluation.decidable),
        "kinds": kinds,
        "not_judged": {"orders": len(evaluation.not_judged), "first": evaluation.not_judged[:NAMED_IDS]},
        "without_label": evaluation.without_label,
        "intervals": _intervals(whole),
        "worlds": [
            {"world": row.world, "overall": met_plain(row.met), "decidable": row.decidable and met_plain(row.decidable)}
            for row in whole.worlds
        ],
        "curve": [{"threshold": point.threshold, **met_plain(point.met)} for point in whole.curve],
        "best_threshold": whole.best_threshold,
        "levels": [
            {"by": row.by, "level": row.level, **met_plain(row.met), "intervals": _spread(row.spread)}
            for row in whole.levels
        ],
        "held": [_held(money) for money in whole.held],
        "choices": None if whole.choices is None else [_choice(choice) for choice in whole.choices],
        "fairness": None if whole.fairness is None else _fairness(whole.fairness),
    }


def _kinds(whole: Whole) -> list[Plain]:
    return [
        {
            "kind": row.kind,
            "label": "fraud" if row.fraud else "legit",
            "orders": row.orders,
            "outcomes": {name: row.outcomes.get(name, 0) for name in ("clear", "watch", "review")},
            "not_judged": row.outcomes.get(None, 0),
            "flagged": row.flags,
            "rate": rounded(row.outcomes.get("review", 0) / row.orders),
            "interval": _interval(found),
        }
        for row, found in zip(whole.evaluation.kinds, whole.kind_intervals, strict=True)
    ]


def _measures(pairs: Sequence[tuple[Method, Confusion]]) -> dict[str, Plain]:
    shown: dict[str, Plain] = {}
    for method, met in pairs:
        shown[method.name] = met_plain(met)
        if method.threshold_permille is not None:
            shown[method.name]["threshold"] = method.threshold_permille / 1000
    return shown


def met_plain(met: Confusion) -> Plain:
    """A confusion with its ratios."""
    return {
        "orders": met.orders,
        "fraud": met.fraud,
        "flagged": met.flagged,
        "true_positives": met.hits,
        "precision": rounded(met.precision),
        "recall": rounded(met.recall),
        "f1": rounded(met.f1),
    }


def _intervals(whole: Whole) -> Plain:
    evaluation: Evaluation = whole.evaluation
    shown: Plain = {
        "level": 0.95,
        "resamples": whole.settings.resamples,
        "seed": whole.settings.seed,
        "overall": _by_method(evaluation.overall, whole.spreads),
        "decidable": None,
    }
    if evaluation.decidable is not None and whole.decidable_spreads is not None:
        shown["decidable"] = _by_method(evaluation.decidable, whole.decidable_spreads)
    return shown


def _by_method(pairs: Sequence[tuple[Method, Confusion]], found: Sequence[Spread]) -> Plain:
    return {method.name: _spread(spread) for (method, _), spread in zip(pairs, found, strict=True)}


def _spread(spread: Spread) -> Plain:
    return {name: _interval(getattr(spread, name)) for name in ("precision", "recall", "f1")}


def _interval(found: Interval | None) -> list[float] | None:
    return None if found is None else list(found)


def rounded(ratio: float | None) -> float | None:
    """A ratio to 4 places."""
    return None if ratio is None else round(ratio, PLACES)


def instant_text(at: int) -> str:
    """Microseconds since 1970 as RFC 3339 in UTC, to the second.

    >>> instant_text(86_400_000_000)
    '1970-01-02T00:00:00Z'
    """
    return datetime.fromtimestamp(at // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _held(money: HeldMoney) -> Plain:
    return {
        "world": money.world,
        "until": instant_text(money.until),
        "honest_orders": money.orders,
        "held_orders": money.held_orders,
        "share_of_orders": rounded(money.held_orders / money.orders) if money.orders else None,
        "causes": money.causes,
        "ever_held": money.ever_held,
        "days": days_plain(money.days),
        "money": [_held_row(row) for row in money.rows],
    }


def _held_row(row: HeldRow) -> Plain:
    return {
        "role": row.role,
        "currency": row.currency,
        "total": f"{row.total:f}",
        "held": f"{row.held:f}",
        "held_for_review": f"{row.for_review:f}",
        "share": rounded(row.share),
        "credits": row.credits,
        "ever_held": row.ever_held,
        "days": days_plain(row.days),
    }


def days_plain(days: Sequence[float]) -> dict[str, float | None]:
    """Mean and median of some days, to 1 place."""
    if not days:
        return {"mean": None, "median": None}
    return {"mean": round(fmean(days), 1), "median": round(median(days), 1)}


def _choice(choice: Choice) -> Plain:
    threshold: float | None = choice.rule.threshold
    if threshold is not None and choice.rule.name == "share":
        threshold /= 1000
    return {
        "by": choice.rule.name,
        "origin": choice.rule.origin,
        "threshold": threshold,
        "chosen_on": met_plain(choice.chosen_on),
        "reported_on": met_plain(choice.reported_on),
    }


def _fairness(fairness: Fairness) -> Plain:
    return {
        "max_times": fairness.max_times,
        "over": fairness.over,
        "groups": [
            {
                "basis": row.basis,
                "dimension": row.dimension,
                "group": row.group,
                "parts": row.parts,
                "flagged": row.flagged,
                "people": row.people,
                "people_flagged": row.people_flagged,
                "rate": rounded(row.rate),
                "interval": _interval(row.interval),
                "times": row.times,
                "times_interval": _interval(row.times_interval),
                "standing": row.standing,
            }
            for row in fairness.rows
        ],
    }
