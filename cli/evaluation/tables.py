"""An evaluation as tables: with rules and colour on a terminal, plain columns in a pipe."""

from rich import box
from rich.console import Console
from rich.table import Table

from cli.evaluation.evaluation import NAMED_IDS, Evaluation
from cli.evaluation.measures import Confusion, KindRow, Method
from cli.evaluation.words import WORDS, Lang, Words

PIPE_WIDTH = 250
UNDEFINED = "–"


def show(evaluation: Evaluation, lang: Lang) -> None:
    """Print everything to standard output."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PIPE_WIDTH)
    words = WORDS[lang]
    _show_methods(console, words.overall, evaluation.overall, words)
    if evaluation.decidable is not None:
        _show_methods(console, words.decidable, evaluation.decidable, words)
    _show_kinds(console, evaluation, words)
    console.print(words.best_note)
    if evaluation.not_judged:
        ids = ", ".join(evaluation.not_judged[:NAMED_IDS])
        more = " …" if len(evaluation.not_judged) > NAMED_IDS else ""
        console.print(words.not_judged_note.format(n=len(evaluation.not_judged), ids=ids + more), markup=False)
    if evaluation.without_label:
        console.print(words.without_label_note.format(n=evaluation.without_label))


def _table(console: Console, left: list[str], right: list[str]) -> Table:
    if console.is_terminal:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    else:
        table = Table(box=None, pad_edge=False, header_style="none")
    for name in left:
        table.add_column(name, no_wrap=True)
    for name in right:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _show_methods(console: Console, title: str, pairs: list[tuple[Method, Confusion]], words: Words) -> None:
    table = _table(
        console,
        [words.method],
        [words.flagged, words.right, words.wrong, words.missed, words.precision, words.recall, "F1"],
    )
    for method, met in pairs:
        counts = (met.flagged, met.hits, met.flagged - met.hits, met.fraud - met.hits)
        ratios = (met.precision, met.recall, met.f1)
        table.add_row(_name(method, words), *map(str, counts), *map(_ratio, ratios))
    met = pairs[0][1]
    _titled(console, title.format(orders=met.orders, fraud=met.fraud), table)


def _show_kinds(console: Console, evaluation: Evaluation, words: Words) -> None:
    baselines = [method for method, _ in evaluation.overall[1:]]
    shown = ["review", "watch", *([None] if evaluation.not_judged else [])]
    named = (words.review, words.watch, words.not_judged)
    headers = [*named[: len(shown)], *(_short_name(method, words) for method in baselines)]
    table = _table(console, [words.kind, words.label], ["n", *headers])
    for row in evaluation.kinds:
        counts = [*(row.outcomes.get(name, 0) for name in shown), *(row.flags[method.name] for method in baselines)]
        label = words.fraud if row.fraud else words.legit
        table.add_row(row.kind, label, str(row.orders), *(_part(count, row) for count in counts))
    _titled(console, words.kinds, table)


def _titled(console: Console, title: str, table: Table) -> None:
    console.print(title, style="bold")
    console.print(table)
    console.print()


def _name(method: Method, words: Words) -> str:
    return _with_threshold(getattr(words, method.name), method)


def _short_name(method: Method, words: Words) -> str:
    return _with_threshold(getattr(words, f"{method.name}_short"), method)


def _with_threshold(name: str, method: Method) -> str:
    return name.format(threshold=f"{(method.threshold_permille or 0) / 1000:.3f}")


def _ratio(value: float | None) -> str:
    return UNDEFINED if value is None else f"{value:.3f}"


def _part(count: int, row: KindRow) -> str:
    return f"{count} {100 * count / row.orders:.1f}%" if count else "0"
