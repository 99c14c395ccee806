"""Loads a rule pack from a folder: `pack.yml`, `company.yml`, `plans/*.yml`, and one `name.py` + `name.yml` per rule.

What a folder does not have comes from the shipped pack: a folder with only a `company.yml` changes only the company's
settings. A folder with any rule replaces all rules.
"""

import importlib.util
import inspect
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
import yaml
from msgspec import Struct

import rules
from detector.errors import PackError
from detector.events import ACTIVITY_TYPES
from detector.facts import TextRules
from detector.features import Features
from detector.instant import InstantError, parse_instant
from detector.messages import LANGUAGES, Catalog
from detector.pack import Company, PackVersion, Plan, RulePack
from detector.rule import Params, ResultKind, Rule, RuleResult, RuleVersion
from detector.text import Keywords

SHIPPED = Path(rules.__file__).parent
_T = TypeVar("_T")


class Parameter(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule's parameter: value with its unit, the bounds that make sense, and what it means."""

    value: int
    unit: str
    min: int
    max: int
    means: str


class RuleFileVersion(Struct, frozen=True, forbid_unknown_fields=True):
    """A version of a rule in its file."""

    version: int
    effective_from: str
    params: dict[str, Parameter]


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """Features (the others at their defaults) and the result that they must give; runs as a test."""

    name: str
    expect: ResultKind
    features: dict[str, Any]


class RuleFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule's YAML file."""

    id: str
    title: dict[str, str]
    meaning: dict[str, str]
    versions: list[RuleFileVersion]
    messages: dict[str, dict[str, str]]
    examples: list[Example]
    known_gaps: dict[str, str]


class _BaseFile(Struct, frozen=True, forbid_unknown_fields=True):
    versions: list[PackVersion]


class LoadedPack(NamedTuple):
    """A pack, the messages of its rules, and the rule files as written."""

    pack: RulePack
    catalog: Catalog
    files: dict[str, RuleFile]


def _read(path: Path, kind: type[_T]) -> _T:
    try:
        return msgspec.convert(yaml.safe_load(path.read_text("utf-8")), kind)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); expected a YAML file"
        raise PackError(message) from None
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        message = f"{path}: {error}"
        raise PackError(message) from None


def _check_dates(path: Path, versions: list[Any]) -> None:
    if not versions:
        message = f"{path}: has no version; expected at least one under `versions`"
        raise PackError(message)
    try:
        starts = [parse_instant(version.effective_from) for version in versions]
    except InstantError as error:
        message = f"{path}: effective_from {error}"
        raise PackError(message) from None
    if sorted(set(starts)) != starts:
        message = f"{path}: versions must stand in the order of effective_from, each time once"
        raise PackError(message)


def _check_rule(path: Path, file: RuleFile) -> None:
    _check_dates(path, file.versions)
    if file.id != path.stem:
        message = f"{path}: id is {file.id!r}; expected the file's name {path.stem!r}"
        raise PackError(message)
    for version in file.versions:
        for name, parameter in version.params.items():
            if not parameter.min <= parameter.value <= parameter.max:
                message = (
                    f"{path}: {name} is {parameter.value} {parameter.unit} in version {version.version}; "
                    f"expected {parameter.min} to {parameter.max}"
                )
                raise PackError(message)
    texts = [file.title, file.meaning, file.known_gaps, *file.messages.values()]
    if any(not text.get(language) for text in texts for language in LANGUAGES):
        message = f"{path}: a title, meaning, known gap or message lacks one of the languages {', '.join(LANGUAGES)}"
        raise PackError(message)
    if {example.expect for example in file.examples} < {"hit", "no_hit"}:
        message = f"{path}: expected at least one example that fires (hit) and one that stays silent (no_hit)"
        raise PackError(message)


