"""What judging keeps of a text: how much it says, and a hash of its letters. Never the text itself."""

import re
import unicodedata
from hashlib import blake2b
from typing import NamedTuple

_LETTERS = re.compile(r"[^\W\d_]+")
_ASCII_LOWER = bytes(range(256)).lower()
_ASCII_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
MAX_UNITS = 255
_from_bytes = int.from_bytes


class TextFact(NamedTuple):
    """`units`: Chinese characters plus thirds of Latin letters (0 to 255); `digest`: 64 bits, 0 for none."""

    units: int
    digest: int


NO_TEXT = TextFact(0, 0)


def hash64(data: bytes) -> int:
    """The 8-byte hash (BLAKE2b) used for ids and texts, as an unsigned integer."""
    return _from_bytes(blake2b(data, digest_size=8).digest(), "big")


def measure_text(text: str | None) -> TextFact:
    """Units and hash of a text without its digits, spaces and punctuation, letters in lower case.

    >>> measure_text("ok").units, measure_text("客户确认预算").units, measure_text("Sent the offer, asks for 5 %").units
    (0, 6, 6)
    >>> measure_text("Call no. 1") == measure_text("call, No 2!")
    True
    """
    if not text:
        return NO_TEXT
    if text.isascii():
        letters = text.encode().translate(_ASCII_LOWER, _ASCII_NO_LETTERS)
        wide, count = 0, len(letters)
    else:
        lower = "".join(_LETTERS.findall(text)).lower()
        letters, count = lower.encode("utf-8"), len(lower)
        wide = (len(letters) - count) // 2  # a Chinese character takes three bytes, a Latin letter one
    if not letters:
        return NO_TEXT
    units = wide + (count - wide) // 3
    return tuple.__new__(TextFact, (units if units < MAX_UNITS else MAX_UNITS, hash64(letters)))


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
