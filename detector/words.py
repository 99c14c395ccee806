"""Versioned keyword rules: which known reasons a text claims, and whether a customer asks for another contact.

A text is brought to one form (`plain_form`) and searched for words: Chinese ones anywhere, Latin ones from the
beginning of a word on. A word that the text itself denies counts for nothing: behind a denial with nothing but fillers
in between ("没有在休假", "not on her leave"), or with a denial right after it in the same clause ("休假是假的").
Of what is not listed nothing is known: the claim is then untestable, which harms nobody.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct

_CONTROL = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_APART = re.compile(r"[\s_\u2010-\u2015-]+")
_HAN = "\u3400-\u9fff"
_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")
_SIGNS = str.maketrans("‘’`´\n", "'''';")
MAX_LETTERS = 2000
"""A longer text is read up to here."""
DENIED_WITHIN = 40
"""So many letters before a word are looked at for a denial."""
TYPO_LETTERS = 8
"""Latin words from this length on are also found with a letter lost, doubled or swapped."""


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """Words of both languages."""

    zh: Annotated[list[str], Meta(min_length=1)]
    en: Annotated[list[str], Meta(min_length=1)]

    @property
    def all(self) -> list[str]:
        """Those of both."""
        return [*self.zh, *self.en]


class WordsVersion(Struct, frozen=True, forbid_unknown_fields=True):
    """One version of the keyword rules, for texts written from `effective_from` on.

    `reasons`: known code → words. `denials` stand before a word, `fillers` between them, `denials_after` behind it;
    `no_denials` contain one and deny nothing. `traditional`: pairs of a traditional character and its simplified one.
    """

    version: Annotated[int, Meta(ge=1)]
    effective_from: str
    reasons: dict[str, Words]
    asks_other_contact: Words
    denials: Words
    no_denials: Words
    fillers: Words
    denials_after: Words
    traditional: str


def plain_form(text: str, traditional: Mapping[int, str]) -> str:
    """A text in one form: no case, width, invisible characters or traditional ones, single spaces, none within Chinese.

    >>> plain_form("ＯＮ  her-Leave， 休 假", {})
    'on her leave, 休假'
    """
    text = text[:MAX_LETTERS]
    if text.isascii():
        return _APART.sub(" ", text.lower().translate(_SIGNS)).strip()
    plain = unicodedata.normalize("NFKC", _CONTROL.sub("", text)).casefold().translate(_SIGNS)
    return _BETWEEN_HAN.sub("", _APART.sub(" ", plain.translate(traditional))).strip()


def _pairs(traditional: str) -> dict[int, str]:
    return {ord(pair[0]): pair[1] for pair in traditional.split()}


def _forms(word: str) -> list[str]:
    """A word, and what a slip of the fingers makes of a long Latin one; its first letter always stands.

    >>> "teritory" in _forms("territory"), "temproary" in _forms("temporary"), _forms("leave")
    (True, True, ['leave'])
    """
    if len(word) < TYPO_LETTERS or not (word.isascii() and word.isalpha()):
        return [word]
    places = range(1, len(word))
    lost = [word[:at] + word[at + 1 :] for at in places]
    doubled = [word[:at] + word[at] + word[at:] for at in places]
    swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in places[:-1]]
    return list(dict.fromkeys([word, *lost, *doubled, *swapped]))


def _either(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def _whole(words: Words, plain: Mapping[int, str]) -> str:
    """A pattern for words that stand by themselves, where they are Latin."""
    zh, en = ([plain_form(word, plain) for word in part] for part in (words.zh, words.en))
    return f"(?:{_either(zh)}|(?<![a-z0-9'])(?:{_either(en)})(?![a-z0-9']))"


class WordRules:
    """One version of the keyword rules, made ready. Holds patterns only."""

    def __init__(self, version: WordsVersion) -> None:
        self.version = version.version
        self._plain = plain = _pairs(version.traditional)
        self._reasons = _Finder({code: words.all for code, words in version.reasons.items()}, plain)
        self._asks = _Finder({"asks": version.asks_other_contact.all}, plain)
        fillers = rf" ?(?:{_whole(version.fillers, plain)} ?)*\Z"
        self._denies = re.compile(_whole(version.denials, plain) + fillers)
        self._allows = re.compile(_whole(version.no_denials, plain) + fillers)
        self._denies_after = re.compile(f"[^,。、;.!?\n]{{0,8}}?{_whole(version.denials_after, plain)}")

    def reasons_in(self, text: str) -> tuple[str, ...]:
        """The codes that a text claims, in the order in which it does."""
        return self._said(self._reasons, text)

    def asks(self, text: str) -> bool:
        """Whether a text asks for another contact."""
        return bool(self._said(self._asks, text))

    def _said(self, finder: "_Finder", text: str) -> tuple[str, ...]:
        plain = plain_form(text, self._plain)
        found = [topic for topic, start, end in finder.find(plain) if not self._denied(plain, start, end)]
        return tuple(dict.fromkeys(found))

    def _denied(self, plain: str, start: int, end: int) -> bool:
        before = plain[max(0, start - DENIED_WITHIN) : start]
        if self._denies.search(before) and not self._allows.search(before):
            return True
        return self._denies_after.match(plain, end) is not None


class _Finder:
    """Finds the words of some topics in a plain text, from left to right, the longest one at a place."""

    def __init__(self, words: Mapping[str, Sequence[str]], plain: Mapping[int, str]) -> None:
        topics: dict[str, str] = {}
        for topic, parts in words.items():
            for part in parts:
                for form in _forms(plain_form(part, plain)):
                    topics.setdefault(form, topic)
        self._topics = topics
        latin = _either(word for word in topics if word[0].isascii())
        others = _either(word for word in topics if not word[0].isascii())
        self._pattern = re.compile(f"(?:{others or '(?!)'})|(?<![a-z0-9])(?:{latin or '(?!)'})")

    def find(self, plain: str) -> list[tuple[str, int, int]]:
        """(topic, start, end) of each word."""
        return [(self._topics[found[0]], found.start(), found.end()) for found in self._pattern.finditer(plain)]


class TextRules:
    """The keyword rules of all versions: a text is read, once, by those in force when it was written.

    Texts are not kept, so a later version never reads what was written before it: what a worker has read and what a
    replay reads anew agree. The earliest version also holds backwards.
    """

    def __init__(self, versions: Sequence[tuple[int, WordRules]]) -> None:
        """`versions`: (microseconds since 1970 from which they are in force, rules), sorted; none reads nothing."""
        self._starts = [start for start, _ in versions]
        self._rules = [rules for _, rules in versions]

    def reasons_in(self, text: str | None, at: int) -> str:
        """The codes that a text claims, in its order, with spaces in between; "" for none."""
        return " ".join(self._at(at).reasons_in(text)) if text and self._rules else ""

    def asks(self, text: str | None, at: int) -> bool:
        """Whether a text asks for another contact."""
        return bool(text and self._rules) and self._at(at).asks(text or "")

    def version_at(self, at: int) -> int:
        """The number of the version in force at a time; 0 where there is none."""
        return self._at(at).version if self._rules else 0

    def _at(self, at: int) -> WordRules:
        return self._rules[max(0, bisect_right(self._starts, at) - 1)]


NO_TEXT_RULES = TextRules(())
