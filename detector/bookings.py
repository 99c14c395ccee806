"""What a person booked in a quarter of accounting months, and the targets for it: the state behind quota bursts.

Facts of won orders and quotas come under the id of the person on whom the order is booked, in any order, and may be
taken out again. A quarter is those three months whose names are in it, by the company's calendar.
"""

from typing import TypeVar

import msgspec
from msgspec import Struct

from detector.calendar import accounting_month, days_left
from detector.errors import StateError
from detector.events import Quota
from detector.money import parse_minor
from detector.pack import RulePack
from detector.people import People
from detector.process import process_of
from detector.sealing import CURE, seal, unseal
from detector.settlement import SettledOrder

VERSION = 1
"""The form written; a reader refuses any that it does not know."""


class BookedFact(Struct, frozen=True, array_like=True, omit_defaults=True, order=True):
    """A won order as its seller's attainment sees it.

    `at`: the order's time, microseconds since 1970, `period` its accounting month and `days_left` how many whole days
    of that were left. `originator`: of the path to the seller, "" for none; `needless`: whether that path was.
    """

    seller: str
    period: str
    at: int
    customer_id: str
    order_id: str
    days_left: int
    amount_minor: int
    currency: str
    order_type: str
    originator: str = ""
    needless: bool = False


class QuotaFact(Struct, frozen=True, array_like=True, order=True):
    """A target of a person: minor units of `currency`, or a number of customers where that is ""."""

    person: str
    period: str
    metric: str
    at: int
    event_id: str
    target: int
    currency: str


def booked_fact(settled: SettledOrder, people: People, pack: RulePack) -> BookedFact | None:
    """The fact of an order; None of one that is not won."""
    judged = settled.judged
    order, last = judged.order, judged.order.last
    if last.amount_minor == 0:
        return None
    month = accounting_month(order.at, pack.company.calendar, pack.zone)
    return BookedFact(
        seller=last.seller,
        period=month,
        at=order.at,
        customer_id=judged.assessment.customer_id,
        order_id=order.order_id,
        days_left=days_left(order.at, month, pack.company.calendar, pack.zone),
        amount_minor=last.amount_minor,
        currency=last.currency,
        order_type=last.order_type,
        originator=judged.judgement.path.originator,
        needless=process_of(judged, people).needless,
    )


def quota_fact(event: Quota, at: int) -> QuotaFact | None:
    """The fact of a quota; None of a target in money that names no currency: nothing can be held against it."""
    if isinstance(event.target, int):
        return QuotaFact(event.person_id, event.period, event.metric, at, event.event_id, event.target, "")
    if event.currency is None:
        return None
    target = parse_minor(event.target, event.currency)
    return QuotaFact(event.person_id, event.period, event.metric, at, event.event_id, target, event.currency)


def quarter_of(period: str) -> str:
    """The quarter of a month or quarter.

    >>> quarter_of("2026-03"), quarter_of("2026-04"), quarter_of("2026-Q4")
    ('2026-Q1', '2026-Q2', '2026-Q4')
    """
    return period if "Q" in period else f"{period[:4]}-Q{(int(period[5:]) + 2) // 3}"


class _State(Struct, array_like=True, forbid_unknown_fields=True):
    booked: list[tuple[BookedFact, int]]
    quotas: list[tuple[QuotaFact, int]]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_State)


class PersonQuarter:
    """What one person booked in a quarter, and the targets for it or its months."""

    def __init__(self, person: str, quarter: str) -> None:
        self.person = person
        self.quarter = quarter
        self._booked: dict[BookedFact, int] = {}
        self._quotas: dict[QuotaFact, int] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return not self._booked and not self._quotas

    @property
    def booked(self) -> list[BookedFact]:
        """The orders, by time. One of which only the taking out was read is not among them."""
        return sorted((fact for fact, count in self._booked.items() if count > 0), key=lambda fact: fact.at)

    @property
    def quotas(self) -> list[QuotaFact]:
        """The targets, sorted by period, metric, time and event id."""
        return sorted(self._quotas)

    def book(self, fact: BookedFact, sign: int = 1) -> None:
        """Add an order's fact, or take one out that was added (or will be)."""
        _count(self._booked, fact, sign)

    def set_target(self, fact: QuotaFact) -> None:
        """Add a target; each event once."""
        _count(self._quotas, fact, 1)

    def merge(self, other: "PersonQuarter") -> None:
        """Add everything that another part of the same person and quarter holds."""
        for booked, count in other._booked.items():
            _count(self._booked, booked, count)
        for quota, count in other._quotas.items():
            _count(self._quotas, quota, count)

    def encode(self) -> bytes:
        """All of it in a compact form; equal ones give equal bytes, and no bytes stand for nothing."""
        if self.is_empty:
            return b""
        return seal(VERSION, _ENCODER.encode(_State(sorted(self._booked.items()), sorted(self._quotas.items()))))

    @classmethod
    def decode(cls, person: str, quarter: str, state: bytes) -> "PersonQuarter":
        """Exactly what was written. Raises StateError: another version, or bytes that are not what was written."""
        found = cls(person, quarter)
        if not state:
            return found
        what = f"the bookings of {person!r} in {quarter}"
        body = unseal(VERSION, state, what)
        try:
            kept = _DECODER.decode(body)
        except msgspec.MsgspecError as error:
            message = f"{what} are not in the form of version {VERSION}: {error}. {CURE}"
            raise StateError(message) from None
        found._booked, found._quotas = dict(kept.booked), dict(kept.quotas)
        return found


_F = TypeVar("_F")


def _count(counts: dict[_F, int], fact: _F, sign: int) -> None:
    total = counts.get(fact, 0) + sign
    if total:
        counts[fact] = total
    else:
        counts.pop(fact, None)
