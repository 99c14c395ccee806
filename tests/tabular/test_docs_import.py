"""docs/import.md names every key of a mapping, every shipped mapping, and only figures that the import gives."""

import re
from pathlib import Path

from streams.tabular import mapping as m
from streams.tabular.loading import shipped_mappings

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text("utf-8")


def test_every_key_is_documented() -> None:
    code = set(re.findall(r"`([a-z_]+)(?::[^`]*)?`", PAGE))
    structs = (m.Mapping, m.TableSpec, m.Cleaning, m.Lookup, m.Rule, m.Field, m.When, m.OnChange, m.Pair)
    missing = [f"{s.__name__}.{key}" for s in structs for key in s.__struct_encode_fields__ if key not in code]
    assert missing == []


def test_every_shipped_mapping_is_documented() -> None:
    assert [name for name in shipped_mappings() if f"--mapping {name}" not in PAGE] == []
