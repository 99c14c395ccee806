"""Every problem of a rule pack at once, and the examples of its rules run as tests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from detector.errors import PackError
from detector.features import Features, from_dict
from detector.rule import Rule, RuleResult
from streams.pack_files import (
    SHIPPED,
    Example,
    RuleFile,
    find_pack_files,
    placeholders,
    read_base,
    read_company,
    read_plan,
    read_rule,
    read_rule_file,
)
from streams.pack_words import read_words, wrong_examples
from streams.packs import LoadedPack

_T = TypeVar("_T")


class ExampleRun(NamedTuple):
    """An example of a rule (or of `words`, the keyword rules) and what is wrong with it; "" where nothing is."""

    rule_id: str
    name: str
    wrong: str


def find_problems(folder: Path | None) -> list[str]:
    """All problems that keep a pack from loading, each naming its file. Raises PackError where it is no folder."""
    paths = find_pack_files(folder)
    problems: list[str] = []

    def tried(read: Callable[..., _T], path: Path, *more: Any) -> _T | None:
        try:
            return read(path, *more)
        except PackError as error:
            problems.append(str(error))
            return None

    tried(read_base, paths.base)
    for path in paths.plans:
        tried(read_plan, path)
    tried(read_company, paths.company, {path.stem for path in paths.plans})
    tried(read_words, paths.words)
    for path in paths.rules:
        file = tried(read_rule_file, path)
        if file is not None:
            tried(read_rule, path, file)
    declared = {path.stem for path in paths.rules}
    for path in sorted((folder or SHIPPED).glob("*.py")):
        if path.stem not in declared and path.name != "__init__.py":
            problems.append(f"{path}: has no {path.stem}.yml beside it; a rule is a pair of both")
    if not paths.rules:
        problems.append(f"{folder}: has no rule")
    return problems


def run_examples(loaded: LoadedPack) -> Iterator[ExampleRun]:
    """Every example of every rule and of the keyword rules, run with the latest version."""
    for rule in loaded.pack.rules:
        file = loaded.files[rule.id]
        for example in file.examples:
            yield ExampleRun(rule.id, example.name, _wrong(rule, file, example))
    for text, wrong in wrong_examples(loaded.words):
        yield ExampleRun("words", text, wrong)


def _wrong(rule: Rule, file: RuleFile, example: Example) -> str:
    strange = sorted(set(example.features) - set(Features.__struct_fields__))
    if strange:
        return f"names no feature: {', '.join(strange)}"
    try:
        features = from_dict(example.features)
    except msgspec.ValidationError as error:
        return f"features: {error}"
    result = rule.evaluate(features, rule.versions[-1])
    if result.kind != example.expect:
        detail = f" ({dict(result.params)})" if result.params else ""
        return f"expected {example.expect}, got {result.kind}{detail}"
    return _wrong_message(file, result) if result.kind == "hit" else ""


def _wrong_message(file: RuleFile, result: RuleResult) -> str:
    """A hit tells its points and a message with all its figures."""
    if not -100 <= result.points <= 100:
        return f"gives {result.points} points; expected -100 to 100"
    texts = file.messages.get(result.message)
    if texts is None:
        return f"tells message {result.message!r}, which the file does not have"
    lacking = sorted({name for text in texts.values() for name in placeholders(text)} - set(result.params))
    return f"message {result.message!r} lacks the figures {', '.join(lacking)}" if lacking else ""
