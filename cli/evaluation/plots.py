"""Plots as inline SVG: lines over a range, and rows of points with intervals. No script, no font, nothing loaded."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH = 620
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 14, 14, 40
_HEIGHT = 300
_ROW = 20
_NAMES = 260
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


class Line(NamedTuple):
    """A named line of a plot; `css` is its class (`a`, `b`, `c`: colours and dashes are the page's)."""

    name: str
    css: str
    points: Sequence[tuple[float, float]]


class Row(NamedTuple):
    """A named point with its interval; `text` stands at the end of the row. No value: no point."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    loud: bool = False


def lines_plot(title: str, lines: Sequence[Line], x_name: str, x_to: float, mark: float | None = None) -> str:
    """Lines of ratios (0 to 1, upwards) over 0 to `x_to`; `mark` is a vertical line."""
    top = _TOP + 16  # the names of the lines stand above
    wide, high = WIDTH - _LEFT - _RIGHT, _HEIGHT - top - _BOTTOM

    def place(x: float, y: float) -> str:
        return f"{_LEFT + wide * x / x_to:.1f},{top + high * (1 - y):.1f}"

    parts = [_open(title, _HEIGHT)]
    for tick in _TICKS:
        y, x = top + high * (1 - tick), _LEFT + wide * tick
        parts.append(f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}"/>')
        parts.append(f'<text class="end" x="{_LEFT - 6}" y="{y + 4:.1f}">{tick:.2f}</text>')
        parts.append(f'<text class="middle" x="{x:.1f}" y="{top + high + 16}">{tick * x_to:g}</text>')
    parts.append(f'<text class="middle" x="{_LEFT + wide / 2:.1f}" y="{_HEIGHT - 6}">{escape(x_name)}</text>')
    if mark is not None:
        x = _LEFT + wide * mark / x_to
        parts.append(f'<line class="mark" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{top + high}"/>')
    for number, line in enumerate(lines):
        points = " ".join(place(x, y) for x, y in line.points)
        parts.append(f'<polyline class="{line.css}" points="{points}"/>')
        x = _LEFT + 120 * number
        parts.append(f'<line class="{line.css}" x1="{x}" y1="12" x2="{x + 24}" y2="12"/>')
        parts.append(f'<text x="{x + 30}" y="16">{escape(line.name)}</text>')
    return "\n".join([*parts, "</svg>"])


def rows_plot(title: str, rows: Sequence[Row], x_to: float, marks: Sequence[float] = ()) -> str:
    """A row for each point, from 0 to `x_to` (what lies beyond is drawn at the edge); `marks` are vertical lines."""
    height = _TOP + _ROW * len(rows) + 26
    wide = WIDTH - _NAMES - 110

    def place(x: float) -> float:
        return _NAMES + wide * min(max(x / x_to, 0.0), 1.0)

    parts = [_open(title, height)]
    bottom = height - 24
    for tick in _TICKS:
        x = place(tick * x_to)
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{bottom}"/>')
        parts.append(f'<text class="middle" x="{x:.1f}" y="{height - 8}">{tick * x_to:g}</text>')
    for mark in marks:
        parts.append(f'<line class="mark" x1="{place(mark):.1f}" y1="{_TOP}" x2="{place(mark):.1f}" y2="{bottom}"/>')
    for number, row in enumerate(rows):
        y = _TOP + _ROW * number + _ROW / 2
        css = "loud" if row.loud else "dot"
        parts.append(f'<text class="end" x="{_NAMES - 8}" y="{y + 4:.1f}">{escape(row.name)}</text>')
        if row.low is not None and row.high is not None:
            ends = f'x1="{place(row.low):.1f}" y1="{y:.1f}" x2="{place(row.high):.1f}" y2="{y:.1f}"'
            parts.append(f'<line class="span {css}" {ends}/>')
        if row.value is not None:
            parts.append(f'<circle class="{css}" cx="{place(row.value):.1f}" cy="{y:.1f}" r="4"/>')
        parts.append(f'<text x="{_NAMES + wide + 10}" y="{y + 4:.1f}">{escape(row.text)}</text>')
    return "\n".join([*parts, "</svg>"])


def _open(title: str, height: float) -> str:
    name = escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" '
        f'height="{height:g}" role="img" aria-label="{name}">\n<title>{name}</title>'
    )
