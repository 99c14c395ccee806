"""One team in one accounting month: what its won orders add up to, and the findings that this states.

The team stage adds facts and takes back what was corrected. A `TeamPeriod` is nothing but integers that are added, so
facts may arrive in any order, and parts that were added up apart can be merged. No finding moves an outcome or money.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

import msgspec

from detector.errors import StateError
from detector.firm import TeamTotal
from detector.outputs import Finding
from detector.process_findings import needless_transfers, process_times
from detector.sealing import CURE, seal, unseal
from detector.team_facts import OrderFact
from detector.team_findings import Rate, Total, pair_count, person_rate, team_rate

VERSION = 1
"""The form written; a reader refuses any that it does not know."""

# Sums, each with what it is of: (_ORDERS, whose), (_AMOUNT, whose, currency), (_SELLING, person) where the role was
# sales, (_PASSED, originator, assistant, order), (_PASSED_AMOUNT, originator, assistant, currency), (_PATHS,) and
# (_NEEDLESS, originator, seller, order) of paths out of the team to anybody, (_RECEIVED, originator, seller, order) of
# needless ones from anybody into it, (_DAYS, own or passed, days) and (_DAYS_AFTER, days).
_ORDERS, _AMOUNT, _SELLING, _PASSED, _PASSED_AMOUNT, *_OF_PROCESS = _KINDS = range(10)
_PATHS, _NEEDLESS, _DAYS, _DAYS_AFTER, _RECEIVED = _OF_PROCESS
_OWN, _ON = "own", "passed"
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
    if fact.path is not None:
        originator, seller = fact.path
        if originator in fact.involved:
            yield (_PATHS, "", "", ""), 1
        if fact.needless and originator in fact.involved:
            yield (_NEEDLESS, originator, seller, fact.order_id), 1
        if fact.needless and seller in fact.involved:
            yield (_RECEIVED, originator, seller, fact.order_id), 1
    if fact.days >= 0:
        yield (_DAYS, _OWN if fact.days_after < 0 else _ON, str(fact.days), ""), 1
        if fact.days_after >= 0:
            yield (_DAYS_AFTER, str(fact.days_after), "", ""), 1


class Passing(NamedTuple):
    """How many orders each salesperson of a team won in a month, and what each (originator, assistant) had of them.

    `needless`: the needless paths of each (originator, seller), whatever the seller was, out of the team; `received`:
    those into it.
    """

    won: dict[str, int]
    pairs: dict[tuple[str, str], Total]
    needless: dict[tuple[str, str], Total]
    received: dict[tuple[str, str], Total]


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
        self._passing: Passing | None = None

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
        sums, self._passing = self._sums, None
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
            rates[originator].transferred.add(passed)
            rates[_TEAM].transferred.add(passed)
        stated = {person: rates[person] for person in self._sellers() if rates[person].can_be_stated}
        found = [person_rate(person, self.team, self.period, figures) for person, figures in stated.items()]
        for pair, passed in pairs.items():
            if pair[0] in stated and 0 < passed.orders <= stated[pair[0]].won.orders:
                found.append(pair_count(pair, self.team, self.period, stated[pair[0]], passed))
        if self.team and stated and rates[_TEAM].can_be_stated:
            found.append(team_rate(self.team, self.period, rates[_TEAM]))
            found += self._processes()
        return sorted(found, key=lambda finding: finding.finding_id)

    def passing(self) -> Passing:
        """The figures that findings over several months compare, for looking at: a month is asked many times."""
        if self._passing is None:
            rates = self._rates()
            won = {person: rates[person].won.orders for person in self._sellers()}
            self._passing = Passing(won, self._pairs(), self._needless(_NEEDLESS), self._needless(_RECEIVED))
        return self._passing

    def total(self) -> TeamTotal:
        """What comparing teams needs of the month alone."""
        passed = sum(total for key, total in self._sums.items() if key[0] == _PASSED)
        return TeamTotal(self.team, self.period, self._sums.get((_ORDERS, _TEAM, "", ""), 0), passed)

    def _sellers(self) -> set[str]:
        """Who was a salesperson at one of the orders, or passed one on."""
        return {key[1] for key, total in self._sums.items() if key[0] in (_SELLING, _PASSED) and total > 0}

    def _needless(self, wanted: int) -> dict[tuple[str, str], Total]:
        """(Originator, seller) → their needless paths, out of the team or into it."""
        found: defaultdict[tuple[str, str], Total] = defaultdict(Total)
        for (kind, originator, seller, order), total in self._sums.items():
            if kind == wanted:
                found[originator, seller].orders += total
                found[originator, seller].order_ids.add(order)
        return dict(found)

    def _processes(self) -> list[Finding]:
        """What is stated of how the team's orders came about."""
        days = {(_DAYS, _OWN): Counter[int](), (_DAYS, _ON): Counter[int](), (_DAYS_AFTER, ""): Counter[int]()}
        needless = Total()
        for (kind, name, value, _), total in self._sums.items():
            if kind == _DAYS:
                days[kind, name][int(value)] = total
            elif kind == _DAYS_AFTER:
                days[kind, ""][int(name)] = total
        for of_pair in self._needless(_NEEDLESS).values():
            needless.add(of_pair)
        paths = self._sums.get((_PATHS, "", "", ""), 0)
        return [
            *needless_transfers(self.team, self.period, paths, needless),
            *process_times(self.team, self.period, *days.values()),
        ]

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


def _unpack(state: _State) -> dict[_Key, int]:
    keys = zip(*[iter(state.keys)] * 4, strict=True)
    sums: dict[_Key, int] = {}
    for (kind, *texts), total in zip(keys, state.sums, strict=True):
        first, second, third = (state.words[index] for index in texts)
        sums[_KINDS[kind], first, second, third] = int(total)
    return sums
