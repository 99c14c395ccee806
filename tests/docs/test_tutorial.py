"""The tutorial prints what its commands print."""

from pathlib import Path

import pytest

from scripts.tutorial import EXAMPLE, PAGE, Failed, blocks, rewritten


def test_the_tutorial_is_current() -> None:
    page = PAGE.read_text("utf-8")
    assert len(list(blocks(page))) >= 5
    now = rewritten(page, EXAMPLE)
    assert list(blocks(now)) == list(blocks(page)), "run: uv run python scripts/tutorial.py"


def test_what_a_page_prints_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    page = "text\n```console\n$ cat a.txt\nzero\n$ echo done in 1.25 s\n```\nmore\n```sh\n$ not run\n```\n"
    assert rewritten(page, tmp_path) == page.replace("zero", "one").replace("in 1.25 s\n", "in 1.25 s\ndone in … s\n")


def test_a_failing_command_is_told(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="cat nothing"):
        rewritten("```console\n$ cat nothing\n```\n", tmp_path)
