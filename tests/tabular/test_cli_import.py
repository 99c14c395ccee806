"""The command as a person types it: what it prints, writes and ends with."""

import contextlib
import csv
import io
import sys
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from cli.main import main
from tests.tabular.tools import HEADERS, ORDERS, write_csv

GOOD = ["O1", "晨光", "林芳", "2026-03-01", "12,800.00"]
BAD = ["O2", "晨光", "林芳", "2026-02-30", "1"]


class Result(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def transferwatch(*arguments: object) -> Result:
    out, err, code = io.StringIO(), io.StringIO(), 0
    argv = ["transferwatch", "import", *map(str, arguments)]
    with patch.object(sys, "argv", argv), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
    return Result(code, out.getvalue(), err.getvalue())


def test_look_first_then_import(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "订单.csv", HEADERS, GOOD, BAD, encoding="gb18030")
    mapping = tmp_path / "m.yml"
    mapping.write_text(ORDERS, "utf-8")
    out = tmp_path / "out"
    dry = transferwatch(path, "--mapping", mapping, "--dry-run")
    assert dry.returncode == 0
    assert "订单.csv row 3, column 签约日期: '2026-02-30'; expected: a date and time that exists" in dry.stdout
    assert "100 % (1 / 1) of orders have no activity before them" in dry.stdout
    assert "Dry run: nothing was written." in dry.stdout
    assert not out.exists()
    done = transferwatch(path, "--mapping", mapping, "--output", out, "--lang", "zh")
    assert done.returncode == 0
    assert "1 个单元格不可用" in done.stdout
    assert f"已写入 {out}: orders.ndjson 1" in done.stdout
    with (out / "bad-cells.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][-1] == "应为真实存在的日期时间"
    again = transferwatch(path, "--mapping", mapping, "--output", out)
    assert (again.returncode, again.stdout) == (2, "")
    assert "is not empty; give another folder, or --force" in again.stderr
    assert "Traceback" not in again.stderr


def test_wrong_usage_ends_with_2_and_says_what_to_do(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "o.csv", HEADERS, GOOD)
    for arguments, message in (
        ((), "no file given"),
        ((path,), "no --mapping given"),
        ((path, "--mapping", "maven-crm"), "no --output given"),
        ((path, "--mapping", "nope", "--dry-run"), "shipped: bpi2012, maven-crm, template"),
        ((path, "--mapping", "maven-crm", "--dry-run"), "no given file is called 'sales_pipeline.csv'"),
        (("--init", tmp_path / "new.yml"), "no tables given"),
        ((path, "--init", path), "looks like a table"),
    ):
        result = transferwatch(*arguments)
        assert (result.returncode, message in result.stderr) == (2, True), result.stderr


def test_init_writes_a_draft_or_prints_it(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "o.csv", HEADERS, GOOD)
    draft = tmp_path / "draft.yml"
    assert (
        transferwatch(path, "--init", draft, "--lang", "zh").stdout == f"{draft}：已起草，还有 0 处 FILL_IN 需要填写\n"
    )
    assert transferwatch(path, "--init", draft).returncode == 2  # never overwrites what a person may have edited
    assert transferwatch("--init", path, "--lang", "zh").stdout == draft.read_text("utf-8")
    out = tmp_path / "out"
    assert transferwatch(path, "--mapping", draft, "--output", out).returncode == 0
    assert (out / "orders.ndjson").exists()


def test_the_template_imports_as_soon_as_it_is_filled_in(tmp_path: Path) -> None:
    book = tmp_path / "t.xlsx"
    assert transferwatch("--template", book).returncode == 0
    empty = transferwatch(book, "--mapping", "template", "--dry-run")
    assert empty.returncode == 0
    assert "There are no orders" in empty.stdout
