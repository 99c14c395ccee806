"""Read a mapping file strictly: every fault is named with its key, what was found and what is expected."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import msgspec
import yaml

from detector.errors import InputError
from streams.tabular import mapping as m
from streams.tabular.checking import check_mapping
from streams.tabular.guesses import FILL_IN

_PARTS: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    (r"^\$$", m.Mapping),
    (r"\.cleaning$", m.Cleaning),
    (r"\.tables\[[^]]*\]$", m.TableSpec),
    (r"\.lookups\[[^]]*\]$", m.Lookup),
    (r"\.on_change$", m.OnChange),
    (r"\.pair$", m.Pair),
    (r"\.fields\[[^]]*\](\.otherwise)*$", m.Field),
    (r"\.(when|not|all\[\d+\]|any\[\d+\]|when\[\d+\])$", m.When),
    (r"\.events\[\d+\]$", m.Rule),
)


class _Loader(yaml.BaseLoader):
    """Scalars stay text; a key written twice is an error, not a silent loss of the first."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in seen:
                message = f"the key {key!r} stands twice"
                raise yaml.constructor.ConstructorError(None, None, message, key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def shipped_mappings() -> dict[str, Path]:
    """The mappings that come with the package: name without `.yml` to path."""
    folder = Path(str(files("streams.tabular"))) / "mappings"
    return {path.stem: path for path in sorted(folder.glob("*.yml"))}


def find_mapping(name: Path) -> Path:
    """The path of a mapping: a file, or the name of a shipped one such as `maven-crm`.

    Raises InputError when there is neither.
    """
    if name.is_file():
        return name
    shipped = shipped_mappings()
    if str(name) in shipped:
        return shipped[str(name)]
    message = (
        f"mapping {name}: no such file, and no shipped mapping of that name (shipped: {', '.join(shipped)}); "
        "give a YAML file, or draft one with `transferwatch import FILE --init mapping.yml`"
    )
    raise InputError(message)


def read_mapping(path: Path) -> m.Mapping:
    """Read and check a mapping file (or the name of a shipped one).

    Raises InputError: not readable, not YAML, an unknown key, a value of another type, a name that leads nowhere.
    """
    path = find_mapping(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"mapping {path}: byte {error.start} is not UTF-8; save the mapping file as UTF-8"
        raise InputError(message) from None
    except OSError as error:
        message = f"mapping {path}: cannot be read ({error.strerror})"
        raise InputError(message) from None
    return decode_mapping(text, str(path))


def decode_mapping(text: str, name: str = "mapping") -> m.Mapping:
    """A mapping from the text of its YAML file; `name` stands in messages.

    Raises InputError as `read_mapping` does.
    """
    try:
        raw = yaml.load(text, Loader=_Loader)  # noqa: S506 - BaseLoader makes only text, lists and dicts
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "the file"
        problem = getattr(error, "problem", None) or str(error)
        message = f"mapping {name}: {where}: {problem}; expected YAML (see docs/import.md)"
        raise InputError(message) from None
    if not isinstance(raw, dict):
        message = f"mapping {name}: expected keys `tables` and `events` at the top (see docs/import.md)"
        raise InputError(message)
    _refuse_blanks(raw, text, name)
    if not raw.get("events", True) or not raw.get("tables", True):
        message = f"mapping {name}: `tables` and `events` must each have at least one entry (see docs/import.md)"
        raise InputError(message)
    try:
        mapping = msgspec.convert(raw, m.Mapping, strict=False)
    except msgspec.ValidationError as error:
        message = f"mapping {name}: {_explain(str(error), raw)}"
        raise InputError(message) from None
    check_mapping(mapping, name)
    return mapping


def _refuse_blanks(raw: dict[Any, Any], text: str, name: str) -> None:
    """A draft that a person has not finished yet names its first open place."""
    if not _has_blank(raw):
        return
    bare = [line.split("#")[0] for line in text.splitlines()]
    number = next(number for number, line in enumerate(bare, start=1) if FILL_IN in line)
    message = f"mapping {name}: line {number} still says {FILL_IN} ({bare[number - 1].strip()}); put in what is meant"
    raise InputError(message)


def _has_blank(node: Any) -> bool:
    if isinstance(node, dict):
        return any(_has_blank(key) or _has_blank(value) for key, value in node.items())
    if isinstance(node, list):
        return any(_has_blank(item) for item in node)
    return bool(node == FILL_IN)


def _explain(problem: str, raw: dict[str, Any]) -> str:
    """Msgspec's sentence, with the key by name, and the keys that are allowed where one is unknown or missing."""
    text, _, where = problem.partition(" - at `")
    where = where.removeprefix("key in `").rstrip("`") or "$"
    shown = _name_key(where, raw).removeprefix("$").removeprefix(".") or "the top level"
    for pattern, struct in _PARTS:
        if "field" in text and re.search(pattern, where):
            allowed = ", ".join(sorted(struct.__struct_encode_fields__))
            return f"at {shown}: {text}; expected keys are {allowed}"
    if "Invalid enum value" in text and where.endswith(".event"):
        return f"at {shown}: {text}; expected one of {', '.join(get_args(m.EventKind))}"
    return f"at {shown}: {text}; see docs/import.md for what stands there"


def _name_key(where: str, raw: dict[str, Any]) -> str:
    """Msgspec writes `[...]` for the keys of a table of names: find the first entry that is at fault."""
    match = re.match(r"(\$\.(?:tables|lookups|events\[(\d+)\]\.fields))\[\.\.\.\]", where)
    if match is None:
        return where
    kind: Any = m.TableSpec if "tables" in match[1] else m.Lookup if "lookups" in match[1] else str | m.Field
    section = raw["events"][int(match[2])]["fields"] if match[2] else raw[match[1].removeprefix("$.")]
    for key, value in section.items():
        try:
            msgspec.convert(value, kind, strict=False)
        except msgspec.ValidationError:
            return f"{match[1]}.{key}{where[match.end() :]}"
    return where
