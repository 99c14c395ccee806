"""`report` shows flagged and held orders to people: exact money, harmless cells, nothing lost."""

import csv
import json
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.running import RIPE, Shell, add_name, judged, ripe_folder
from tests.contract.ledger import read_rows


@pytest.fixture
def events(tmp_path: Path) -> Path:
    return ripe_folder(tmp_path / "events")


@pytest.fixture
def result(events: Path, tmp_path: Path) -> Path:
    """One held order in CNY."""
    return judged(events, tmp_path / "result")


def change(result: Path, file: str, **fields: Any) -> None:
    """Set fields of every record of a result, so that a test does not depend on what rules say today."""
    rows = [{**row, **fields} for row in read_rows(result / file)]
    (result / file).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_table_on_the_screen(result: Path, shell: Shell) -> None:
    change(result, "assessments.ndjson", outcome="review", score=77)
    ran = shell("report", "flagged", "--from", result)
    assert ran.code == 0
    row = next(line for line in ran.out.splitlines() if line.startswith("A "))
    assert row.split()[:7] == ["A", "c-1", "review", "77", "12800.00", "CNY", "12800.00"]
    assert "A reason is demanded for this transfer and none was given." in row
    assert "CNY: 1 orders, 12800.00 in all, 12800.00 held, 0.00 posted" in ran.out
    assert all(line == line.rstrip() for line in ran.out.splitlines()), "plain in a pipe"


def test_nothing_is_flagged(result: Path, tmp_path: Path, shell: Shell) -> None:
    change(result, "assessments.ndjson", outcome="clear", score=0)
    assert "Nothing is flagged" in shell("report", "flagged", "--from", result).out
    assert "没有需要核实的订单" in shell("report", "flagged", "--from", result, "--lang", "zh").out
    for ending in ("xlsx", "csv", "html"):
        assert shell("report", "flagged", "--from", result, "--output", tmp_path / f"r.{ending}").code == 0
    assert csv_rows(tmp_path / "r.csv") == []
    assert "Nothing is flagged" in (tmp_path / "r.html").read_text("utf-8")
    assert CalamineWorkbook.from_path(tmp_path / "r.xlsx").get_sheet_by_index(0).to_python()[0][0] == "order"


def test_which_outcomes_count(result: Path, tmp_path: Path, shell: Shell) -> None:
    change(result, "assessments.ndjson", outcome="watch", score=40)
    assert "Nothing is flagged" in shell("report", "flagged", "--from", result).out
    assert "watch 40" in shell("report", "flagged", "--from", result, "--outcome", "watch").out
    change(result, "assessments.ndjson", outcome="clear", score=0)
    assert "12800.00 held" in shell("report", "held", "--from", result).out, "held for want of a reason"
    assert shell("report", "held", "--from", judged(ripe_folder(tmp_path / "e", posted()), tmp_path / "r")).out.count(
        "Nothing is held"
    )


def posted() -> str:
    return RIPE + "2026-03-12 10:00 | release A by gao amount 12800.00 shares lin 0.80, mei 0.20\n"


def test_the_csv_says_it_all(events: Path, result: Path, tmp_path: Path, shell: Shell) -> None:
    add_name(events, "lin", "person", "林伟")
    assert shell("report", "held", "--from", result, "--output", tmp_path / "r.csv").code == 0
    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbforder,")
    (row,) = csv_rows(tmp_path / "r.csv")
    assert (row["order"], row["net amount"], row["currency"]) == ("A", "12800.00", "CNY")
    assert row["split"].splitlines() == ["林伟 (lin) 0.80 10240.00 held", "mei 0.20 2560.00 held"]
    assert (row["originator"], row["originator's name"], row["seller"]) == ("lin", "林伟", "mei")
    assert (row["work compared with"], row["name of the one compared with"]) == ("lin", "林伟")
    assert "→ mei 2026-03-06" in row["owners"]
    assert "no reason is given for the transfer" in row["what holds it"]
    assert "not paid by it" in row["what would clear it"]


