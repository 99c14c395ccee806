"""An evaluation as tables: with rules and colour on a terminal, plain columns in a pipe."""

from rich import box
from rich.console import Console
from rich.table import Table

from cli.evaluation.sheets import Sheet, words_of
from cli.evaluation.sheets_more import all_sheets
from cli.evaluation.whole import Whole
from detector.messages import Language

PIPE_WIDTH = 250


def show(whole: Whole, lang: Language) -> None:
    """Print everything to standard output."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PIPE_WIDTH)
    for sheet in all_sheets(whole, words_of(lang)):
        console.print(sheet.title, style="bold", markup=False)
        console.print(_table(console, sheet))
        for note in sheet.notes:
            console.print(note, markup=False)
        console.print()


def _table(console: Console, sheet: Sheet) -> Table:
    if console.is_terminal:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    else:
        table = Table(box=None, pad_edge=False, header_style="none")
    for name in sheet.left:
        table.add_column(name, no_wrap=True)
    for name in sheet.right:
        table.add_column(name, justify="right", no_wrap=True)
    for row in sheet.rows:
        table.add_row(*row)
    return table
