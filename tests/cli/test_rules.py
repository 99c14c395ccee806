"""`rules check|test|lock` end with 1 where a pack is wrong, and 2 where there is none."""

import json
import shutil
from pathlib import Path

import pytest

from streams.pack_files import SHIPPED
from tests.cli.running import Shell


@pytest.fixture
def own(tmp_path: Path) -> Path:
    copy = tmp_path / "rules"
    shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns("__pycache__", "*.lock"))
    return copy


def test_the_shipped_rules_are_sound(shell: Shell) -> None:
    ran = shell("rules", "test")
    assert ran.code == 0
    assert ran.out.endswith(" 0 wrong\n")
    assert "rules are sound; digest " in shell("rules", "check").out


def test_check_reports_every_problem(own: Path, shell: Shell) -> None:
    (own / "ripe.yml").write_text("id: x\n", "utf-8")
    (own / "chain.py").write_text("def evaluate(\n", "utf-8")
    ran = shell("rules", "check", "--rules", own)
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.out.splitlines()] == [str(own / "chain.py"), str(own / "ripe.yml")]


def test_test_names_the_wrong_example(own: Path, shell: Shell) -> None:
    text = (own / "no_reason.yml").read_text("utf-8")
    (own / "no_reason.yml").write_text(text.replace("path_counted: true}}", "path_counted: false}}"), "utf-8")
    ran = shell("rules", "test", "--rules", own)
    assert ran.code == 1
    assert "no_reason, example 'none': expected hit, got no_hit" in ran.out


def test_a_lock_is_compared(own: Path, shell: Shell) -> None:
    ran = shell("rules", "lock", "--rules", own)
    assert ran.code == 0
    lock = json.loads((own / "rules.lock").read_text("utf-8"))
    assert lock["digest"] in ran.out
    assert "as in rules.lock" in shell("rules", "check", "--rules", own).out
    (own / "company.yml").write_text((own / "company.yml").read_text("utf-8") + "# ours\n", "utf-8")
    ran = shell("rules", "check", "--rules", own)
    assert ran.code == 1
    assert "company.yml: has changed" in ran.out
    assert shell("rules", "lock", "--rules", own).code == 0
    assert shell("rules", "check", "--rules", own).code == 0
    (own / "rules.lock").write_text("{}", "utf-8")
    assert shell("rules", "check", "--rules", own).code == 2


def test_the_shipped_folder_is_not_written_to_unasked(tmp_path: Path, shell: Shell) -> None:
    before = sorted(path.name for path in SHIPPED.iterdir())
    ran = shell("rules", "lock")
    assert "nothing was written" in ran.out
    assert before == sorted(path.name for path in SHIPPED.iterdir())
    assert shell("rules", "lock", "--output", tmp_path / "x.lock").code == 0
    assert json.loads((tmp_path / "x.lock").read_text("utf-8"))["files"]


def test_no_folder(tmp_path: Path, shell: Shell) -> None:
    for command in ("check", "test", "lock"):
        ran = shell("rules", command, "--rules", tmp_path / "none")
        assert (ran.code, ran.out) == (2, "")
