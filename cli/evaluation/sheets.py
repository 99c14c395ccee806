"""An evaluation as sheets of text: titles, headings and cells, for the terminal and for the page alike."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cli.evaluation.bootstrap import Interval
from cli.evaluation.evaluation import NAMED_IDS, Evaluation
from cli.evaluation.measures import Confusion, KindRow, Method
from cli.evaluation.spreads import Spread
from cli.evaluation.texts import EVALUATE
from cli.evaluation.texts_groups import GROUPS
from cli.evaluation.whole import Whole
from cli.texts import Words
from detector.messages import Catalog, Language

UNDEFINED = "–"


class Sheet(NamedTuple):
    """A table: `left` headings are of words, `right` ones of figures; `notes` stand below it."""

    title: str
    left: list[str]
    right: list[str]
    rows: list[list[str]]
    notes: list[str]


def words_of(lang: Language) -> Words:
    """The texts of `evaluate` in one language."""
    return Words(lang, {**EVALUATE, **GROUPS}, Catalog({}))


def main_sheets(whole: Whole, words: Words) -> list[Sheet]:
    """All orders and the decidable ones, by method."""
    evaluation = whole.evaluation
    sheets = [_methods("overall", evaluation.overall, whole.spreads, words)]
    if evaluation.decidable is not None and whole.decidable_spreads is not None:
        sheets.append(_methods("decidable", evaluation.decidable, whole.decidable_spreads, words))
    settings = whole.settings
    sheets[-1].notes.append(words.say("best_note"))
    if settings.resamples:
        sheets[-1].notes.append(words.say("interval.note", resamples=settings.resamples, seed=settings.seed))
    return sheets


def _methods(title: str, pairs: Sequence[tuple[Method, Confusion]], spreads: Sequence[Spread], words: Words) -> Sheet:
    say = words.say
    right = [*map(say, ("flagged", "right", "wrong", "missed", "precision", "recall", "f1", "interval"))]
    rows = []
    for (method, met), spread in zip(pairs, spreads, strict=True):
        counts = (met.flagged, met.hits, met.flagged - met.hits, met.fraud - met.hits)
        figures = [*map(str, counts), *ratios(met), span(spread.f1)]
        rows.append([_named(say, method.name, method), *figures])
    met = pairs[0][1]
    return Sheet(say(title, orders=met.orders, fraud=met.fraud), [say("method")], right, rows, [])


def ratios(met: Confusion) -> list[str]:
    """Precision, recall and F1, to 3 places."""
    return [ratio(met.precision), ratio(met.recall), ratio(met.f1)]


def _named(say: Callable[..., str], key: str, method: Method) -> str:
    return say(key, threshold=f"{(method.threshold_permille or 0) / 1000:.3f}")


def kinds_sheet(whole: Whole, words: Words) -> Sheet:
    """One row for each kind: how many are in review and watch, and how many each baseline flags."""
    say, evaluation = words.say, whole.evaluation
    baselines = [method for method, _ in evaluation.overall[1:]]
    shown: list[str | None] = ["review", "watch", *([None] if evaluation.not_judged else [])]
    named = (say("outcome.review"), say("interval"), say("outcome.watch"), say("not_judged"))
    right = [say("n"), *named[: len(shown) + 1], *(_named(say, f"{m.name}_short", m) for m in baselines)]
    rows = []
    for row, found in zip(evaluation.kinds, whole.kind_intervals, strict=True):
        counts = [_part(row.outcomes.get(name, 0), row) for name in shown]
        flags = [_part(row.flags[method.name], row) for method in baselines]
        label = say("label.fraud") if row.fraud else say("label.legit")
        rows.append([row.kind, label, str(row.orders), counts[0], percents(found), *counts[1:], *flags])
    return Sheet(say("kinds"), [say("kind"), say("label")], right, rows, _kind_notes(evaluation, words))


def _kind_notes(evaluation: Evaluation, words: Words) -> list[str]:
    notes = []
    if evaluation.not_judged:
        ids = ", ".join(evaluation.not_judged[:NAMED_IDS])
        more = " …" if len(evaluation.not_judged) > NAMED_IDS else ""
        notes.append(words.say("not_judged_note", n=len(evaluation.not_judged), ids=ids + more))
    if evaluation.without_label:
        notes.append(words.say("without_label_note", n=evaluation.without_label))
    return notes


def ratio(value: float | None) -> str:
    """A ratio to 3 places."""
    return UNDEFINED if value is None else f"{value:.3f}"


def percent(value: float | None, places: int = 1) -> str:
    """A ratio as percent."""
    return UNDEFINED if value is None else f"{100 * value:.{places}f}%"


def span(found: Interval | None) -> str:
    """An interval of ratios, to 3 places."""
    return UNDEFINED if found is None else f"{found.low:.3f}–{found.high:.3f}"


def percents(found: Interval | None, places: int = 1) -> str:
    """An interval as percent.

    >>> percents(Interval(0.25, 0.5)), percents(None)
    ('25.0–50.0%', '–')
    """
    return UNDEFINED if found is None else f"{100 * found.low:.{places}f}–{100 * found.high:.{places}f}%"


def _part(count: int, row: KindRow) -> str:
    return f"{count} {100 * count / row.orders:.1f}%" if count else "0"
