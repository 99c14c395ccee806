"""A report as an Excel workbook: orders, totals by currency, and what it is about."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from cli.reporting.files import total_lines
from cli.reporting.rows import COLUMNS, MONEY, Report, Row
from detector.errors import UsageError
from detector.money import currency_digits

MAX_ROWS = 1_048_575
MAX_CELL = 32_000  # Excel takes 32,767 characters; a longer text would be dropped whole
_WIDTHS = {"split": 40, "path": 45, "reasons": 60, "tested": 35, "notes": 35, "clearing": 60, "hold": 25}
_NUMBERS = tuple(f"{name}_number" for name in MONEY)


def write_excel(report: Report, path: Path) -> None:
    """No text becomes a formula or a link. Amounts are exact as text, and repeated as numbers for sums.

    Raises UsageError where there are more orders than a sheet has rows.
    """
    if len(report.rows) > MAX_ROWS:
        message = f"{len(report.rows)} orders are more than an Excel sheet takes ({MAX_ROWS}); write a .csv instead"
        raise UsageError(message)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        _orders(book, report)
        _totals(book, report)
        sheet = book.add_worksheet(report.teller.say("sheet.about"))
        sheet.set_column(0, 0, 120)
        for number, line in enumerate([*report.about, *total_lines(report), report.teller.say("exact")]):
            sheet.write_string(number, 0, line)


def _orders(book: Any, report: Report) -> None:
    sheet = book.add_worksheet(report.teller.say("sheet.orders"))
    head = book.add_format({"bold": True, "bg_color": "#EEF1F5", "border": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    right = book.add_format({"align": "right", "valign": "top"})
    columns = (*COLUMNS, *_NUMBERS)
    for column, name in enumerate(columns):
        sheet.write_string(0, column, report.teller.say(f"col.{name}"), head)
        sheet.set_column(column, column, _WIDTHS.get(name, 16))
    formats: dict[str, Any] = {}
    for number, row in enumerate(report.rows, 1):
        for column, name in enumerate(COLUMNS):
            if name == "score":
                sheet.write_number(number, column, int(row.cells[name]), right)
            else:
                sheet.write_string(number, column, row.cells[name][:MAX_CELL], right if name in MONEY else text)
        for column, name in enumerate(MONEY, len(COLUMNS)):
            sheet.write_number(number, column, _number(row, name), _format(book, formats, row.money.currency))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(report.rows)), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _number(row: Row, name: str) -> float:
    return float(Decimal(row.cells[name]))


def _format(book: Any, formats: dict[str, Any], currency: str) -> Any:
    digits = currency_digits(currency) if currency else 0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    if pattern not in formats:
        formats[pattern] = book.add_format({"num_format": pattern, "valign": "top"})
    return formats[pattern]


def _totals(book: Any, report: Report) -> None:
    sheet = book.add_worksheet(report.teller.say("sheet.totals"))
    bold, right = book.add_format({"bold": True}), book.add_format({"align": "right"})
    sheet.set_column(0, 4, 18)
    for column, name in enumerate(("currency", "orders", *MONEY)):
        sheet.write_string(0, column, report.teller.say(f"col.{name}"), bold)
    for number, (orders, money) in enumerate(report.totals, 1):
        sheet.write_string(number, 0, money.currency)
        sheet.write_number(number, 1, orders)
        for column, name in enumerate(MONEY, 2):
            sheet.write_string(number, column, money.text(name), right)
    sheet.freeze_panes(1, 0)
