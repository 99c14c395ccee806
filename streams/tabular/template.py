"""The Excel workbook to fill in, from `template.yml`; the shipped mapping `template` imports it."""

from importlib.resources import files
from pathlib import Path

import msgspec
import xlsxwriter  # type: ignore[import-untyped]
import yaml
from msgspec import Struct
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from detector.errors import UsageError

ROWS = 100_000
"""How many rows have formats and lists; more may be filled in without them."""

_GUIDE = (
    "在各工作表里填写，第一行表头请勿改动；没有的数据可以留空整张表。",
    "Fill in the sheets below; leave the headers in the first row as they are. A sheet without data may stay empty.",
    "时间按 Asia/Shanghai 时区读取；其他时区请复制映射 template.yml 并修改 timezone。",
    "Times are read as Asia/Shanghai; for another zone copy the mapping template.yml and change `timezone`.",
    "先检查：transferwatch import FILE.xlsx --mapping template --dry-run --lang zh",
    "Look first: transferwatch import FILE.xlsx --mapping template --dry-run",
    "再导入：transferwatch import FILE.xlsx --mapping template --output DIR",
    "Then import: transferwatch import FILE.xlsx --mapping template --output DIR",
)


class Column(Struct, frozen=True, array_like=True):
    """A column of a sheet: event field, header, explanations, and its kind or the name of its list."""

    field: str
    header: str
    zh: str
    en: str
    kind: str


class Sheet(Struct, frozen=True):
    """A sheet of the workbook."""

    name: str
    columns: list[Column]


class Template(Struct, frozen=True):
    """All sheets, and the lists of values to choose from by name."""

    lists: dict[str, list[str]]
    sheets: list[Sheet]


def load_template() -> Template:
    """The template as it stands beside this file."""
    text = (files("streams.tabular") / "template.yml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Template)


def write_template(path: Path) -> None:
    """Write the workbook to fill in. Raises UsageError where the file cannot be written or does not end in .xlsx."""
    if path.suffix.lower() != ".xlsx":
        message = f"{path}: the template is an Excel workbook; give a name that ends in .xlsx"
        raise UsageError(message)
    template = load_template()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
            bold = workbook.add_format({"bold": True, "bg_color": "#DDE7F3", "border": 1})
            formats = {
                "id": workbook.add_format({"num_format": "@"}),
                "time": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
                "number": workbook.add_format({"num_format": "#,##0.00"}),
            }
            for sheet in template.sheets:
                _write_sheet(workbook.add_worksheet(sheet.name), sheet, template, bold, formats)
            _write_guide(workbook.add_worksheet("说明 guide"), template, bold)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        message = f"{path}: cannot be written ({error}); close the file in Excel, or give another name"
        raise UsageError(message) from None


def _write_sheet(
    worksheet: Worksheet, sheet: Sheet, template: Template, bold: Format, formats: dict[str, Format]
) -> None:
    worksheet.freeze_panes(1, 0)
    for number, column in enumerate(sheet.columns):
        worksheet.write_string(0, number, column.header, bold)
        worksheet.write_comment(0, number, f"{column.zh}\n{column.en}")
        worksheet.set_column(number, number, 24, formats.get(column.kind))
        if column.kind in template.lists:
            worksheet.data_validation(
                1,
                number,
                ROWS,
                number,
                {
                    "validate": "list",
                    "source": template.lists[column.kind],
                    "error_title": "请从列表中选择 / choose from the list",
                    "error_message": f"{column.zh}\n{column.en}"[:255],
                },
            )


def _write_guide(worksheet: Worksheet, template: Template, bold: Format) -> None:
    worksheet.set_column(0, 3, 42)
    row = 0
    for line in _GUIDE:
        worksheet.write_string(row, 0, line)
        row += 1
    row += 1
    for number, title in enumerate(("工作表 sheet", "列 column", "说明", "explanation")):
        worksheet.write_string(row, number, title, bold)
    for sheet in template.sheets:
        for column in sheet.columns:
            row += 1
            for number, text in enumerate((sheet.name, column.header, column.zh, column.en)):
                worksheet.write_string(row, number, text)
