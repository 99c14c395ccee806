"""The documentation names what is there: commands, files, pages and the words of the contract's enumerations."""

import re
import subprocess
from pathlib import Path
from typing import get_args

import pytest
import typer
import yaml

from cli.main import app
from detector import events
from tests.docs.pages import ROOT, anchors, code_of, links, named_files, pages

READ_WITH = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ROOMS = frozenset(
    "detector rules streams simulator cli tests docs benchmarks scripts store alerts console ops .ci".split()
)


def commands(group: object, prefix: str = "") -> list[str]:
    """Every command and subcommand, as a person types it."""
    inner: dict[str, object] | None = getattr(group, "commands", None)
    if inner is None:
        return [prefix]
    return [name for word, command in inner.items() for name in commands(command, f"{prefix} {word}".strip())]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def documented(name: str, code: str) -> bool:
    """Whether code in the documentation shows a command; `decide release|reassign` shows both of them."""
    *before, last = name.split()
    words = [*map(re.escape, before), rf"(?:[\w|-]+\|)?{re.escape(last)}"]
    return re.search(rf"(?:^|transferwatch ){' '.join(words)}(?![\w-])", code, re.MULTILINE) is not None


def test_every_command_is_documented() -> None:
    code = "\n".join(code_of(page.read_text("utf-8")) for page in READ_WITH)
    names = commands(typer.main.get_command(app))
    assert "evaluate" in names
    assert [name for name in names if not documented(name, code)] == []


def test_the_check_of_commands_notices() -> None:
    code = code_of("`decide release\\|reassign …`\n```sh\nuv run transferwatch report flagged --from x\n```\nreplay")
    assert documented("decide release", code)
    assert documented("decide reassign", code)
    assert documented("report flagged", code)
    assert not documented("replay", code)
    assert not documented("decide explain", code)
    assert not documented("report", code.replace("report", "reports"))


def test_the_first_commands_of_the_readme_are_there() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for script in ("try", "check"):
        assert f"\n./{script} " in readme
        assert (ROOT / script).stat().st_mode & 0o111


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_links_resolve(page: Path) -> None:
    broken = []
    for target in links(page.read_text("utf-8")):
        path, _, anchor = target.partition("#")
        goal = page if not path else (page.parent / path).resolve()
        if not goal.exists() or (anchor and anchor not in anchors(goal.read_text("utf-8"))):
            broken.append(target)
    assert broken == []


def test_the_index_names_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    listed = set(links(index.read_text("utf-8")))
    assert sorted(page.name for page in index.parent.glob("*.md") if page != index and page.name not in listed) == []


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_named_files_exist(page: Path) -> None:
    named = named_files(page.read_text("utf-8"), ROOMS)
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_pages_that_the_code_points_to_exist() -> None:
    rooms = ("detector", "rules", "streams", "simulator", "cli", "benchmarks")
    sources = [path for room in rooms for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".yml")]
    named = {name for path in sources for name in re.findall(r"\bdocs/[\w/-]+\.md\b", path.read_text("utf-8"))}
    assert named, "no source names a page any more"
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_decisions_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    for name in names:
        title = (ROOT / "docs" / "decisions" / name).read_text("utf-8").splitlines()[0]
        assert title.startswith(f"# {name[:4]}. "), name


def test_the_glossary_has_the_contracts_words() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8").lower()
    enumerations = (events.Role, events.PersonStatus, events.OrderType, events.OrderStatus, events.DecisionKind)
    words = [word for values in enumerations for word in get_args(values)] + [
        "clear",
        "watch",
        "review",
        *events.ACTIVITY_TYPES,
    ]
    assert [word for word in words if word not in glossary] == []


def test_kinds_are_called_in_the_glossary_as_their_rules_are() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    kinds = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", glossary, re.MULTILINE))
    titles = {
        path.stem: yaml.safe_load(path.read_text("utf-8"))["title"]["zh"]
        for path in (ROOT / "rules").glob("*.yml")
        if path.stem in kinds
    }
    assert titles, "no rule has the name of a kind"
    assert {name: kinds[name] for name in titles} == titles


def test_nothing_names_a_workplace() -> None:
    """Files that people clone speak of no machine but theirs."""
    marks = ["/wo" + "rk/", "index" + "-url", "files.python" + "hosted"]
    found = subprocess.run(
        ["git", "grep", "-n", "-I", *(part for mark in marks for part in ("-e", mark)), "--", ".", ":!uv.lock"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode in (0, 1), found.stderr
    assert found.stdout == ""


def test_the_reader_of_pages_notices() -> None:
    text = "# A b: c\n[x](y.md#z) [w](https://e.org)\n"
    text += "```\n[no](no.md) `docs/no.md`\n```\n`docs/gone.md` and `rules/name.py`"
    assert links(text) == ["y.md#z"]
    assert anchors(text) == {"a-b-c"}
    assert named_files(text, ROOMS) == {"docs/gone.md"}
