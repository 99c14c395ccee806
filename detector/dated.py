"""What holds from a time on: of several versions the one in force."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from detector.instant import parse_instant

T = TypeVar("T")


class Dated(Generic[T]):
    """Versions by the time from which they are in force; the earliest also holds backwards.

    >>> Dated([("2026-01-01T00:00:00Z", "new"), ("2020-01-01T00:00:00Z", "old")]).at(0)
    'old'
    """

    def __init__(self, versions: Sequence[tuple[str, T]]) -> None:
        """`versions`: (`effective_from` as RFC 3339, version) in any order, at least one."""
        self._versions = sorted(((parse_instant(start), item) for start, item in versions), key=lambda pair: pair[0])

    def at(self, at: int) -> T:
        """The version in force at a time (microseconds since 1970)."""
        chosen = self._versions[0][1]
        for start, item in self._versions:
            if start > at:
                break
            chosen = item
        return chosen
