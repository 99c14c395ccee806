"""Run the commands of docs/tutorial.md and write what they print into the page: `uv run python scripts/tutorial.py`.

In a ```console block a line that begins with `$ ` is a command; what follows up to the next one is its output. The
commands run one after the other in a copy of docs/example. A test compares the page with what they print now.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "tutorial.md"
EXAMPLE = ROOT / "docs" / "example"
CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ ", re.MULTILINE)
# What differs from run to run, and what stands for it on the page.
MASKS = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "…"),
    (re.compile(r"\d+\.\d+ s\b"), "… s"),
    (re.compile(r"([Rr]ules:? )[0-9a-f]{12}\b"), r"\1…"),
    (re.compile(r"(\"(?:seconds|events_per_second)\": ?)[\d.e+-]+"), r"\1…"),
    (re.compile(r"\d[\d,.]*( events/s| events per second)"), r"…\1"),
)


class Failed(Exception):
    """A command of the page ended with another exit code than 0."""


def commands(block: str) -> list[str]:
    r"""The command lines of a block.

    >>> commands("$ transferwatch --help\nUsage: ...\n$ ls\n")
    ['transferwatch --help', 'ls']
    """
    return [part.split("\n", 1)[0] for part in COMMAND.split(block)[1:]]


def printed(block: str, folder: Path) -> str:
    """The block with what its commands print now, run in a folder.

    Raises Failed.
    """
    return "".join(f"$ {command}\n{_run(command, folder)}" for command in commands(block))


def _run(command: str, folder: Path) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    ended = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "110", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if ended.returncode:
        message = f"{command}\nended with {ended.returncode}:\n{ended.stdout}"
        raise Failed(message)
    lines = "\n".join(line.rstrip() for line in ended.stdout.splitlines())
    for pattern, mask in MASKS:
        lines = pattern.sub(mask, lines)
    return f"{lines}\n" if lines else ""


def blocks(page: str) -> Iterator[str]:
    """The console blocks of a page, in order."""
    for match in CONSOLE.finditer(page):
        yield match[0]


def rewritten(page: str, example: Path) -> str:
    """The page with what its commands print now; they run in a fresh copy of the example.

    Raises Failed.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "example"
        shutil.copytree(example, folder)
        return CONSOLE.sub(lambda match: printed(match[0], folder), page)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text("utf-8"), EXAMPLE), "utf-8")
