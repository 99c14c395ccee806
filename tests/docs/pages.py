"""What the tests of the documentation read pages with."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


def pages() -> list[Path]:
    """README, CHANGELOG and everything under docs/."""
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def links(text: str) -> list[str]:
    """The targets of the links of a page that point into the repository."""
    targets = LINK.findall(FENCE.sub("", text))
    return [target for target in targets if not target.startswith(("http://", "https://", "mailto:"))]


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    names = (
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(FENCE.sub("", text))
    )
    return set(names)


def code_of(text: str) -> str:
    """All code of a page, one span or line a line; `\\|` in a table stands for `|`."""
    fenced = [line for block in FENCE.findall(text) for line in block.splitlines()]
    return "\n".join([*fenced, *CODE.findall(FENCE.sub("", text))]).replace("\\|", "|")


def named_files(text: str, rooms: frozenset[str]) -> set[str]:
    """What stands in `code` and looks like a file or folder of the repository, because its first part is one."""
    words = (word for code in CODE.findall(FENCE.sub("", text)) for word in code.split())
    named = set()
    for word in words:
        path = word.removeprefix("./").rstrip(".,;:")
        if "/" in path and path.split("/")[0] in rooms and not re.search(r"[*{}<>…|]|NAME|name\.", path):
            named.add(path.split("::")[0])
    return named
