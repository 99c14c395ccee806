"""The append-only ledger of one order: corrections are reversals plus replacements, ids are hashes of content."""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

import msgspec

from detector.calendar import accounting_month, open_month
from detector.instant import format_instant
from detector.money import format_minor, split_minor
from detector.outputs import Credit, CreditStatus
from detector.pack import RulePack


class Booking(NamedTuple):
    """What an order credits from a moment on: `shares` payee → share, adding up to 1; amounts in minor units."""

    amount_minor: int
    currency: str
    shares: Mapping[str, Decimal]
    status: CreditStatus
    plan_id: str
    plan_version: int
    at: int
    reason: str


class OpenLine(NamedTuple):
    """What stands credited to a payee: an entry that nothing has reversed."""

    share: Decimal
    amount_minor: int
    currency: str
    status: CreditStatus


class PayeeLines(NamedTuple):
    """Where a payee's entries of an order stand: the id of the last one, and what is open (by that very entry)."""

    last_id: str
    open: OpenLine | None


def share_text(share: Decimal) -> str:
    """A share as a decimal string with at least two places.

    >>> share_text(Decimal(1)), share_text(Decimal("0.8")), share_text(Decimal("0.3333"))
    ('1.00', '0.80', '0.3333')
    """
    whole, _, places = f"{share:f}".partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"


_NO_LINES: Mapping[str, PayeeLines] = {}
_NOTHING = PayeeLines("", None)


class Ledger:
    """One order's entries so far. `post` brings them to a booking and returns the entries that this takes."""

    def __init__(
        self, customer_id: str, order_id: str, pack: RulePack, lines: Mapping[str, PayeeLines] = _NO_LINES
    ) -> None:
        """`lines`: payee → where another ledger of this order stopped, to go on from there."""
        self._customer_id = customer_id
        self._order_id = order_id
        self._pack = pack
        self._lines = dict(lines)

    @property
    def lines(self) -> dict[str, PayeeLines]:
        """Payee → where their entries stand, everybody ever credited."""
        return dict(self._lines)

    def post(self, booking: Booking) -> list[Credit]:
        """Reverse what changed and enter it anew; a net amount of zero enters nothing new."""
        wanted = self._wanted(booking)
        entries: list[Credit] = []
        for payee in sorted({*self._lines, *wanted}):
            last_id, held = self._lines.get(payee, _NOTHING)
            want = wanted.get(payee)
            if held == want:
                continue
            if held is not None:
                entries.append(self._entry(payee, held, booking, last_id, reverses=True))
                last_id = entries[-1].entry_id
            if want is not None:
                entries.append(self._entry(payee, want, booking, last_id, reverses=False))
                last_id = entries[-1].entry_id
            self._lines[payee] = PayeeLines(last_id, want)
        return entries

    def _wanted(self, booking: Booking) -> dict[str, OpenLine]:
        if booking.amount_minor == 0:
            return {}
        parts = split_minor(booking.amount_minor, booking.shares)
        return {
            payee: OpenLine(share, parts[payee], booking.currency, booking.status)
            for payee, share in booking.shares.items()
        }

    def _entry(self, payee: str, line: OpenLine, booking: Booking, last_id: str, *, reverses: bool) -> Credit:
        sign = -1 if reverses else 1
        amount = format_minor(sign * line.amount_minor, line.currency)
        month = accounting_month(booking.at, self._pack.company.calendar, self._pack.zone)
        period = open_month(month, self._pack.company.calendar)
        parts = [self._customer_id, self._order_id, payee, line.status, amount, line.currency, last_id or None]
        entry_id = sha256(msgspec.json.encode(parts)).hexdigest()[:32]
        return Credit(
            entry_id=entry_id,
            order_id=self._order_id,
            customer_id=self._customer_id,
            payee_id=payee,
            credit_type="direct",
            share=f"-{share_text(line.share)}" if reverses else share_text(line.share),
            amount=amount,
            currency=line.currency,
            status=line.status,
            plan_id=booking.plan_id,
            plan_version=booking.plan_version,
            effective_at=format_instant(booking.at),
            accounting_period=period,
            original_period=month if month != period else None,
            reverses=last_id if reverses else None,
            reason=booking.reason,
            assessment_id=f"order:{self._order_id}",
        )
