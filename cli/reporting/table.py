"""A report on the screen: a table with wrapped reasons on a terminal, plain columns in a pipe."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.reporting.files import total_lines
from cli.reporting.rows import Report, Row

PIPE_WIDTH = 2000


def show_report(report: Report, limit: int) -> None:
    """Print the first rows (0: all), the totals of all of them, and where they come from."""
    console = Console(highlight=False, markup=False, emoji=False)
    plain = not console.is_terminal
    if plain:
        console = Console(highlight=False, markup=False, emoji=False, width=PIPE_WIDTH)
    say = report.teller.say
    console.print(say(f"title.{report.kind}"), style="bold")
    shown = report.rows[:limit] if limit else report.rows
    if shown and plain:
        with console.capture() as capture:
            console.print(_table(report, shown, plain=True))
        print("\n".join(line.rstrip() for line in capture.get().splitlines()))
    elif shown:
        console.print(_table(report, shown, plain=False))
    if len(shown) < len(report.rows):
        console.print(say("more", count=len(report.rows) - len(shown)), soft_wrap=True)
    for line in [*total_lines(report), *report.about]:
        console.print(line, soft_wrap=True)


def _table(report: Report, rows: list[Row], *, plain: bool) -> Table:
    say = report.teller.say
    if plain:
        table = Table(box=None, pad_edge=False, header_style="none")
    else:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("order", "customer", "outcome", "amount", "held"):
        table.add_column(say(f"col.{name}"), no_wrap=True, justify="right" if name in ("amount", "held") else "left")
    for name in ("originator", "seller", "reasons"):
        table.add_column(say(f"col.{name}"), no_wrap=plain, overflow="fold")
    for row in rows:
        cells = row.cells
        reasons = [f"• {line}" for line in cells["reasons"].splitlines()]
        texts = (
            cells["order"],
            cells["customer"],
            f"{cells['outcome']} {cells['score']}",
            f"{cells['amount']} {cells['currency']}",
            cells["held"],
            cells["compared_name"] or cells["compared"] or cells["originator_name"] or cells["originator"],
            cells["seller_name"] or cells["seller"],
            " ".join(reasons) if plain else "\n".join(reasons),
        )
        table.add_row(*map(Text, texts))
    return table
