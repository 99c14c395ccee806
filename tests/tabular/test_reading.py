"""Files as people save them: encodings, Excel's cells, repeated headers, rows that do not fit."""

import datetime as dt
import gzip
from pathlib import Path
from typing import Any

import pytest

from detector.errors import InputError
from streams.tabular.mapping import TableSpec
from streams.tabular.reading import decode_text, read_file
from tests.tabular.tools import HEADERS, ORDERS, csv_text, read_events, run, write_csv, write_excel

ROW = ["0012", "上海晨光", "林芳", "2026-03-01", "12800"]


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
)
def test_every_encoding_gives_the_same_event(tmp_path: Path, encoding: str, shown: str) -> None:
    path = write_csv(tmp_path / "orders.csv", HEADERS, ROW, encoding=encoding)
    report = run(ORDERS, [path], tmp_path / "out")
    (event,) = read_events(tmp_path / "out", "orders")
    del event["event_id"]
    assert event == {
        "occurred_at": "2026-03-01T00:00:00+08:00",
        "order_id": "0012",
        "customer_id": "上海晨光",
        "seller_id": "林芳",
        "amount": "12800.00",
        "currency": "CNY",
        "status": "won",
    }
    assert report.sources[0].encoding == shown


def test_an_encoding_can_be_named_and_wrong_bytes_are_placed(tmp_path: Path) -> None:
    assert decode_text("Müller".encode("cp1252"), Path("a.csv"), "cp1252") == ("Müller", "CP1252")
    with pytest.raises(InputError, match=r"a\.csv: byte 2 is not utf-8-sig or gb18030"):
        decode_text(b"ab\xff\xff\xff", Path("a.csv"))
    with pytest.raises(InputError, match="encoding 'utf-9' is not known"):
        decode_text(b"x", Path("a.csv"), "utf-9")


def test_gzip_is_read_in_place(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(csv_text(HEADERS, ROW).encode()))
    assert run(ORDERS, [path], tmp_path / "out").events["orders.ndjson"] == 1


def test_repeated_and_missing_headers_get_names(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["金额", "金额", "", "客户"], ["1", "2", "3", "x"])
    table = read_file(path, "a", TableSpec(file="a.csv")).table
    assert list(table.frame.columns) == ["金额", "金额#2", "#3", "客户"]
    assert table.cells("金额#2") == ["2"]


def test_excel_cells_become_text_without_losing_anything(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["id", "number", "date", "noon", "flag", "na", "sum", "long"],
        [
            "0012",
            12800.0,
            dt.date(2026, 3, 1),
            dt.datetime.fromisoformat("2026-03-01T12:30:00"),
            True,
            "NA",
            0.1 + 0.2,
            123456789012345678,
        ],
    ]
    path = write_excel(tmp_path / "a.xlsx", {"订单": rows})
    table = read_file(path, "a", TableSpec(file="a.xlsx")).table
    (row,) = table.frame.to_dict("records")
    assert row == {
        "id": "0012",
        "number": "12800",
        "date": "2026-03-01",
        "noon": "2026-03-01T12:30:00",
        "flag": "TRUE",
        "na": "NA",
        "sum": "0.3",
        "long": "1.23456789012346E+17",
    }


def test_real_dates_serials_and_texts_are_the_same_time(tmp_path: Path) -> None:
    dates = [
        dt.datetime.fromisoformat("2026-03-01T12:00:00"),
        46082.5,
        "46082.5",
        "2026-03-01 12:00",
        "2026/3/1 12:00",
        "2026年3月1日 12:00",
    ]
    rows: list[list[Any]] = [HEADERS, *[[str(n), "c", "s", date, 1] for n, date in enumerate(dates)]]
    run(ORDERS, [write_excel(tmp_path / "o.xlsx", {"S": rows})], tmp_path / "out")
    events = read_events(tmp_path / "out", "orders")
    assert [event["occurred_at"] for event in events] == ["2026-03-01T12:00:00+08:00"] * len(dates)


def test_a_row_with_too_many_cells_is_listed_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("\n".join([",".join(HEADERS), ",".join(ROW), "", "0013,a,b,2026-03-01,12,800", ""]), "utf-8")
    report = run(ORDERS, [path], tmp_path / "out")
    assert report.events["orders.ndjson"] == 1
    (cell,) = report.bad_cells
    assert (cell.row, cell.value, cell.code) == (4, "800", "ragged")


def test_a_quoted_line_break_keeps_the_row_numbers_of_excel(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text(f'{",".join(HEADERS)}\n1,"a\nb",s,2026-03-01,1\n2,a,s,nonsense,1\n', "utf-8")
    (cell,) = run(ORDERS, [path], tmp_path / "out").bad_cells
    assert (cell.row, cell.column, cell.value) == (3, "签约日期", "nonsense")


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
def test_what_is_no_workbook_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not a workbook")
    with pytest.raises(InputError, match="is not a readable Excel workbook"):
        read_file(tmp_path / name, "a", TableSpec(file=name))


def test_a_missing_sheet_names_those_there_are(tmp_path: Path) -> None:
    path = write_excel(tmp_path / "a.xlsx", {"一": [["x"]], "二": [["x"]]})
    with pytest.raises(InputError, match="has no sheet '三'; its sheets are 一, 二"):
        read_file(path, "a", TableSpec(file="a.xlsx", sheet="三"))


def test_an_empty_file_has_no_headers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(InputError, match="row 1 has no headers"):
        read_file(tmp_path / "a.csv", "a", TableSpec(file="a.csv"))


def test_headers_may_stand_lower_and_cells_be_parted_by_semicolons(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Export of March\n;;\nid;name\n1;x,y\n", "utf-8")
    read = read_file(tmp_path / "a.csv", "a", TableSpec(file="a.csv", header_row=3))
    assert read.table.frame.to_dict("records") == [{"id": "1", "name": "x,y"}]
    assert read.table.place(0).row == 4
