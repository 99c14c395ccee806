"""Small files and mappings for the tests of the import."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import xlsxwriter  # type: ignore[import-untyped]

from streams.tabular.importing import ImportReport, import_tables
from streams.tabular.loading import decode_mapping

SHARED = Path(os.environ.get("TRANSFERWATCH_SHARED_DATA", Path(__file__).parents[2] / "../shared/data")).resolve()

ORDERS = """
timezone: Asia/Shanghai
tables:
  orders: {file: "*"}
events:
  - event: order
    table: orders
    fields:
      order_id: 订单编号
      customer_id: 客户
      seller_id: 负责人
      occurred_at: 签约日期
      amount: 成交金额
      currency: {value: CNY}
      status: {value: won}
"""
HEADERS = ["订单编号", "客户", "负责人", "签约日期", "成交金额"]


def csv_text(*rows: list[str]) -> str:
    return "".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) + "\r\n" for row in rows)


def write_csv(path: Path, *rows: list[str], encoding: str = "utf-8") -> Path:
    path.write_bytes(csv_text(*rows).encode(encoding))
    return path


def write_excel(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        dated = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if hasattr(cell, "year"):
                        sheet.write_datetime(r, c, cell, dated)
                    elif isinstance(cell, str):
                        sheet.write_string(r, c, cell)
                    elif cell is not None:
                        sheet.write(r, c, cell)
    return path


def read_events(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / f"{name}.ndjson"
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def run(mapping: str, files: list[Path], output: Path, *, dry_run: bool = False, force: bool = False) -> ImportReport:
    return import_tables(files, decode_mapping(mapping), output, dry_run=dry_run, force=force)
