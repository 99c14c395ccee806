"""From a finished story to the contract's lines: amounts, amendments, refunds, ids, stamps, labels."""

from random import Random

from simulator.journey import Journey
from simulator.people import Person
from simulator.records import Deal, Entry, Move
from simulator.times import DAY, HOUR, Stamps, day_of, midnight
from simulator.truth import decidable, work_before
from simulator.wire import ActivityLine, LabelLine, OrderLine, OwnershipLine

DIGITS = {"CNY": 2, "USD": 2, "JPY": 0, "KWD": 3}
_RATE = {"CNY": 1.0, "USD": 0.14, "JPY": 20.0, "KWD": 0.043}
_SOURCES = ("crm", "crm", "crm", None, None, "erp", "web", "phone")
STAMPS = {zone: Stamps(zone) for zone in ("+08:00", "Z", "+09:00")}
_EXACT = Stamps("+08:00", ".000")


def money(minor: int, currency: str) -> str:
    """Write minor units as the contract's decimal string.

    >>> money(1280000, "CNY"), money(5, "KWD"), money(1200, "JPY")
    ('12800.00', '0.005', '1200')
    """
    digits = DIGITS[currency]
    if digits == 0:
        return str(minor)
    whole, rest = divmod(minor, 10**digits)
    return f"{whole}.{rest:0{digits}d}"


def _moment(move: Move) -> int:
    return move.time


def _owner_at(moves: list[Move], time: int) -> Person | None:
    """Return who owns at a time, after the changes in time order."""
    owner = None
    for move in moves:
        if move.time <= time:
            owner = move.new
    return owner


