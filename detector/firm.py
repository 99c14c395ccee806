"""What all teams' months add up to, side by side: the little that comparing teams needs of each."""

import msgspec
from msgspec import Struct

from detector.errors import StateError
from detector.pair_figures import PairFigures
from detector.sealing import CURE, seal, unseal

VERSION = 1
"""The form written; a reader refuses any that it does not know."""


class TeamTotal(Struct, frozen=True, array_like=True, omit_defaults=True):
    """One team's accounting month: its won orders, and those of them that were passed on to assistants.

    `pairs`: those of the month for which the team itself has too little of a past. Over the six months up to this one,
    `sold`: what its salespeople won, `most_passed`: what of it went to the assistant to whom each of them gave most.
    """

    team: str
    period: str
    orders: int
    passed: int
    sold: int = 0
    most_passed: int = 0
    pairs: tuple[PairFigures, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of the month."""
        return self == TeamTotal(self.team, self.period, 0, 0)


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[TeamTotal])


class FirmMonth:
    """The totals of all teams in one accounting month; of each team the last one that was told holds."""

    def __init__(self, period: str) -> None:
        self.period = period
        self.totals: dict[str, TeamTotal] = {}

    def put(self, total: TeamTotal) -> None:
        """Let this be the team's total."""
        if total.is_empty:
            self.totals.pop(total.team, None)
        else:
            self.totals[total.team] = total

    def encode(self) -> bytes:
        """The totals in a compact form; equal ones give equal bytes, and no bytes stand for nothing."""
        totals = [self.totals[team] for team in sorted(self.totals)]
        return seal(VERSION, _ENCODER.encode(totals)) if totals else b""

    @classmethod
    def decode(cls, period: str, state: bytes) -> "FirmMonth":
        """Exactly what was written. Raises StateError: another version, or bytes that are not what was written."""
        found = cls(period)
        if not state:
            return found
        what = f"the teams' totals of {period}"
        body = unseal(VERSION, state, what)
        try:
            found.totals = {total.team: total for total in _DECODER.decode(body)}
        except msgspec.MsgspecError as error:
            message = f"{what} are not in the form of version {VERSION}: {error}. {CURE}"
            raise StateError(message) from None
        return found
