"""A report as a CSV or HTML file, and files written whole."""

import csv
import io
import os
from collections.abc import Callable
from html import escape
from pathlib import Path

from cli.reporting.rows import COLUMNS, MONEY, Report, Row
from detector.errors import InputError

PAGE_COLUMNS = tuple(name for name in COLUMNS if name != "currency" and not name.endswith("_name"))
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")

_STYLE = """
body { font: 14px/1.45 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 1.5rem; color: #1a1a1a; }
h1 { font-size: 1.3rem; margin: 0 0 .3rem; } p { margin: .2rem 0; } .about { color: #555; }
table { border-collapse: collapse; margin-top: 1rem; width: 100%; }
th, td { border: 1px solid #bbb; padding: .3rem .45rem; text-align: left; vertical-align: top; white-space: pre-line; }
thead th { background: #eef1f5; position: sticky; top: 0; } .number { text-align: right; white-space: nowrap; }
tbody tr:nth-child(even) { background: #f8f9fb; }
@media print {
  @page { size: A4 landscape; margin: 10mm; }
  body { margin: 0; font-size: 8px; } thead { display: table-header-group; } tr { break-inside: avoid; }
  thead th { position: static; }
}
"""


def write_file(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file through a temporary one beside it, so that no half of it is ever seen. Raises InputError."""
    temporary = path.with_name(f".{path.name}.writing-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            write(temporary)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror}); give another --output"
        raise InputError(message) from None


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("12.50")
    ("'=1+1", '12.50')
    """
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def write_csv(report: Report, path: Path) -> None:
    """UTF-8 with a byte order mark, as Excel expects it; all amounts are exact decimal strings."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([report.teller.say(f"col.{name}") for name in COLUMNS])
    for row in report.rows:
        writer.writerow([harmless(row.cells[name]) for name in COLUMNS])
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")


def write_html(report: Report, path: Path) -> None:
    """One page that needs nothing else: no script, nothing loaded, made to be printed too."""
    say = report.teller.say
    title = escape(say(f"title.{report.kind}"))
    lang = "zh-CN" if report.teller.words.lang == "zh" else "en"
    lines = [
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
        *(f'<p class="about">{escape(line)}</p>' for line in report.about),
        *(f"<p>{escape(line)}</p>" for line in total_lines(report)),
    ]
    if report.rows:
        heads = "".join(f"<th{_class(name)}>{escape(say(f'col.{name}'))}</th>" for name in PAGE_COLUMNS)
        lines.append(f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>")
        for row in report.rows:
            cells = "".join(f"<td{_class(name)}>{escape(_on_page(row, name))}</td>" for name in PAGE_COLUMNS)
            lines.append(f"<tr>{cells}</tr>")
        lines.append("</tbody>\n</table>")
    lines.append("</body>\n</html>\n")
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def _on_page(row: Row, name: str) -> str:
    """A cell with what stands in a column of its own elsewhere: names beside ids, currencies beside amounts."""
    text = row.cells[name]
    beside = row.cells["currency"] if name == "amount" else row.cells.get(f"{name}_name", "")
    return f"{text} {beside}".strip()


def _class(name: str) -> str:
    return ' class="number"' if name in (*MONEY, "score") else ""


def total_lines(report: Report) -> list[str]:
    """One sentence for each currency, or that there is nothing."""
    if not report.rows:
        return [report.teller.say(f"empty.{report.kind}")]
    return [
        report.teller.say("total", currency=money.currency, orders=orders, **{name: money.text(name) for name in MONEY})
        for orders, money in report.totals
    ]
