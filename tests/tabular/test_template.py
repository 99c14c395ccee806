"""The workbook to fill in: what it offers is what the shipped mapping imports."""

from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from detector.errors import UsageError
from streams.tabular.importing import import_tables
from streams.tabular.loading import read_mapping
from streams.tabular.mapping import used_columns
from streams.tabular.template import load_template, write_template
from tests.tabular.tools import read_events, write_excel

VALUES: dict[str, list[Any]] = {
    "订单 orders": ["O1", "C1", "p2", 46086.5, 12800.5, "CNY", "成交 won", "新签 new", None, "web"],
    "跟进 activities": ["C1", "p1", "2026-03-01 10:00", "电话", "我方发起 outbound", 25, "确认预算", "报价", None],
    "负责人变更 owner changes": ["C1", "2026-03-04 09:00", "p1", "p2", "p1", "人手 capacity", "忙不过来"],
    "人员 people": ["p1", "林芳", "销售 sales", "华东", "boss", "active", "2025-01-01"],
    "客户 customers": ["C1", "晨光"],
    "目标 quotas": ["p1", "2026-03", "业绩 revenue", 500000, "CNY"],
}


def test_a_filled_in_template_imports(tmp_path: Path) -> None:
    sheets = {s.name: [[c.header for c in s.columns], VALUES[s.name]] for s in load_template().sheets}
    path = write_excel(tmp_path / "filled.xlsx", sheets)
    report = import_tables([path], read_mapping(Path("template")), tmp_path / "out")
    assert report.bad_cells == []
    assert report.events == {
        "orders.ndjson": 1, "activities.ndjson": 1, "ownership-changes.ndjson": 1, "people.ndjson": 1,
        "names.ndjson": 2, "quotas.ndjson": 1,
    }  # fmt: skip
    (order,) = read_events(tmp_path / "out", "orders")
    assert (order["occurred_at"], order["amount"], order["order_type"]) == (
        "2026-03-05T12:00:00+08:00",
        "12800.50",
        "new",
    )
    (activity,) = read_events(tmp_path / "out", "activities")
    assert (activity["activity_type"], activity["duration_seconds"], activity["direction"]) == (
        "call",
        1500,
        "outbound",
    )
    (change,) = read_events(tmp_path / "out", "ownership-changes")
    assert change["reason_code"] == "capacity"


def test_the_workbook_has_the_sheets_the_lists_and_the_explanations(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == [*VALUES, "说明 guide"]
    for sheet in load_template().sheets:
        assert book.get_sheet_by_name(sheet.name).to_python()[0] == [column.header for column in sheet.columns]
    guide = book.get_sheet_by_name("说明 guide").to_python()
    assert sum(len(sheet.columns) for sheet in load_template().sheets) == sum(bool(row[3]) for row in guide) - 1


def test_every_column_is_read_and_every_choice_is_known() -> None:
    mapping, template = read_mapping(Path("template")), load_template()
    sheets = {spec.sheet: name for name, spec in mapping.tables.items()}
    for sheet in template.sheets:
        rules = [rule for rule in mapping.events if rule.table == sheets[sheet.name]]
        assert {c.header for c in sheet.columns} == set().union(*(used_columns(rule) for rule in rules))
    for name, words in template.lists.items():
        if name != "currency":
            assert set(words) <= (mapping.lookups[name].values or {}).keys()


def test_a_template_is_an_xlsx(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="ends in .xlsx"):
        write_template(tmp_path / "template.csv")
