"""On which days, and in how many pieces, one person's entries show contact with the customer.

Weights say how much work an entry is; pieces and days say how often there was any. Both are easy to pad with entries
that each weigh a little. So what is no evidence by itself is no piece and makes no day: a note, what weighs next to
nothing, and what is doubtful whatever it weighs. Small entries, such as single chat messages or those of a burst, count
beside larger ones or answers of the customer, but do not carry a deal alone. What was typed in after the order counts
half: a single entry counts, but is not solid.
"""

from collections.abc import Collection

from detector.facts import DIRECTION_INBOUND, DIRECTION_NONE, NOTE, PAPERS, ActivityFact
from detector.instant import DAY_US
from detector.pack import Judging

DOUBTFUL = frozenset({"backdated", "absurd_duration"})
"""Why an entry may be there only to be seen (`Weighed.why`), though it weighs something."""

_SURE = 1 << 40
"""Added to the thousandths of an entry that counts whole: of two entries the better one is the greater number."""


def with_customer(fact: ActivityFact) -> bool:
    """A note is written for colleagues; one with a direction was a contact of a type unknown to us."""
    return fact.kind != NOTE or fact.direction != DIRECTION_NONE


class Contacts:
    """Counts one person's contacts of a deal; the order in which entries come changes nothing."""

    __slots__ = (
        "_days", "_days_after", "_judging", "_pieces", "_reply_days", "_sure_solid", "_unsure_solid",
        "closing", "closing_after", "last",
    )  # fmt: skip

    def __init__(self, judging: Judging) -> None:
        self._judging = judging
        self._pieces: list[int] = []  # thousandths, and `_SURE`
        self._days: dict[int, int] = {}  # UTC day → its best piece
        self._days_after: dict[int, int] = {}
        self._sure_solid = self._unsure_solid = 0
        self._reply_days: set[int] = set()
        self.closing = self.closing_after = 0  # quotes and contracts that the person wrote
        self.last: int | None = None

    def add(self, fact: ActivityFact, thousandths: int, why: Collection[str], *, after: bool) -> bool:
        """Take in an entry; whether it shows a contact. `after`: it comes after the hop."""
        judging, at = self._judging, fact.at
        if thousandths < judging.quiet_thousandths or not with_customer(fact):
            return False
        if why and not DOUBTFUL.isdisjoint(why):
            return False
        sure = "after_order" not in why
        piece, day = thousandths + _SURE if sure else thousandths, at // DAY_US
        self._pieces.append(piece)
        if piece > self._days.get(day, -1):
            self._days[day] = piece
        if after and piece > self._days_after.get(day, -1):
            self._days_after[day] = piece
        if thousandths >= judging.solid_thousandths:
            self._sure_solid += sure
            self._unsure_solid += not sure
        if fact.direction == DIRECTION_INBOUND:
            if sure:
                self._reply_days.add(day)
        elif fact.kind in PAPERS:
            self.closing += 1
            self.closing_after += after
        if self.last is None or at > self.last:
            self.last = at
        return True

    def count_others(self, days: Collection[int]) -> int:
        """How many of some UTC days have no contact here."""
        return sum(day not in self._days for day in days)

    @property
    def replies(self) -> int:
        """Days (UTC) on which the customer started a contact, as noted before the order or by habit late."""
        return len(self._reply_days)

    @property
    def solid(self) -> int:
        """Pieces that are much by themselves."""
        return self._sure_solid + self._unsure_solid // 2

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

    def _count(self, pieces: Collection[int]) -> int:
        if not pieces:
            return 0
        judging = self._judging
        sure = [piece for piece in pieces if piece >= _SURE]
        count, limit = len(sure), _SURE + judging.small_thousandths
        small = len([piece for piece in sure if piece < limit])
        if small:
            small -= judging.small_spare + judging.small_per_solid * (self.solid + self.replies)
        return count - max(0, small) + (len(pieces) - count + 1) // 2
