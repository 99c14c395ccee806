"""Write the table of docs/settings.md from the declaration of the settings; a test says when it has to be run again."""

from pathlib import Path
from typing import Any, get_args

import annotated_types
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from cli.settings_options import NOT_HERE
from streams.settings import PREFIX, Settings

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
BEGIN, END = "<!-- settings: python -m scripts.settings_page -->\n", "<!-- end of settings -->\n"

_KINDS = {bool: "yes or no", Path: "a path", int: "a whole number", float: "a number"}


def with_table(page: str) -> str:
    """The page with the table as it must be. Raises ValueError where the marks are missing."""
    before, rest = page.split(BEGIN, maxsplit=1)
    _, after = rest.split(END, maxsplit=1)
    return before + BEGIN + table() + END + after


def table() -> str:
    """One row for each setting, in the order of the declaration."""
    head = "| setting | option | values | default | what |\n|---|---|---|---|---|\n"
    return head + "".join(_row(name, field) for name, field in Settings.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    option = f"`--{name.replace('_', '-')}`" if name not in NOT_HERE else f"only `{PREFIX}{name.upper()}` or the file"
    return f"| `{name}` | {option} | {_values(field)} | {_default(field.default)} | {field.description} |\n"


def _values(field: FieldInfo) -> str:
    kind = field.annotation
    words = [word for word in get_args(kind) if isinstance(word, str)]
    if words:
        return ", ".join(f"`{word}`" for word in words)
    parts = {kind, *get_args(kind)}
    said = next((text for part, text in _KINDS.items() if part in parts), "text")
    return said + _limits(field.metadata)


def _limits(metadata: list[Any]) -> str:
    low = [f"from {item.ge:g}" for item in metadata if isinstance(item, annotated_types.Ge)]
    low += [f"over {item.gt:g}" for item in metadata if isinstance(item, annotated_types.Gt)]
    high = [f"to {item.le:g}" for item in metadata if isinstance(item, annotated_types.Le)]
    return "".join(f" {part}" for part in (*low, *high))


def _default(value: Any) -> str:
    if isinstance(value, SecretStr):  # a default is no secret
        value = value.get_secret_value()
    if value is None or not str(value):
        return ""
    return f"`{'no' if value is False else value}`"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8", newline="\n")
