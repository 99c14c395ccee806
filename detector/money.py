"""Exact money: minor units as integers, ISO 4217 digits, and splits that lose nothing.

Currencies and their digits come from the `iso4217` package (public domain, follows the maintenance agency's list).
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from iso4217 import Currency

MAX_MINOR = 2**63 - 1
"""The largest amount that is believed, in minor units: what a 64-bit database column holds."""

_DIGITS: Mapping[str, int] = {c.code: c.exponent for c in Currency if c.exponent is not None}
_MONEY = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_LONGEST = 40  # characters of an amount before the point; reading more takes time for nothing


class MoneyError(ValueError):
    """An amount or currency that is not what the contract asks for; `code` is the dead letter's reason code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def currency_digits(currency: str) -> int:
    """Digits after the point of an ISO 4217 currency.

    >>> currency_digits("CNY"), currency_digits("JPY"), currency_digits("KWD")
    (2, 0, 3)

    Raises MoneyError for a code that ISO 4217 does not list, or lists without a minor unit (gold, the test code).
    """
    try:
        return _DIGITS[currency]
    except KeyError:
        message = f"currency {currency[:20]!r} is not an ISO 4217 code with minor units; expected one such as CNY"
        raise MoneyError("unknown_currency", message) from None


def currencies_by_digits() -> dict[int, list[str]]:
    """Digits after the point → the currencies that have so many, sorted; all that are accepted."""
    groups: dict[int, list[str]] = {}
    for code in sorted(_DIGITS):
        groups.setdefault(_DIGITS[code], []).append(code)
    return groups


def parse_minor(amount: str, currency: str) -> int:
    """An amount such as `"12800.00"` as an integer of minor units (here 1280000).

    >>> parse_minor("12800.00", "CNY"), parse_minor("5", "KWD"), parse_minor("1.5", "CNY")
    (1280000, 5000, 150)

    Raises MoneyError: not a decimal string, negative, more digits than the currency has, or too big.
    """
    digits = currency_digits(currency)
    match = _MONEY.fullmatch(amount)
    if match is None:
        message = f'amount {amount[:40]!r} is not a decimal string; expected one such as "12800.00"'
        raise MoneyError("bad_money", message)
    sign, whole, fraction = match[1], match[2], match[3] or ""
    if len(fraction) > digits:
        message = f"amount {amount[:40]!r} has {len(fraction)} digits after the point; {currency} has {digits}"
        raise MoneyError("too_many_digits", message)
    minor = int(whole + fraction.ljust(digits, "0")) if len(whole) <= _LONGEST else MAX_MINOR + 1
    if sign and minor:
        message = f"amount {amount[:40]!r} is negative; expected 0 or more"
        raise MoneyError("negative", message)
    if sign:
        message = f'amount {amount[:40]!r} is a signed zero; expected "0"'
        raise MoneyError("bad_money", message)
    if minor > MAX_MINOR:
        message = f"amount {amount[:40]!r} is beyond 64 bits of minor units"
        raise MoneyError("amount_too_big", message)
    return minor


def format_minor(minor: int, currency: str) -> str:
    """Minor units as the contract's decimal string, with all the digits that the currency has.

    >>> format_minor(1280000, "CNY"), format_minor(-5, "KWD"), format_minor(7, "JPY")
    ('12800.00', '-0.005', '7')
    """
    digits = currency_digits(currency)
    sign = "-" if minor < 0 else ""
    text = str(abs(minor)).rjust(digits + 1, "0")
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"


def split_minor(amount_minor: int, shares: Mapping[str, Decimal]) -> dict[str, int]:
    """Split an amount by shares that add up to 1; remainders go to the largest fraction, ties to the lower payee id.

    >>> split_minor(101, {"amy": Decimal("0.5"), "bob": Decimal("0.5")})
    {'amy': 51, 'bob': 50}

    Raises ValueError for a negative amount: what is taken back is the former split with its signs turned.
    """
    if amount_minor < 0:
        message = f"an amount to split is {amount_minor}; expected 0 or more"
        raise ValueError(message)
    if len(shares) == 1:
        return dict.fromkeys(shares, amount_minor)
    exact = {payee: amount_minor * share for payee, share in shares.items()}
    parts = {payee: int(value) for payee, value in exact.items()}
    left = amount_minor - sum(parts.values())
    by_fraction = sorted(exact, key=lambda payee: (parts[payee] - exact[payee], payee))
    for payee in by_fraction[:left]:
        parts[payee] += 1
    return parts
