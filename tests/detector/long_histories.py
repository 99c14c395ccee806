"""Histories of years: episodes of work, transfers, orders that may come long after, refunds, decisions."""

from random import Random
from typing import Any

from hypothesis import strategies as st

from detector.facts import DecisionFact, ReasonFact
from detector.text import hash64
from tests.detector.builders import NO_REASON, Customer, at, claim

REASONS = (NO_REASON, NO_REASON, claim("capacity"), claim("leave_cover"))


class Years:
    """Draws the episodes of one customer."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.customer = Customer()
        self.orders = 0
        self.last = 0.0
        """The day of the last order, or of the hop."""

    def pick(self, *values: Any) -> Any:
        return self.random.choice(values)

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def episode(self, day: float) -> None:
        """A salesperson works, hands over, and somebody gets the order, soon or in years; then what comes after."""
        worker, receiver = self.pick("lin", "lin", "wang"), self.pick("mei", "mei", "qiu", "wang")
        self.customer.owner(day, worker, by="gao")
        for meeting in range(self.pick(0, 2, 6, 6)):
            self.customer.work(day + 1 + meeting * 7, worker, id_hash=self._hash())
        hop = day + self.number(20, 60) + 0.5
        if self.pick(True, True, True, False):
            self.customer.owner(hop, self.pick(receiver, receiver, ""), worker, by="gao", reason=self.pick(*REASONS))
        gaps = self._gaps()
        for gap in gaps:
            self.customer.work(hop + gap - 3, "zhou", "service", id_hash=self._hash())
            self.order(hop + gap, self.pick(receiver, receiver, receiver, worker))
        self.last = hop + max(gaps, default=0)
        if self.pick(False, True):
            self.customer.owner(hop + self.number(5, 45) + 0.3, self.pick(worker, "lin"), receiver)

    def _gaps(self) -> list[float]:
        soon, late = self.number(1, 30) + 0.25, self.number(300, 1700) + 0.75
        both = [soon, soon + late / 4], [soon, late], [late, late + 90]
        return self.random.choice([[], [soon], [late], [late], [soon, soon + 0.5], *both])

    def order(self, day: float, seller: str) -> None:
        """An order with work around it, restated and decided about up to years later."""
        self.orders += 1
        name, kind = f"O{self.orders}", self.pick("new", "new", "repeat")
        amount = self.pick(0, 101, 99_999)
        self.customer.order(day, seller, name, amount, order_type=kind)
        for _ in range(self.pick(0, 1, 4)):
            around = day + self.number(-29, 35) + 0.125
            self.customer.work(around, self.pick("lin", seller, "zhou"), id_hash=self._hash())
        for _ in range(self.pick(0, 0, 1, 2)):
            later = day + self.number(1, self.pick(40, 1500)) + 0.4
            stated, seller = self.pick((amount // 2, seller), (amount, seller), (amount * 3, seller), (amount, "qiu"))
            self.customer.order(later, seller, name, stated, order_type=kind, status="amended")
        for _ in range(self.pick(0, 0, 1, 1, 2)):
            self.decide(day + self.number(-3, self.pick(40, 1500)) + 0.6, name, seller, amount)

    def decide(self, day: float, order_id: str, seller: str, amount: int) -> None:
        decisions = self.customer.decisions
        word = self.pick("release", "release", "reassign", "explain", "explain hop")
        if word == "explain hop":
            self.customer.explain(day, claim("capacity"), change_id=self.pick(*self.customer.changes).event_id)
        elif word == "explain":
            self.customer.explain(day, self.pick(claim("capacity"), NO_REASON), order_id=order_id)
        else:
            plan = (("lin", "0.80"), (seller, "0.20"))
            shares = self.pick(plan, ((seller, "1"),)) if word == "release" else (("zhou", "0.5"), ("lin", "0.5"))
            name, money = f"dec-{len(decisions) + 1}", f"{amount // 100}.{amount % 100:02}" if word == "release" else ""
            facts = (at(day), name, self.pick("gao", "gao", "mei"), word, True, order_id, "", money, shares)
            decisions.append(DecisionFact(*facts, ReasonFact("", True, ""), hash64(name.encode())))

    def _hash(self) -> int:
        return hash64(b"activity %d" % len(self.customer.activities))


def long_history(random: Random) -> Customer:
    """Up to four episodes of some years, then perhaps one call that makes all else old."""
    years = Years(random)
    for _ in range(years.pick(1, 2, 3)):
        years.episode(years.last + years.number(10, 700))
    if years.pick(True, False):
        years.customer.work(years.last + years.number(0, 1400), "lin", "call", id_hash=1)
    return years.customer


long_histories = st.randoms(use_true_random=False).map(long_history)
