"""The files of a rule pack: which ones a folder gives, what each must hold, and each one read and checked by itself."""

import importlib.util
import inspect
import string
from collections.abc import Callable, Collection, Iterable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

import rules
from detector.errors import PackError
from detector.events import ACTIVITY_TYPES
from detector.features import Features
from detector.instant import InstantError, parse_instant
from detector.messages import LANGUAGES
from detector.pack import Company, PackVersion, Plan
from detector.rule import Params, ResultKind, Rule, RuleResult, RuleVersion
from streams.pack_yaml import read_yaml

SHIPPED = Path(rules.__file__).parent
NO_RULES = ("pack.yml", "company.yml", "words.yml")


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


class PackFiles(NamedTuple):
    """The files of a pack, a folder's own or the shipped ones behind it; `rules` are the YAML files, sorted."""

    base: Path
    company: Path
    words: Path
    plans: list[Path]
    rules: list[Path]

    @property
    def used(self) -> list[Path]:
        """Every file that judging depends on, in the order of the digest: by name, plans last."""
        paths = [self.base, self.company, self.words, *self.plans, *self.rules]
        paths += [path.with_suffix(".py") for path in self.rules]
        return sorted(paths, key=lambda path: (path.parent.name == "plans", path.name))


def find_pack_files(folder: Path | None) -> PackFiles:
    """Which files make the pack of a folder (None: the shipped one). Raises PackError where it is no folder."""
    if folder is not None and not folder.is_dir():
        message = f"{folder}: is no folder; expected one with pack.yml, company.yml, words.yml, plans/ or rules"
        raise PackError(message)
    own = folder or SHIPPED
    has_rules = _rule_files(own) or any(path.name != "__init__.py" for path in own.glob("*.py"))
    plans = sorted(own.glob("plans/*.yml")) or sorted(SHIPPED.glob("plans/*.yml"))
    base, company, words = (own / name if (own / name).exists() else SHIPPED / name for name in NO_RULES)
    return PackFiles(base, company, words, plans, _rule_files(own if has_rules else SHIPPED))


def _rule_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.yml") if path.name not in NO_RULES)


def check_dates(path: Path, versions: Iterable[Any]) -> None:
    """Versions stand in the order of their `effective_from`, and there is one. Raises PackError."""
    try:
        starts = [parse_instant(version.effective_from) for version in versions]
    except InstantError as error:
        message = f"{path}: effective_from {error}"
        raise PackError(message) from None
    if not starts:
        message = f"{path}: has no version; expected at least one with an effective_from"
        raise PackError(message)
    if sorted(set(starts)) != starts:
        message = f"{path}: versions must stand in the order of effective_from, each time once"
        raise PackError(message)


def read_base(path: Path) -> list[PackVersion]:
    """`pack.yml`: windows, effort and score. Raises PackError."""
    base = read_yaml(path, _BaseFile).versions
    check_dates(path, base)
    for version in base:
        if set(version.effort.types) != set(ACTIVITY_TYPES):
            message = f"{path}: effort.types must name exactly {', '.join(ACTIVITY_TYPES)}"
            raise PackError(message)
        if version.score.watch_from > version.score.review_from:
            message = (
                f"{path}: score.watch_from is {version.score.watch_from} in version {version.version}; expected at "
                f"most review_from, {version.score.review_from}"
            )
            raise PackError(message)
    return base


def read_plan(path: Path) -> Plan:
    """A credit plan. Raises PackError."""
    plan = read_yaml(path, Plan)
    check_dates(path, plan.versions)
    if plan.id != path.stem:
        message = f"{path}: id is {plan.id!r}; expected the file's name {path.stem!r}"
        raise PackError(message)
    return plan


def read_company(path: Path, plan_ids: Collection[str]) -> Company:
    """`company.yml`: calendar, choice of plans, stages. Raises PackError."""
    company = read_yaml(path, Company)
    check_dates(path, company.plans)
    for choice in company.plans:
        if choice.plan not in plan_ids:
            message = f"{path}: plan {choice.plan!r} is not among the plans {', '.join(sorted(plan_ids))}"
            raise PackError(message)
    try:
        ZoneInfo(company.calendar.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{path}: time_zone {company.calendar.time_zone!r} is not known; expected one such as Asia/Shanghai"
        raise PackError(message) from None
    return company


def read_rule_file(path: Path) -> RuleFile:
    """A rule's declaration. Raises PackError."""
    file = read_yaml(path, RuleFile)
    check_dates(path, file.versions)
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
    _check_texts(path, file)
    if not {"hit", "no_hit"} <= {example.expect for example in file.examples}:
        message = f"{path}: expected at least one example that fires (hit) and one that stays silent (no_hit)"
        raise PackError(message)
    return file


def _check_texts(path: Path, file: RuleFile) -> None:
    texts = [file.title, file.meaning, file.known_gaps, *file.messages.values()]
    if any(not text.get(language) for text in texts for language in LANGUAGES):
        message = f"{path}: a title, meaning, known gap or message lacks one of the languages {', '.join(LANGUAGES)}"
        raise PackError(message)
    for name, text in file.messages.items():
        try:
            figures = [placeholders(text[language]) for language in LANGUAGES]
        except ValueError as error:
            message = f"{path}: message {name!r}: {error}"
            raise PackError(message) from None
        if any(found != figures[0] for found in figures):
            message = f"{path}: message {name!r} does not give the same figures in {' and '.join(LANGUAGES)}"
            raise PackError(message)


def placeholders(template: str) -> frozenset[str]:
    """The names of the figures in a message.

    >>> sorted(placeholders("{hours:t} after {who}"))
    ['hours', 'who']
    """
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def read_rule(path: Path, file: RuleFile) -> Rule:
    """A declared rule with its function from the Python file beside it. Raises PackError."""
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


class _FromSource(SourceFileLoader):
    """Runs what the file says now, whatever was compiled before.

    A compiled file is known by size and second of change: a rule of other code, equally long and equally old (copies
    and images keep times), would run as before, under a new digest.
    """

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self.get_data(self.path), self.path)


def _function(path: Path) -> Callable[[Features, Params], RuleResult]:
    name = f"transferwatch_rule_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path, loader=_FromSource(name, str(path)))
    if spec is None or spec.loader is None or not path.exists():
        message = f"{path}: is missing; expected a rule's function `evaluate(features, params)` beside its YAML file"
        raise PackError(message)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        message = f"{path}: cannot be run: {type(error).__name__}: {error}"
        raise PackError(message) from None
    function = getattr(module, "evaluate", None)
    if not callable(function) or len(inspect.signature(function).parameters) != 2:
        message = f"{path}: expected a function `evaluate(features, params)`"
        raise PackError(message)
    return function  # type: ignore[no-any-return]
