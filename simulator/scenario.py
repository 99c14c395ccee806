"""Worlds by a YAML file: read strictly, and every fault is named with its key and line."""

import difflib
import re
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec
import yaml

from detector.errors import InputError, UsageError
from simulator.checking import SettingError, check_settings
from simulator.settings import WorldSettings
from simulator.temper import traits

_HELP = "`transferwatch simulate --init-scenario FILE` writes an example with all settings"
_LANGUAGES = ("zh", "en")


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


def shipped_scenarios() -> dict[str, Path]:
    """Return the scenarios that come with the package: name → file."""
    folder = Path(str(files("simulator"))) / "scenarios"
    return {path.stem: path for path in sorted(folder.glob("*.yml")) if not path.stem.startswith("example")}


def example(lang: str) -> str:
    """Return the commented example with all settings at their defaults, in zh or en."""
    assert lang in _LANGUAGES
    return (files("simulator") / "scenarios" / f"example.{lang}.yml").read_text(encoding="utf-8")


def find_scenario(name: Path) -> Path:
    """Return the file of a scenario: a path, or the name of a shipped one. Raises InputError for neither."""
    shipped = shipped_scenarios()
    if name.is_file():
        return name
    if str(name) in shipped:
        return shipped[str(name)]
    message = f"scenario {name}: no such file, and none of that name is shipped ({', '.join(shipped)}); {_HELP}"
    raise InputError(message)


def read_scenario(name: Path, changes: dict[str, Any] | None = None) -> WorldSettings:
    """Read a scenario, or the settings of a world.json; `changes` (key → value) hold over what stands there.

    A key of a section is written with a dot: `delivery.late`. Raises InputError for a file that cannot be read or
    makes no world, with the line, and UsageError for a change that makes none.
    """
    path = find_scenario(name)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"scenario {path}: byte {error.start} is not UTF-8; save the file as UTF-8"
        raise InputError(message) from None
    except OSError as error:
        message = f"scenario {path}: cannot be read ({error.strerror})"
        raise InputError(message) from None
    return decode_scenario(text, str(path), changes)


def decode_scenario(text: str, name: str = "scenario", changes: dict[str, Any] | None = None) -> WorldSettings:
    """Return the settings in the text of a scenario; `name` stands in messages. Raises as `read_scenario`."""
    raw, node = _load(text, name)
    try:
        settings = _settings(raw)
    except SettingError as error:
        line = _line_of(node, error.key)
        message = f"scenario {name}, {line}: {error.key} {error.problem}; {_HELP}"
        raise InputError(message) from None
    return changed(settings, changes or {}) if changes else settings


def changed(settings: WorldSettings, changes: dict[str, Any]) -> WorldSettings:
    """Return settings with some values changed. Raises SettingError, a UsageError."""
    raw = msgspec.to_builtins(settings)
    for key, value in changes.items():
        *sections, last = key.split(".")
        place = raw
        for section in sections:
            place = place.get(section) if isinstance(place, dict) else None
        if not isinstance(place, dict):
            raise SettingError(key, "is no setting: there is no such section" + _near(WorldSettings, sections[0]))
        place[last] = value
    return _settings(raw)


def parse_changes(given: list[str]) -> dict[str, Any]:
    """Return key → value of texts such as `delivery.late=0.02`; values are YAML. Raises UsageError.

    >>> parse_changes(["staff.sellers=[4, 6]", "style=terse"])
    {'staff.sellers': ['4', '6'], 'style': 'terse'}
    """
    changes = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not sign or not key:
            message = f"--set {text}: expected KEY=VALUE, such as delivery.late=0.02; {_HELP}"
            raise UsageError(message)
        try:
            changes[key.strip()] = yaml.load(value, Loader=_Loader)  # noqa: S506 - makes only text, lists and dicts
        except yaml.YAMLError:
            message = f"--set {text}: the value is no YAML; expected a number, a text, or a list such as [4, 6]"
            raise UsageError(message) from None
    return changes


def _load(text: str, name: str) -> tuple[dict[str, Any], yaml.Node | None]:
    try:
        node = yaml.compose(text, Loader=_Loader)
        raw = yaml.load(text, Loader=_Loader)  # noqa: S506 - BaseLoader makes only text, lists and dicts
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "the file"
        problem = getattr(error, "problem", None) or str(error)
        message = f"scenario {name}: {where}: {problem}; expected YAML; {_HELP}"
        raise InputError(message) from None
    if raw in (None, ""):  # all commented out: the defaults
        return {}, node
    if not isinstance(raw, dict):
        message = f"scenario {name}: expected settings such as `customers: 4000`, found {str(raw)[:40]!r}; {_HELP}"
        raise InputError(message)
    if isinstance(raw.get("settings"), dict) and "format" in raw:  # a world.json
        return raw["settings"], _child(node, "settings")
    return raw, node


def _settings(raw: dict[str, Any]) -> WorldSettings:
    """Return checked settings. Raises SettingError."""
    try:
        settings = msgspec.convert(raw, WorldSettings, strict=False)
    except msgspec.ValidationError as error:
        raise _fault(str(error)) from None
    check_settings(settings)
    return msgspec.structs.replace(settings, temper=traits(settings.temper))


def _fault(told: str) -> SettingError:
    """Return what the decoder says as a fault of a key.

    >>> str(_fault("Expected `int`, got `str` - at `$.staff.sellers[0]`"))
    'staff.sellers expected `int`, got `str`'
    """
    problem, _, place = told.partition(" - at `$")
    key = re.sub(r"\[.*?\]", "", place.rstrip("`")).lstrip(".")
    unknown = re.search(r"unknown field `(.*)`", problem)
    if unknown:
        name = unknown.group(1)
        kind = _part(key)
        return SettingError(f"{key}.{name}".lstrip("."), f"is no setting{_near(kind, name)}")
    return SettingError(key or "scenario", problem[:1].lower() + problem[1:])


def _part(key: str) -> type:
    """Return the declaration of a section, of all settings for no key."""
    kind: Any = WorldSettings
    for name in key.split(".") if key else ():
        kind = {field.name: field.type for field in msgspec.structs.fields(kind)}[name]
        kind = kind if get_origin(kind) is None else get_args(kind)[0]
    assert isinstance(kind, type)
    return kind


def _near(kind: type, name: str) -> str:
    names = [field.name for field in msgspec.structs.fields(kind)]
    close = difflib.get_close_matches(name, names, 1)
    return f"; did you mean {close[0]}?" if close else f"; there are {', '.join(names)}"


def _child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == name:
                return value  # type: ignore[no-any-return]
    return None


def _line_of(node: yaml.Node | None, key: str) -> str:
    """Return the line on which a key stands, or its section where the key itself is not written."""
    line = 1
    for name in key.split("."):
        found = [pair for pair in node.value if pair[0].value == name] if isinstance(node, yaml.MappingNode) else []
        if not found:
            break
        line, node = found[0][0].start_mark.line + 1, found[0][1]
    return f"line {line}"