def _function(path: Path) -> Callable[[Features, Params], RuleResult]:
    spec = importlib.util.spec_from_file_location(f"transferwatch_rule_{path.stem}", path)
    if spec is None or spec.loader is None or not path.exists():
        message = f"{path}: is missing; expected a rule's function `evaluate(features, params)` beside its YAML file"
        raise PackError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function = getattr(module, "evaluate", None)
    if not callable(function) or len(inspect.signature(function).parameters) != 2:
        message = f"{path}: expected a function `evaluate(features, params)`"
        raise PackError(message)
    return function  # type: ignore[no-any-return]


def _rule(path: Path, file: RuleFile) -> Rule:
    versions = tuple(
        RuleVersion(
            version.version,
            parse_instant(version.effective_from),
            {name: parameter.value for name, parameter in version.params.items()},
        )
        for version in file.versions
    )
    messages = {f"{file.id}.{name}": texts for name, texts in file.messages.items()}
    return Rule(file.id, file.title, file.meaning, messages, versions, _function(path.with_suffix(".py")))


def _company(path: Path, plans: Mapping[str, Plan]) -> Company:
    company = _read(path, Company)
    _check_dates(path, company.plans)
    for choice in company.plans:
        if choice.plan not in plans:
            message = f"{path}: plan {choice.plan!r} is not among the plans {', '.join(sorted(plans))}"
            raise PackError(message)
    return company


def _with_horizon(base: list[PackVersion], horizon_days: int | None) -> list[PackVersion]:
    if horizon_days is None:
        return base
    replace = msgspec.structs.replace
    return [replace(item, judging=replace(item.judging, horizon_days=horizon_days)) for item in base]


def load_pack(folder: Path | None = None, *, horizon_days: int | None = None) -> LoadedPack:
    """Load the shipped pack, or a folder's with the shipped one behind it.

    `horizon_days` overrides the pack's (and enters the digest). Raises PackError naming file and field.
    """
    if folder is not None and not folder.is_dir():
        message = f"{folder}: is no folder; expected one with pack.yml, company.yml, plans/ or rules"
        raise PackError(message)
    own = folder or SHIPPED
    rule_root = own if any(own.glob("*.py")) else SHIPPED
    plan_root = own if any(own.glob("plans/*.yml")) else SHIPPED
    base_path, company_path = (
        own / name if (own / name).exists() else SHIPPED / name for name in ("pack.yml", "company.yml")
    )
    rule_paths = sorted(p for p in rule_root.glob("*.yml") if p.name not in ("pack.yml", "company.yml"))
    plan_paths = sorted(plan_root.glob("plans/*.yml"))
    base = _read(base_path, _BaseFile).versions
    _check_dates(base_path, base)
    for version in base:
        if set(version.effort.types) != set(ACTIVITY_TYPES):
            message = f"{base_path}: effort.types must name exactly {', '.join(ACTIVITY_TYPES)}"
            raise PackError(message)
    files = {path.stem: _read(path, RuleFile) for path in rule_paths}
    for path in rule_paths:
        _check_rule(path, files[path.stem])
    plans = {plan.id: plan for plan in (_read(path, Plan) for path in plan_paths)}
    company = _company(company_path, plans)
    loaded = [_rule(path, files[path.stem]) for path in rule_paths]
    used = [base_path, company_path, *plan_paths, *rule_paths, *(path.with_suffix(".py") for path in rule_paths)]
    pack = RulePack(
        base=_with_horizon(base, horizon_days),
        rules=loaded,
        plans=list(plans.values()),
        company=company,
        text_rules=TextRules(Keywords(company.reason_words), Keywords({"asks": company.asks_other_contact_words})),
        digest=_digest(used, horizon_days),
    )
    messages = {name: texts for rule in loaded for name, texts in rule.messages.items()}
    return LoadedPack(pack, Catalog(messages), files)


def _digest(paths: list[Path], horizon_days: int | None) -> str:
    """SHA-256 over names and contents of all files used, and an overridden horizon."""
    digest = sha256()
    for path in sorted(paths, key=lambda item: (item.parent.name == "plans", item.name)):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    if horizon_days is not None:
        digest.update(f"horizon_days={horizon_days}".encode())
    return digest.hexdigest()
