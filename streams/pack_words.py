"""`words.yml` of a rule pack: the versioned keyword rules, and their examples run as tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from detector.errors import PackError
from detector.events import REASON_CODES
from detector.instant import parse_instant
from detector.words import TextRules, WordRules, WordsVersion
from streams.pack_files import check_dates
from streams.pack_yaml import read_yaml

PLAIN_CODES = tuple(code for code in REASON_CODES if code != "other")
"""The codes that words may speak of."""


class TextExample(Struct, frozen=True, forbid_unknown_fields=True):
    """A text, and what the latest version must read from it: the codes that it claims, whether it asks, or both."""

    text: Annotated[str, Meta(min_length=1)]
    reasons: list[str] | None = None
    asks: bool | None = None


class WordsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The file as written."""

    versions: list[WordsVersion]
    examples: list[TextExample]


def read_words(path: Path) -> WordsFile:
    """`words.yml`. Raises PackError."""
    file = read_yaml(path, WordsFile)
    check_dates(path, file.versions)
    for version in file.versions:
        if set(version.reasons) != set(PLAIN_CODES):
            message = f"{path}: reasons of version {version.version} must name exactly {', '.join(PLAIN_CODES)}"
            raise PackError(message)
        wrong = [pair for pair in version.traditional.split() if len(pair) != 2]
        if wrong:
            message = f"{path}: traditional has {wrong[0]!r} in version {version.version}; expected pairs such as 離离"
            raise PackError(message)
    _check_examples(path, file)
    return file


def _check_examples(path: Path, file: WordsFile) -> None:
    """Every code is spoken of in some example, some text claims nothing, and a text asks or does not."""
    read = {code for example in file.examples for code in example.reasons or ()}
    lacking = sorted(set(PLAIN_CODES) - read)
    if lacking or sorted(read - set(PLAIN_CODES)):
        found = f"no example claims {', '.join(lacking)}" if lacking else f"an example names {sorted(read)}"
        message = f"{path}: {found}; expected at least one example for each of {', '.join(PLAIN_CODES)}"
        raise PackError(message)
    silent = any(example.reasons == [] for example in file.examples)
    if not silent or not {True, False} <= {example.asks for example in file.examples}:
        message = f"{path}: expected an example that claims nothing, one that asks for a contact and one that does not"
        raise PackError(message)


def text_rules(file: WordsFile) -> TextRules:
    """The keyword rules made ready."""
    return TextRules([(parse_instant(version.effective_from), WordRules(version)) for version in file.versions])


def wrong_examples(file: WordsFile) -> Iterator[tuple[str, str]]:
    """(text, what is wrong with it) for every example, "" where the latest version reads what it must."""
    rules = WordRules(file.versions[-1])
    for example in file.examples:
        read, asks = list(rules.reasons_in(example.text)), rules.asks(example.text)
        if example.reasons is not None and read != example.reasons:
            yield example.text, f"expected the claims {example.reasons}, read {read}"
        elif example.asks is not None and asks is not example.asks:
            yield example.text, f"expected asks: {str(example.asks).lower()}, read {str(asks).lower()}"
        else:
            yield example.text, ""
