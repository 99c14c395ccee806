"""Loads a rule pack from a folder: `pack.yml`, `company.yml`, `words.yml`, plans, and `name.py` + `name.yml` per rule.

What a folder does not have comes from the shipped pack: a folder with only a `company.yml` changes only the company's
settings. A folder with any rule replaces all rules.
"""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from detector.messages import Catalog
from detector.pack import PackVersion, RulePack
from streams.pack_files import (
    RuleFile,
    find_pack_files,
    read_base,
    read_company,
    read_plan,
    read_rule,
    read_rule_file,
)
from streams.pack_words import WordsFile, read_words, text_rules


class LoadedPack(NamedTuple):
    """A pack, the messages of its rules, and the rule files and keyword rules as written."""

    pack: RulePack
    catalog: Catalog
    files: dict[str, RuleFile]
    words: WordsFile


def _with_horizon(base: list[PackVersion], horizon_days: int | None) -> list[PackVersion]:
    if horizon_days is None:
        return base
    replace = msgspec.structs.replace
    return [replace(item, judging=replace(item.judging, horizon_days=horizon_days)) for item in base]


def load_pack(folder: Path | None = None, *, horizon_days: int | None = None) -> LoadedPack:
    """Load the shipped pack, or a folder's with the shipped one behind it.

    `horizon_days` overrides the pack's (and enters the digest). Raises PackError naming file and field.
    """
    paths = find_pack_files(folder)
    base = read_base(paths.base)
    files = {path.stem: read_rule_file(path) for path in paths.rules}
    plans = {path.stem: read_plan(path) for path in paths.plans}
    company = read_company(paths.company, plans)
    words = read_words(paths.words)
    loaded = [read_rule(path, files[path.stem]) for path in paths.rules]
    pack = RulePack(
        base=_with_horizon(base, horizon_days),
        rules=loaded,
        plans=list(plans.values()),
        company=company,
        text_rules=text_rules(words),
        digest=_digest(paths.used, horizon_days),
    )
    messages = {name: texts for rule in loaded for name, texts in rule.messages.items()}
    return LoadedPack(pack, Catalog(messages), files, words)


def _digest(paths: list[Path], horizon_days: int | None) -> str:
    """SHA-256 over names and contents of all files used, and an overridden horizon."""
    digest = sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    if horizon_days is not None:
        digest.update(f"horizon_days={horizon_days}".encode())
    return digest.hexdigest()
