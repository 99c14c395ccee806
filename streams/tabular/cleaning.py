"""Cells to plain values: stripping, full-width digits, empty markers, numbers with their signs and separators."""

import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

from streams.tabular.mapping import Cleaning

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SPACES = re.compile(r"[\s\u00a0\u200b\u2060\ufeff]+")
_MOST_CHARACTERS = 60
_EXACT = Context(prec=3 * _MOST_CHARACTERS)
_ROUNDING = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}


class BadValue(ValueError):
    """A cell that is not what its field needs; `code` and `params` make the sentence in `messages.py`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def clean_text(text: str, cleaning: Cleaning) -> str:
    """Free text: stripped, and "" where it is an empty marker.

    >>> clean_text(" — ", Cleaning()), clean_text(" NA ", Cleaning())
    ('', 'NA')
    """
    text = text.strip(" \t\r\n\u3000\u00a0\ufeff\u200b") if cleaning.strip else text
    return "" if text in cleaning.empty else text


def clean_cell(text: str, cleaning: Cleaning) -> str:
    """An id, number, date or word: as free text, with full-width characters made plain.

    >>> clean_cell("Ｃ００１２　", Cleaning())
    'C0012'
    """
    text = clean_text(text, cleaning)
    if cleaning.full_width and not text.isascii():
        text = clean_text(text.translate(_FULL_WIDTH), cleaning)
    return text


def parse_number(text: str, cleaning: Cleaning) -> Decimal:
    """A number as written by people; `text` is a cleaned cell.

    >>> parse_number("￥12,800.50 元", Cleaning()), parse_number("1.5万", Cleaning())
    (Decimal('12800.50'), Decimal('15000.0'))

    Raises BadValue: not a number, over 60 characters, or separators at unusual places (a decimal comma?).
    """
    bare = _SPACES.sub("", text)
    factor = Decimal(1)
    for unit in sorted(cleaning.multiples, key=len, reverse=True):
        if bare.endswith(unit):
            bare, factor = bare.removesuffix(unit), Decimal(cleaning.multiples[unit])
            break
    for sign in sorted(cleaning.currency_signs, key=len, reverse=True):
        bare = bare.removeprefix(sign).removesuffix(sign)
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    thousands, point = re.escape(cleaning.thousands), re.escape(cleaning.decimal)
    grouped = rf"[+-]?\d{{1,3}}(?:{thousands}\d{{3}})+(?:{point}\d+)?" if cleaning.thousands else r"(?!)"
    if re.fullmatch(grouped, bare, re.ASCII):
        bare = bare.replace(cleaning.thousands, "")
    elif not re.fullmatch(rf"[+-]?\d+(?:{point}\d*)?", bare, re.ASCII):
        raise BadValue("number", thousands=cleaning.thousands, decimal=cleaning.decimal)
    if len(bare) > _MOST_CHARACTERS:
        raise BadValue("too_big")
    return _EXACT.multiply(Decimal(bare.replace(cleaning.decimal, ".")), factor)


def money_text(value: Decimal, digits: int, rounding: str | None) -> str:
    """A number as the contract's decimal string with the digits of its currency.

    >>> money_text(Decimal("12.5"), 2, None), money_text(Decimal("12.345"), 2, "half_up")
    ('12.50', '12.35')

    Raises BadValue: negative, or more digits than the currency has and no rounding asked for.
    """
    if value < 0:
        raise BadValue("negative")
    unit = Decimal(1).scaleb(-digits)
    rounded = value.quantize(unit, rounding=_ROUNDING[rounding or "half_even"], context=_EXACT)
    if rounding is None and rounded != value:
        raise BadValue("digits", digits=digits)
    if rounded.scaleb(digits) >= 2**63:
        raise BadValue("too_big")
    return f"{abs(rounded):f}"