def test_in_chinese(result: Path, tmp_path: Path, shell: Shell) -> None:
    assert shell("report", "held", "--from", result, "--output", tmp_path / "r.csv", "--lang", "zh").code == 0
    (row,) = csv_rows(tmp_path / "r.csv")
    assert "须说明原因" in row["所见迹象"]
    assert row["分配"].splitlines()[1] == "mei 0.20 2560.00 暂挂"


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(result: Path, tmp_path: Path, shell: Shell, start: str) -> None:
    risky = f'{start}HYPERLINK("http://x")'
    change(result, "assessments.ndjson", beneficiary_id=risky, originator_id="http://example.org")
    for ending in ("csv", "xlsx"):
        assert shell("report", "held", "--from", result, "--output", tmp_path / f"r.{ending}").code == 0
    assert csv_rows(tmp_path / "r.csv")[0]["seller"] == f"'{risky}"
    with ZipFile(tmp_path / "r.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    cells = CalamineWorkbook.from_path(tmp_path / "r.xlsx").get_sheet_by_index(0).to_python()
    assert risky in cells[1]


def test_the_page_is_escaped_and_needs_nothing_else(events: Path, result: Path, tmp_path: Path, shell: Shell) -> None:
    add_name(events, "c-1", "customer", '<script>alert("x")</script>')
    assert shell("report", "held", "--from", result, "--output", tmp_path / "r.html").code == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    tags: list[tuple[str, list[str]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, [name for name, _ in attrs]))

    Reader().feed(page)
    assert "script" not in {tag for tag, _ in tags}
    assert not {"src", "href", "onclick"} & {name for _, names in tags for name in names}
    assert "&lt;script&gt;" in page
    assert "@media print" in page
    assert "12800.00 CNY" in page


def test_amounts_are_exact_sorted_and_totalled(tmp_path: Path, shell: Shell) -> None:
    amounts = {"A": "90071992547409.93 CNY", "B": "0.01 CNY", "C": "1.001 KWD", "D": "7 JPY"}
    folder = tmp_path / "events"
    for order, amount in amounts.items():
        lines = RIPE.replace("order A", f"order {order}").replace("12800.00 CNY", amount)
        one = ripe_folder(tmp_path / order, lines)
        folder.mkdir(exist_ok=True)
        for file in one.iterdir():
            text = file.read_text("utf-8")
            shared = file.name == "people.ndjson"
            with (folder / file.name).open("w" if shared else "a", encoding="utf-8") as target:
                target.write(text if shared else text.replace('"c-1"', f'"c-{order}"'))
    result = judged(folder, tmp_path / "result")
    for ending in ("csv", "xlsx"):
        assert shell("report", "held", "--from", result, "--output", tmp_path / f"r.{ending}").code == 0
    rows = csv_rows(tmp_path / "r.csv")
    assert [row["order"] for row in rows] == ["A", "B", "D", "C"], "by currency, then the biggest first"
    assert [f"{row['net amount']} {row['currency']}" for row in rows] == [amounts[row["order"]] for row in rows]
    book = CalamineWorkbook.from_path(tmp_path / "r.xlsx")
    totals = {row[0]: row[1:] for row in book.get_sheet_by_index(1).to_python()[1:]}
    assert totals["CNY"] == [2.0, "90071992547409.94", "90071992547409.94", "0.00"]
    assert totals["KWD"] == [1.0, "1.001", "1.001", "0.000"]
    sheet = book.get_sheet_by_index(0).to_python()
    held, number = sheet[0].index("held"), sheet[0].index("held #")
    assert [Decimal(str(row[held])) for row in sheet[1:]] == [Decimal(amount.split()[0]) for amount in
                                                              (amounts[key] for key in "ABDC")]  # fmt: skip
    assert [row[number] for row in sheet[2:]] == [0.01, 7.0, 1.001]
    out = shell("report", "held", "--from", result, "--limit", 1).out
    assert "3 more with smaller amounts" in out
    assert "CNY: 2 orders, 90071992547409.94 in all" in out


def test_an_order_cancelled_to_nothing(tmp_path: Path, shell: Shell) -> None:
    folder = ripe_folder(tmp_path / "e", RIPE + "2026-03-15 10:00 | cancelled A seller mei 0 CNY\n")
    result = judged(folder, tmp_path / "r")
    change(result, "assessments.ndjson", outcome="review", score=80)
    assert "CNY: 1 orders, 0.00 in all, 0.00 held, 0.00 posted" in shell("report", "flagged", "--from", result).out


def test_without_the_input_folder_ids_stand_alone(events: Path, result: Path, tmp_path: Path, shell: Shell) -> None:
    events.rename(tmp_path / "moved")
    out = shell("report", "held", "--from", result).out
    assert "Names are not shown" in out
    assert "12800.00 CNY" in out


def test_wrong_usage(events: Path, result: Path, tmp_path: Path, shell: Shell) -> None:
    assert shell("report", "flagged", "--from", result, "--output", tmp_path / "r.pdf").code == 2
    ran = shell("report", "flagged", "--from", events)
    assert ran.code == 2
    assert "transferwatch replay" in ran.err
    (result / "credits.ndjson").unlink()
    assert shell("report", "flagged", "--from", result).code == 2
    with (result / "assessments.ndjson").open("a") as target:
        target.write("{broken\n")
    ran = shell("report", "flagged", "--from", result)
    assert ran.code == 2
    assert "assessments.ndjson, line" in ran.err
