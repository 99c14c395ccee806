"""One team in one accounting month: what its won orders add up to, and the findings that this states.

The team stage adds facts and takes back what was corrected. A `TeamPeriod` is nothing but integers that are added, so
facts may arrive in any order, and parts that were added up apart can be merged. No finding moves an outcome or money.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from detector.errors import StateError
from detector.outputs import Finding
from detector.sealing import CURE, seal, unseal
from detector.team_facts import OrderFact
from detector.team_findings import Rate, Total, pair_count, person_rate, team_rate

VERSION = 1
"""The form written; a reader refuses any that it does not know."""

# Sums, each with what it is of: (_ORDERS, whose), (_AMOUNT, whose, currency), (_SELLING, person) where the role was
# sales, (_PASSED, originator, assistant, order), (_PASSED_AMOUNT, originator, assistant, currency).
_ORDERS, _AMOUNT, _SELLING, _PASSED, _PASSED_AMOUNT = _KINDS = range(5)
_Key = tuple[int, str, str, str]
_TEAM = ""  # whose: everybody's together; no person has that id


class _State(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """`words`: all texts, sorted. `keys`: four integers for each sum, its kind and three words.

    `sums`: a sum beyond 64 bits is a text.
    """

    words: list[str]
    keys: list[int]
    sums: list[int | str]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_State)


def _parts(fact: OrderFact) -> Iterator[tuple[_Key, int]]:
    """What an order adds to which sum."""
    for whose in (_TEAM, *fact.involved):
        yield (_ORDERS, whose, "", ""), 1
        yield (_AMOUNT, whose, fact.currency, ""), fact.amount_minor
    for person in fact.selling:
        yield (_SELLING, person, "", ""), 1
    if fact.transfer is not None:
        yield (_PASSED, *fact.transfer, fact.order_id), 1
        yield (_PASSED_AMOUNT, *fact.transfer, fact.currency), fact.amount_minor


class TeamPeriod:
    """The sums of one team and accounting month.

    >>> fact = OrderFact("north", "2026-03", "C1", "O1", 10_000, "CNY", ("lin", "mei"), ("lin",), ("lin", "mei"))
    >>> sums = TeamPeriod("north", "2026-03")
    >>> sums.apply(fact)
    >>> [(finding.finding_id, finding.estimate, finding.interval) for finding in sums.findings()][0]
    ('pair_count:lin:mei:north:2026-03', '1.0000', ('0.2065', '1.0000'))
    >>> sums.apply(fact, -1)
    >>> sums.is_empty, sums.encode(), sums.findings()
    (True, b'', [])
    """

    def __init__(self, team: str, period: str) -> None:
        """`team` "": the people without one. `period`: an accounting month such as `2026-03`."""
        self.team = team
        self.period = period
        self._sums: dict[_Key, int] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it: all that was added was taken out again."""
        return not self._sums

    def apply(self, fact: OrderFact, sign: Literal[1, -1] = 1) -> None:
        """Add an order's fact, or take one out that was added (or will be)."""
        self._add((key, sign * number) for key, number in _parts(fact))

    def merge(self, other: "TeamPeriod") -> None:
        """Add everything that another part of the same team and month holds."""
        self._add(other._sums.items())

    def _add(self, parts: Iterable[tuple[_Key, int]]) -> None:
        sums = self._sums
        for key, number in parts:
            total = sums.get(key, 0) + number
            if total:
                sums[key] = total
            else:
                sums.pop(key, None)

    def encode(self) -> bytes:
        """The sums in a compact form; equal ones give equal bytes, and no bytes stand for nothing."""
        if not self._sums:
            return b""
        words = sorted({word for key in self._sums for word in key[1:]})
        index = {word: number for number, word in enumerate(words)}
        keys: list[int] = []
        sums: list[int | str] = []
        for (kind, *texts), total in sorted(self._sums.items()):
            keys += (kind, *(index[text] for text in texts))
            sums.append(total if -(2**63) <= total < 2**63 else str(total))
        return seal(VERSION, _ENCODER.encode(_State(words, keys, sums)))

    @classmethod
    def decode(cls, team: str, period: str, state: bytes) -> "TeamPeriod":
        """The sums of a compact form, exactly as they were.

        Raises StateError: another version, or bytes that are not what was written.
        """
        found = cls(team, period)
        if not state:
            return found
        what = f"the state of team {team!r} in {period}"
        body = unseal(VERSION, state, what)
        try:
            found._sums = _unpack(_DECODER.decode(body))
        except (msgspec.MsgspecError, IndexError, ValueError) as error:
            message = f"{what} is not in the form of version {VERSION}: {error}. {CURE}"
            raise StateError(message) from None
        return found

    def findings(self) -> list[Finding]:
        """What the sums state, sorted by finding id: rates of the team and its salespeople, and who passed to whom."""
        rates, pairs = self._rates(), self._pairs()
        for (originator, _), passed in pairs.items():
            _add_total(rates[originator].transferred, passed)
            _add_total(rates[_TEAM].transferred, passed)
        sellers = {key[1] for key, total in self._sums.items() if key[0] in (_SELLING, _PASSED) and total > 0}
        stated = {person: rates[person] for person in sellers if rates[person].can_be_stated}
        found = [person_rate(person, self.team, self.period, figures) for person, figures in stated.items()]
        for pair, passed in pairs.items():
            if pair[0] in stated and 0 < passed.orders <= stated[pair[0]].won.orders:
                found.append(pair_count(pair, self.team, self.period, stated[pair[0]], passed))
        if self.team and stated and rates[_TEAM].can_be_stated:
            found.append(team_rate(self.team, self.period, rates[_TEAM]))
        return sorted(found, key=lambda finding: finding.finding_id)

    def _rates(self) -> defaultdict[str, Rate]:
        """Person, or "" for the team → all won orders; nothing is transferred yet."""
        rates: defaultdict[str, Rate] = defaultdict(lambda: Rate(Total(), Total()))
        for (kind, whose, currency, _), total in self._sums.items():
            if kind == _ORDERS:
                rates[whose].won.orders += total
            elif kind == _AMOUNT:
                rates[whose].won.amounts[currency] += total
        return rates

    def _pairs(self) -> dict[tuple[str, str], Total]:
        """(Originator, assistant) → what went from one to the other."""
        pairs: defaultdict[tuple[str, str], Total] = defaultdict(Total)
        for (kind, originator, assistant, what), total in self._sums.items():
            if kind == _PASSED:
                pairs[originator, assistant].orders += total
                if total > 0:
                    pairs[originator, assistant].order_ids.add(what)
            elif kind == _PASSED_AMOUNT:
                pairs[originator, assistant].amounts[what] += total
        return dict(pairs)


def changed_findings(before: bytes | None, after: TeamPeriod) -> list[tuple[str, Finding | None]]:
    """What became other than `before` (kept bytes of the same team and month), by finding id; None: it vanished.

    Raises StateError where `before` cannot be read.
    """
    old = {item.finding_id: item for item in TeamPeriod.decode(after.team, after.period, before or b"").findings()}
    new = {item.finding_id: item for item in after.findings()}
    return [(name, new.get(name)) for name in sorted({*old, *new}) if old.get(name) != new.get(name)]


def _add_total(to: Total, part: Total) -> None:
    to.orders += part.orders
    to.amounts.update(part.amounts)
    to.order_ids |= part.order_ids


def _unpack(state: _State) -> dict[_Key, int]:
    keys = zip(*[iter(state.keys)] * 4, strict=True)
    sums: dict[_Key, int] = {}
    for (kind, *texts), total in zip(keys, state.sums, strict=True):
        first, second, third = (state.words[index] for index in texts)
        sums[_KINDS[kind], first, second, third] = int(total)
    return sums
