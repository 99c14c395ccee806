"""An evaluation as one HTML page: plots as inline SVG, then every table. No script, nothing loaded."""

from html import escape
from math import ceil
from pathlib import Path

from cli.evaluation.curve import HIGHEST
from cli.evaluation.plots import Line, Row, lines_plot, rows_plot
from cli.evaluation.sheets import Sheet, percent, ratio, words_of
from cli.evaluation.sheets_more import all_sheets, group_name
from cli.evaluation.whole import Whole
from cli.texts import Words
from detector.messages import Language

_STYLE = """
body { font: 14px/1.45 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 1.5rem; color: #1a1a1a; }
h1 { font-size: 1.3rem; margin: 0 0 .3rem; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .3rem; } p { margin: .2rem 0; }
.about { color: #555; } .plots { display: flex; flex-wrap: wrap; gap: 1.2rem; align-items: flex-start; }
figure { margin: 0; } figcaption { font-weight: 600; margin-bottom: .2rem; } svg { max-width: 100%; height: auto; }
svg text { font-size: 12px; fill: #1a1a1a; } .end { text-anchor: end; } .middle { text-anchor: middle; }
.grid { stroke: #dde1e6; } .mark { stroke: #777; stroke-dasharray: 4 3; } polyline { fill: none; }
.a { stroke: #0b5cad; stroke-width: 2; } .b { stroke: #b3541e; stroke-width: 2; stroke-dasharray: 7 3; }
.c { stroke: #1a1a1a; stroke-width: 2.5; } .dot { fill: #0b5cad; stroke: #0b5cad; }
.loud { fill: #b3261e; stroke: #b3261e; }
.span { stroke-width: 3; opacity: .45; }
table { border-collapse: collapse; margin: .3rem 0; } tbody tr:nth-child(even) { background: #f8f9fb; }
th, td { border: 1px solid #bbb; padding: .2rem .45rem; text-align: left; } thead th { background: #eef1f5; }
.number { text-align: right; white-space: nowrap; }
@media print {
  body { margin: 0; font-size: 9px; } figure, tr { break-inside: avoid; } thead { display: table-header-group; }
}
"""
_MISTAKE_STEPS = 25  # the plot of honest kinds ends at a multiple of 4 %, so that its ticks are whole


def write_page(whole: Whole, path: Path, lang: Language) -> None:
    """Write the page, as UTF-8."""
    words = words_of(lang)
    title = escape(words.say("title"))
    worlds = ", ".join(row.world for row in whole.worlds)
    lines = [
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
        f'<p class="about">{escape(worlds)}</p>\n<div class="plots">',
        *(f"<figure><figcaption>{escape(name)}</figcaption>\n{plot}\n</figure>" for name, plot in _plots(whole, words)),
        "</div>",
        *(line for sheet in all_sheets(whole, words) for line in _table(sheet)),
        "</body>\n</html>\n",
    ]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def _table(sheet: Sheet) -> list[str]:
    heads = "".join(f"<th>{escape(name)}</th>" for name in sheet.left)
    heads += "".join(f'<th class="number">{escape(name)}</th>' for name in sheet.right)
    lines = [f"<h2>{escape(sheet.title)}</h2>\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>"]
    for row in sheet.rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in row[: len(sheet.left)])
        cells += "".join(f'<td class="number">{escape(cell)}</td>' for cell in row[len(sheet.left) :])
        lines.append(f"<tr>{cells}</tr>")
    return [*lines, "</tbody>\n</table>", *(f'<p class="about">{escape(note)}</p>' for note in sheet.notes)]


def _plots(whole: Whole, words: Words) -> list[tuple[str, str]]:
    """The title of each plot, and the plot."""
    plots = [_curve(whole, words), _precision_recall(whole, words), _levels(whole, words)]
    plots += [_kinds(whole, words, fraud=True), _kinds(whole, words, fraud=False)]
    if whole.fairness is not None:
        plots.append(_fairness(whole, words))
    return plots


def _curve(whole: Whole, words: Words) -> tuple[str, str]:
    title = words.say("plot.curve")
    lines = [
        Line(words.say(name), css, [(p.threshold, y) for p in whole.curve if (y := getattr(p.met, name)) is not None])
        for name, css in (("precision", "a"), ("recall", "b"), ("f1", "c"))
    ]
    axis = [words.say("threshold")]
    if whole.best_threshold is not None:
        axis.append(words.say("curve.mark", threshold=whole.best_threshold))
    return title, lines_plot(title, lines, words.join(axis), HIGHEST, whole.best_threshold)


def _precision_recall(whole: Whole, words: Words) -> tuple[str, str]:
    title = words.say("plot.precision_recall")
    points = [
        (point.met.recall, point.met.precision)
        for point in whole.curve
        if point.met.recall is not None and point.met.precision is not None
    ]
    return title, lines_plot(title, [Line(words.say("precision"), "c", points)], words.say("recall"), 1.0)


def _levels(whole: Whole, words: Words) -> tuple[str, str]:
    title = words.say("plot.levels")
    rows = []
    for row in whole.levels:
        low, high = row.spread.f1 or (None, None)
        name = words.say("part", what=words.say(f"by.{row.by}"), part=words.say(f"level.{row.level}"))
        rows.append(Row(name, row.met.f1, low, high, f"{ratio(row.met.f1)}  n={row.met.orders}"))
    return title, rows_plot(title, rows, 1.0)


def _kinds(whole: Whole, words: Words, *, fraud: bool) -> tuple[str, str]:
    title = words.say("plot.recall" if fraud else "plot.mistakes")
    rows = []
    for row, found in zip(whole.evaluation.kinds, whole.kind_intervals, strict=True):
        flagged = row.outcomes.get("review", 0)
        if row.fraud == fraud and (fraud or flagged):
            low, high = found or (None, None)
            share = flagged / row.orders
            rows.append(Row(row.kind, share, low, high, f"{percent(share)}  {flagged}/{row.orders}"))
    highest = max([row.high or row.value or 0.0 for row in rows], default=0.0)
    x_to = 1.0 if fraud else max(1, ceil(highest * _MISTAKE_STEPS)) / _MISTAKE_STEPS
    return title, rows_plot(title, rows, x_to)


def _fairness(whole: Whole, words: Words) -> tuple[str, str]:
    """Those who run the risk of a flag; the table has both bases."""
    title = words.say("plot.fairness")
    assert whole.fairness is not None
    limit = whole.fairness.max_times
    rows = []
    for row in whole.fairness.rows:
        if row.basis == "handed":
            low, high = row.times_interval or (None, None)
            text = f"{row.times or 0:.2f}×  {row.flagged}/{row.parts}"
            rows.append(Row(group_name(row, words), row.times, low, high, text, loud=row.standing == "over"))
    return title, rows_plot(title, rows, max(2 * limit, 4.0), (1.0, limit))
