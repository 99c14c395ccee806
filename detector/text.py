"""What judging keeps of a text: how much it says, a hash of its letters, and a sketch of its words. Never the text."""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

_LETTERS = re.compile(r"[^\W\d_]+")
_ASCII_LOWER = bytes(range(256)).lower()
_ASCII_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_ASCII_WORDS = bytes(code if chr(code).isalpha() else ord(" ") for code in range(128)).lower() + bytes(128)
_FIRST_WIDE = "\u2e80"
MAX_UNITS = 255
SKETCH_UNITS = 8
"""A shorter text has no sketch: with a name changed too little of it is left to tell."""
_SKETCHED_WORDS = 24
_from_bytes = int.from_bytes


class TextFact(NamedTuple):
    """`units`: Chinese characters plus thirds of Latin letters (0 to 255); `digest`, `sketch`: 64 bits, 0 for none."""

    units: int
    digest: int
    sketch: int


NO_TEXT = TextFact(0, 0, 0)


def hash64(data: bytes) -> int:
    """The 8-byte hash (BLAKE2b) used for ids and texts, as an unsigned integer."""
    return _from_bytes(blake2b(data, digest_size=8).digest(), "big")


def measure_text(text: str | None, *, sketched: bool = False) -> TextFact:
    """Units, hash and sketch of a text without its digits, spaces and punctuation, letters in lower case.

    `sketched`: whether a sketch is wanted, which is 0 otherwise and for short texts.

    >>> measure_text("ok").units, measure_text("客户确认预算").units, measure_text("Sent the offer, asks for 5 %").units
    (0, 6, 6)
    >>> measure_text("Call no. 1") == measure_text("call, No 2!")
    True
    >>> dear = [measure_text(f"Dear {name}, here is our latest offer.", sketched=True) for name in ("Tom", "Ann")]
    >>> likeness_permille(dear[0].sketch, dear[1].sketch)
    750
    """
    if not text:
        return NO_TEXT
    if text.isascii():
        letters = text.encode().translate(_ASCII_LOWER, _ASCII_NO_LETTERS)
        wide, count = 0, len(letters)
        runs = []
    else:
        runs = _LETTERS.findall(text)
        lower = "".join(runs).lower()
        letters, count = lower.encode("utf-8"), len(lower)
        wide = (len(letters) - count) // 2  # a Chinese character takes three bytes, a Latin letter one
    if not letters:
        return NO_TEXT
    units = wide + (count - wide) // 3
    sketch = 0
    if sketched and units >= SKETCH_UNITS:
        sketch = _sketch(_words_of(runs) if runs else set(text.encode().translate(_ASCII_WORDS).split()))
    return tuple.__new__(TextFact, (units if units < MAX_UNITS else MAX_UNITS, hash64(letters), sketch))


def _words_of(runs: Iterable[str]) -> set[bytes]:
    """The words of runs of letters; in Chinese and the like each character is one."""
    words: set[str] = set()
    for run in map(str.lower, runs):
        if max(run) < _FIRST_WIDE:
            words.add(run)
        else:
            words.update(run)
    return set(map(str.encode, words))


def _sketch(words: set[bytes]) -> int:
    """Which words a text has, as bits of 64: of more than `_SKETCHED_WORDS` those with the least hashes (CRC-32).

    Taking the least hashes keeps the sketches of long texts alike that share most words, and others apart.
    """
    bits = 0
    for value in sorted(map(crc32, words))[:_SKETCHED_WORDS]:
        bits |= 1 << (value & 63)
    return bits


def likeness_permille(one: int, other: int) -> int:
    """What two sketches have in common, of all that either has; neither may be 0."""
    return (one & other).bit_count() * 1000 // (one | other).bit_count()


def has_letters(text: str | None, least: int = 5) -> bool:
    """Whether a text has at least that many letters (Unicode category L): what makes a written reason *given*.

    >>> has_letters("12345 !!"), has_letters("客户搬到华东"), has_letters("leave")
    (False, True, True)
    """
    found = 0
    for character in text or "":
        if unicodedata.category(character)[0] == "L":
            found += 1
            if found == least:
                return True
    return False