class Booking:
    """Turns one journey into lines; `bad` money never arises, as all sums are minor units.

    `won` holds the deals whose last statement has a net amount above 0, `booked` their CNY minor units.
    """

    def __init__(self, j: Journey, end: int) -> None:
        self._j = j
        self._rng = j.rng
        self._end = end
        self.customer_id = f"C{j.number:07d}"
        chance = j.rng.random()
        self._currency = "CNY" if chance < 0.93 else "USD" if chance < 0.96 else "JPY" if chance < 0.985 else "KWD"
        zone = "+09:00" if self._currency == "JPY" else "Z" if chance < 0.03 else "+08:00"
        self._stamp = (_EXACT if 0.03 <= chance < 0.05 else STAMPS[zone]).text
        self._amount = int(1_000_000 * j.rng.lognormvariate(0.3, 0.8) * (j.size / 9) ** 0.7)
        self.sales: list[tuple[str, int, int]] = []

    def _id(self) -> str:
        return f"{self._rng.getrandbits(56):014x}"

    def changes(self) -> list[OwnershipLine]:
        """Return the changes of owner that happened before the world ends."""
        moves = self._j.moves
        again = [move for move in self._j.restated if _owner_at(moves, move.time) is move.new]
        return [
            self._change(move)
            for move in sorted(moves + again, key=_moment)
            if move.time <= self._end and not move.lost
        ]

    def _change(self, move: Move) -> OwnershipLine:
        previous = None if move.previous is None or move.hidden else move.previous.id
        code, text = move.claim
        return OwnershipLine(
            event_id=self._id(),
            occurred_at=self._stamp(move.time),
            recorded_at=self._stamp(move.time + 2) if self._rng.random() < 0.3 else None,
            customer_id=self.customer_id,
            previous_owner_id=previous,
            new_owner_id=None if move.new is None else move.new.id,
            changed_by=move.button,
            reason_code=code,
            reason_text=text,
        )

    def activities(self) -> list[ActivityLine]:
        """Return the entries that were written before the world ends."""
        return [self._activity(entry) for entry in self._j.entries if entry.time <= self._end]

    def _activity(self, entry: Entry) -> ActivityLine:
        return ActivityLine(
            event_id=self._id(),
            occurred_at=self._stamp(entry.time),
            recorded_at=None if entry.recorded is None else self._stamp(entry.recorded),
            customer_id=self.customer_id,
            actor_id=entry.actor.id,
            activity_type=entry.kind,
            direction=entry.direction,
            duration_seconds=entry.seconds,
            content=entry.content,
            stage=entry.stage,
        )

    def orders(self) -> tuple[list[OrderLine], list[LabelLine]]:
        """Return all statements of all orders, and the label of each order that ends above zero."""
        lines: list[OrderLine] = []
        labels: list[LabelLine] = []
        deals = [deal for deal in self._j.deals if deal.time <= self._end]
        temper = self._j.firm.temper
        if self._rng.random() < temper.dated:
            self._date_only(deals)
        elif temper.day_end:
            for deal in deals:
                deal.time = midnight(day_of(deal.time) + 1) - 1
        elif self._rng.random() < temper.tied:
            self._tie(deals)
        for number, deal in enumerate(sorted(deals, key=lambda deal: deal.time)):
            order_id = f"SO{self._j.number:07d}{number}"
            minor = self._order(deal, order_id, lines)
            if minor > 0:
                labels.append(self._label(deal, order_id))
        return lines, labels

    def _date_only(self, deals: list[Deal]) -> None:
        """State orders at midnight, as a CRM does that knows their date only, where no change of owner lies between."""
        for deal in deals:
            day = midnight(day_of(deal.time))
            if not any(day <= move.time <= deal.time for move in self._j.moves):
                deal.time = day

    def _tie(self, deals: list[Deal]) -> None:
        """Give an order the time of the last entry before it, where no change of owner lies between."""
        for deal in deals:
            last = max((entry.time for entry in self._j.entries if entry.time <= deal.time), default=deal.time)
            if deal.time - last < 3 * DAY and not any(last <= move.time <= deal.time for move in self._j.moves):
                deal.time = last

    def _label(self, deal: Deal, order_id: str) -> LabelLine:
        restated = deal.restated is not None and deal.restated[0] <= self._end
        payee = deal.restated[1] if deal.restated is not None and restated else deal.seller
        done, logged, others_done, others_logged = work_before(self._j, deal, payee)
        return LabelLine(
            order_id=order_id,
            customer_id=self.customer_id,
            label=deal.label,
            kind=deal.kind,
            decidable=decidable(self._j, deal, payee),
            payee_done=done,
            payee_logged=logged,
            others_done=others_done,
            others_logged=others_logged,
        )

    def _order(self, deal: Deal, order_id: str, lines: list[OrderLine]) -> int:
        """Append the statements of one order; return its last net amount in minor units."""
        rng = self._rng
        minor = self._price(deal)
        origin = deal.origin if deal.origin is not None else rng.choice(_SOURCES)
        seller = deal.seller
        order_type = None if deal.order_type == "new" and rng.random() < 0.25 else deal.order_type
        typist = deal.entered_by.id if deal.entered_by is not None else seller.id if rng.random() < 0.3 else None

        def state(time: int, status: str, amount: int) -> None:
            lines.append(
                OrderLine(
                    event_id=self._id(),
                    occurred_at=self._stamp(time),
                    order_id=order_id,
                    customer_id=self.customer_id,
                    seller_id=seller.id,
                    entered_by=typist,
                    amount=money(amount, self._currency),
                    currency=self._currency,
                    order_type=order_type,
                    order_source=origin,
                    status=status,
                )
            )

        state(deal.time, "won", minor)
        if deal.restated is not None and deal.restated[0] <= self._end:
            seller = deal.restated[1]
            state(deal.restated[0], "amended", minor)
        for time, status, amount in self._afterwards(deal, minor):
            if time <= self._end:
                state(time, status, amount)
                minor = amount
        if minor > 0 and self._currency == "CNY":
            self.sales.append((seller.id, deal.time, minor))
        return minor

    def _price(self, deal: Deal) -> int:
        rough = max(100.0, self._amount * deal.scale) / 100 * _RATE[self._currency]
        step = 10 ** self._rng.choice((0, 0, 1, 2)) if rough > 2000 else 1
        whole = max(1, round(rough / step) * step)
        digits = DIGITS[self._currency]
        fraction = int(self._rng.random() * 10**digits) if self._rng.random() < 0.15 else 0
        return whole * int(10**digits) + fraction

    def _afterwards(self, deal: Deal, minor: int) -> list[tuple[int, str, int]]:
        """Draw what happens to an order later: amended, refunded, cancelled; the same for both labels."""
        rng: Random = self._rng
        start = deal.time if deal.restated is None else deal.restated[0]
        steps: list[tuple[int, str, int]] = []
        if rng.random() < self._j.settings.orders.amended:
            steps.append(
                (start + HOUR + int(rng.random() * 10 * DAY), "amended", max(1, int(minor * rng.uniform(0.7, 1.25))))
            )
        chance = rng.random()
        if chance < self._j.settings.refunds:
            left = 0 if rng.random() < 0.3 else int((steps[-1][2] if steps else minor) * rng.uniform(0.2, 0.95))
            steps.append((start + 11 * DAY + int(rng.random() * 40 * DAY), "refunded", left))
        elif chance < self._j.settings.refunds + self._j.settings.orders.cancelled:
            steps.append((start + 11 * DAY + int(rng.random() * 20 * DAY), "cancelled", 0))
        return steps


__all__ = ["Booking", "DIGITS", "money"]
