"""docs/catalogue.md names, for every kind, what answers for it and the tales that show it."""

import re
from pathlib import Path

import pytest

from tests.typologies.honest_facts import HONEST
from tests.typologies.suspicious import SUSPICIOUS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "catalogue.md").read_text("utf-8")
FINDINGS = {"pair_concentration", "no_team_lift"}


def chinese() -> dict[str, str]:
    """Kind → its Chinese name in the glossary."""
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| ([^|]+) \|", (DOCS / "glossary.md").read_text("utf-8"), re.MULTILINE)
    return {kind: name.strip() for kinds, name in rows for kind in re.findall(r"`(\w+)`", kinds)}


def listed(names: object) -> str:
    assert isinstance(names, list | tuple | set | frozenset)
    return ", ".join(f"`{name}`" for name in sorted(names)) or "—"


def rows() -> dict[str, str]:
    """The row of every kind."""
    names = chinese()
    made = {}
    for kind, case in SUSPICIOUS.items():
        tales = f"`{case.fires.__name__}` | `{case.near_miss.__name__}`"
        made[kind] = f"| `{kind}` | {names[kind]} | {listed(case.rules)} | {tales} |"
    for kind, honest in HONEST.items():
        answers = [f"`{fact}`" for fact in sorted(honest.facts)]
        answers += [f"`{name}` = {str(value).lower()}" for name, value in sorted(honest.features.items())]
        told = ", ".join(answers) or "the payee's part of the work"
        tales = f"`{honest.clear.__name__}` | `{honest.near_miss.__name__}`: {listed(honest.rules)}"
        made[kind] = f"| `{kind}` | {names[kind]} | {told} | {tales} |"
    return made


@pytest.mark.parametrize("kind", [*SUSPICIOUS, *HONEST])
def test_the_page_has_the_row_of_every_kind(kind: str) -> None:
    assert rows()[kind] in PAGE.splitlines(), f"docs/catalogue.md lacks the row:\n{rows()[kind]}"


def test_the_page_has_no_other_rows_and_the_catalogue_is_whole() -> None:
    kinds = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert kinds == {*SUSPICIOUS, *HONEST, *FINDINGS}
    glossary = set(chinese())
    assert glossary <= kinds, f"no tale for {glossary - kinds}"
