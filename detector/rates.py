"""Rates and how sure they are, to 4 places, the same digits on every machine: no binary fractions."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

_Z = Decimal("1.959963984540054")  # 95 % of a normal distribution lie within so many standard deviations
_PLACES = Decimal("0.0001")
EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN)
"""In which findings compute; what it rounds lies far behind the places that are stated."""


def rate(part: int, whole: int) -> str:
    """A part of a whole to 4 places, half to even; `whole` above 0.

    >>> rate(1, 3), rate(1, 20_000), rate(3, 20_000), rate(7, 7)
    ('0.3333', '0.0000', '0.0002', '1.0000')
    """
    figure, rest = divmod(part * 10_000, whole)
    figure += 2 * rest > whole or (2 * rest == whole and figure % 2 == 1)
    return f"{figure // 10_000}.{figure % 10_000:04d}"


def wilson_interval(part: int | Decimal, whole: int | Decimal) -> tuple[str, str]:
    """The 95 % Wilson score interval of a rate, 0 <= part <= whole, whole above 0.

    It never leaves 0 to 1, and stays wide where there is little to go by (E. B. Wilson, JASA 22, 1927).

    >>> wilson_interval(3, 10), wilson_interval(0, 1), wilson_interval(300, 1000)
    (('0.1078', '0.6032'), ('0.0000', '0.7935'), ('0.2724', '0.3291'))
    """
    with localcontext(EXACT):
        n, z2 = Decimal(whole), _Z * _Z
        middle = part + z2 / 2
        spread = _Z * (Decimal(part * (whole - part)) / n + z2 / 4).sqrt()
        low = max(Decimal(0), (middle - spread) / (n + z2))
        high = min(Decimal(1), (middle + spread) / (n + z2))
        return four_places(low), four_places(high)


def four_places(figure: Decimal) -> str:
    """A figure as findings state it, half to even.

    >>> four_places(Decimal("0.12345")), four_places(Decimal("-0.00001"))
    ('0.1234', '0.0000')
    """
    return str(figure.quantize(_PLACES, ROUND_HALF_EVEN) + 0)
