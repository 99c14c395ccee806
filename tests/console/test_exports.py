"""Exports: whole, masked, harmless to spreadsheets, flat in memory, and told to the audit trail."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from console.sheets import csv_chunks, excel_file, file_chunks, harmless, text_of
from store.audit.chain import StoredChain
from store.engine import writing
from store.tables.events import names
from store.tables.judgements import credits
from store.types import utc
from tests.console.world import NOW_US, browsing, console_on, key_of, make_account

FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    '=HYPERLINK("http://evil.test")',
    "-2.5e3",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    (chunk,) = csv_chunks(["a"], [{"a": text}])
    assert list(csv.reader(io.StringIO(chunk.decode("utf-8-sig"), newline="")))[1] == [f"'{text}"]
    path, _ = excel_file(["a"], [{"a": text}])
    try:
        (_, (cell,)) = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        assert cell == text
    finally:
        path.unlink()


@given(st.text())
def test_cells_stay_readable(text: str) -> None:
    """The text is all there, and what begins like a formula never begins a cell."""
    cell = harmless(text)
    assert cell.removeprefix("'") == text.removeprefix("'") or cell == f"'{text}"
    assert not cell.startswith(("=", "+", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("amount", ["-12.50", "-1", "0", "12800.00"])
def test_amounts_stay_numbers(amount: str) -> None:
    assert harmless(amount) == amount


def rows(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {"a": f"order-{number}", "b": "x" * 100}


def peak_of(count: int, form: str) -> int:
    tracemalloc.start()
    if form == "csv":
        for _ in csv_chunks(["a", "b"], rows(count)):
            pass
    else:
        path, _ = excel_file(["a", "b"], rows(count))
        for _ in file_chunks(path):
            pass
        assert not path.exists()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(form: str) -> None:
    peak_of(10, form)  # what is loaded once
    assert peak_of(20_000, form) < peak_of(2_000, form) + 500_000


def test_more_rows_than_a_sheet_takes_go_to_the_next() -> None:
    path, count = excel_file(["a"], rows(25), most_rows=10)
    try:
        book = CalamineWorkbook.from_path(path)
        assert count == 25
        assert [len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names] == [11, 11, 6]
    finally:
        path.unlink()


def test_a_file_that_nobody_reads_on_is_deleted(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"x" * 200_000)
    chunks = file_chunks(path)
    next(chunks)
    chunks.close()  # type: ignore[attr-defined]
    assert not path.exists()


def test_what_has_no_value_is_an_empty_cell() -> None:
    assert (text_of(None), text_of(False), text_of([])) == ("", "false", "")


@pytest.fixture
def books(empty: Engine) -> Engine:
    """2,500 entries: more than a page of the store has."""
    at = {"effective_at": utc(NOW_US), "effective_offset": 0, "accounting_period": "2026-05"}
    money = {"share": "1", "amount": "-1.00", "amount_minor": -100, "currency": "CNY", "status": "posted"}
    what = {
        "customer_id": "=c",
        "order_id": "O",
        "payee_id": "lin",
        "credit_type": "direct",
        "assessment_id": "order:O",
    }
    plan = {
        "plan_id": "p",
        "plan_version": 1,
        "reason": "=cmd|' /C calc'!A0",
        "original_period": None,
        "reverses": None,
    }
    with writing(empty) as connection:
        make_account(connection, "ann", "auditor", None)
        entries = [at | money | what | plan | {"entry_id": f"x-{n:05}", "line": n} for n in range(2_500)]
        connection.execute(credits.insert(), entries)
        name = {"subject_type": "customer", "subject_id": "=c", "event_id": "n", "display_name": "=evil"}
        connection.execute(names.insert().values(name | {"occurred_at": utc(NOW_US), "occurred_offset": 0}))
    return empty


def test_an_export_is_whole_harmless_and_told(books: Engine) -> None:
    with browsing(console_on(books)) as client:
        headers = key_of(books, "ann", "export")
        params = {"period": "2026-05", "payee_id": "lin"}
        sent = client.get("/api/v1/exports/ledger", params=params, headers=headers)
        sheet = client.get("/api/v1/exports/ledger", params={**params, "format": "xlsx"}, headers=headers)
    lines = list(csv.DictReader(io.StringIO(sent.content.decode("utf-8-sig"), newline="")))
    assert [line["entry_id"] for line in lines] == [f"x-{n:05}" for n in range(2_500)]
    assert {(line["customer_id"], line["reason"], line["amount"]) for line in lines} == {
        ("'=c", "'=cmd|' /C calc'!A0", "-1.00")
    }
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()) == 2_501
    assert sent.headers["content-disposition"] == 'attachment; filename="transferwatch-ledger.csv"'
    entries = [entry for entry in StoredChain(books).entries() if entry.kind == "export"]
    assert [entry.details["format"] for entry in entries] == ["csv", "csv", "xlsx", "xlsx"]
    assert len({entry.subject for entry in entries}) == 2
    payee = f"payee_id=sha256:{sha256(b'lin').hexdigest()}"
    assert entries[0].details["filters"] == [payee, "period=2026-05"]
    for begun, ended, answer in zip(entries[::2], entries[1::2], (sent, sheet), strict=True):
        assert "rows" not in begun.details
        assert ended.details["rows"] == 2_500
        assert ended.details["sha256"] == sha256(answer.content).hexdigest()


def test_a_wrong_question_is_an_answer_and_no_export(books: Engine) -> None:
    with browsing(console_on(books)) as client:
        headers = key_of(books, "ann", "export")
        answer = client.get("/api/v1/exports/orders", params={"amount_from": "1"}, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert [entry for entry in StoredChain(books).entries() if entry.kind == "export"] == []
