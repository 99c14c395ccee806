"""On which days, and in how many pieces, one person's entries show contact with the customer.

Weights say how much work an entry is; pieces and days say how often there was any. Both are easy to pad with entries
that each weigh a little. So what is no evidence by itself is no piece and makes no day: a note, what weighs next to
nothing, and what is doubtful whatever it weighs. Small entries, such as single chat messages or those of a burst, count
beside larger ones or answers of the customer, but do not carry a deal alone. What was typed in after the order counts
half: a single entry counts, but is not solid.
"""

from collections.abc import Collection
from typing import NamedTuple

from detector.events import ACTIVITY_TYPES
from detector.facts import DIRECTION_INBOUND, DIRECTION_NONE, NOTE, ActivityFact
from detector.instant import DAY_US
from detector.pack import Judging

DOUBTFUL = frozenset({"backdated", "absurd_duration"})
"""Why an entry may be there only to be seen (`Weighed.why`), though it weighs something."""

_CLOSING = frozenset((ACTIVITY_TYPES.index("quote"), ACTIVITY_TYPES.index("contract")))


class _Piece(NamedTuple):
    """How sure and how heavy an entry is, or the best of a day; more of either is greater."""

    sure: bool
    thousandths: int


_NONE = _Piece(sure=False, thousandths=0)


def with_customer(fact: ActivityFact) -> bool:
    """A note is written for colleagues; one with a direction was a contact of a type unknown to us."""
    return fact.kind != NOTE or fact.direction != DIRECTION_NONE


class Contacts:
    """Counts one person's contacts of a deal; the order in which entries come changes nothing."""

    __slots__ = ("_days", "_days_after", "_judging", "_pieces", "closing", "closing_after", "last", "replies")

    def __init__(self, judging: Judging) -> None:
        self._judging = judging
        self._pieces: list[_Piece] = []
        self._days: dict[int, _Piece] = {}  # by UTC day
        self._days_after: dict[int, _Piece] = {}
        self.replies = self.closing = self.closing_after = 0  # `closing`: quotes and contracts
        self.last: int | None = None

    def add(self, fact: ActivityFact, thousandths: int, why: Collection[str], *, after: bool) -> bool:
        """Take in an entry; whether it shows a contact. `after`: it comes after the hop."""
        if thousandths < self._judging.quiet_thousandths or not with_customer(fact) or not DOUBTFUL.isdisjoint(why):
            return False
        piece, day = _Piece("after_order" not in why, thousandths), fact.at // DAY_US
        self._pieces.append(piece)
        for days in (self._days, self._days_after) if after else (self._days,):
            days[day] = max(days.get(day, _NONE), piece)
        self.replies += fact.direction == DIRECTION_INBOUND
        if fact.kind in _CLOSING:
            self.closing += 1
            self.closing_after += after
        self.last = fact.at if self.last is None else max(self.last, fact.at)
        return True

    def count_others(self, days: Collection[int]) -> int:
        """How many of some UTC days have no contact here."""
        return sum(day not in self._days for day in days)

    @property
    def solid(self) -> int:
        """Pieces that are much by themselves."""
        solid = [piece.sure for piece in self._pieces if piece.thousandths >= self._judging.solid_thousandths]
        return sum(solid) + solid.count(False) // 2

    @property
    def pieces(self) -> int:
        """All pieces that count."""
        return self._count(self._pieces)

    @property
    def days(self) -> int:
        """Days with a contact that counts."""
        return self._count(self._days.values())

    @property
    def days_after(self) -> int:
        """Those after the hop."""
        return self._count(self._days_after.values())

    def _count(self, pieces: Collection[_Piece]) -> int:
        judging = self._judging
        sure = sum(piece.sure for piece in pieces)
        small = sum(piece.sure and piece.thousandths < judging.small_thousandths for piece in pieces)
        spare = judging.small_spare + judging.small_per_solid * (self.solid + self.replies)
        return sure - max(0, small - spare) + (len(pieces) - sure + 1) // 2
