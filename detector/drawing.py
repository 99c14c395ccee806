"""Numbers that look drawn by chance and follow from a seed alone: the same on every machine, with nothing kept."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import count


def draws(seed: bytes) -> Iterator[int]:
    """Whole numbers from 0 to below 2**32, without end: the SHA-256 digests of the seed and a running number.

    >>> stream = draws(b"figures")
    >>> [below(6, stream) for _ in range(12)]
    [5, 2, 1, 3, 3, 1, 5, 5, 4, 3, 4, 0]
    """
    for number in count():
        block = sha256(seed + number.to_bytes(8, "big")).digest()
        for start in range(0, len(block), 4):
            yield int.from_bytes(block[start : start + 4], "big")


def below(limit: int, stream: Iterator[int]) -> int:
    """The next number of a stream, spread over 0 to below `limit`; each as likely to 1 part in 2**32 times `limit`."""
    return next(stream) * limit >> 32
