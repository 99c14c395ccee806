"""Honest people's money that is held although nobody did anything wrong: how much of it, why, and for how long.

Read from the ledger. A held entry holds its amount from its `effective_at` until the entry that reverses it, or until
the last moment that the result knows.
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from cli.evaluation.labelled import LabelledOrder
from cli.evaluation.ndjson import strictly
from cli.evaluation.staff import Staff
from detector.instant import DAY_US, parse_instant

CAUSES = ("review", "no_reason")
EVERYBODY = "all"
_MARK = "; held: "


class HeldRow(Struct):
    """The money of honest orders in one currency that one role gets; the role "all" is everybody.

    `total`, `held`: net amounts, exact, at the end; `for_review`: the part of `held` that waits because of the outcome
    `review`, the rest because a demanded reason is missing. `credits`: orders × payees, `ever_held` those of them that
    were held for any time, `days` how long each of those was, in days.
    """

    role: str
    currency: str
    total: Decimal = Decimal(0)
    held: Decimal = Decimal(0)
    for_review: Decimal = Decimal(0)
    credits: int = 0
    ever_held: int = 0
    days: list[float] = []

    @property
    def share(self) -> float | None:
        """The held part of the money."""
        return float(self.held / self.total) if self.total else None


class HeldMoney(Struct, frozen=True):
    """What is held of one world's honest orders.

    `orders`: honest orders in the ledger; `held_orders`: those held at the end, `causes`: the same by why;
    `ever_held`: those held for any time, `days`: how long each of them was. `until`: the last moment that the result
    knows, in microseconds since 1970.
    """

    world: str
    until: int
    orders: int
    held_orders: int
    causes: dict[str, int]
    ever_held: int
    days: list[float]
    rows: list[HeldRow]


class Entry(Struct):
    """What is read of a ledger line."""

    entry_id: str
    order_id: str
    payee_id: str
    amount: Decimal
    currency: str
    status: str
    effective_at: str
    reason: str
    reverses: str | None = None


class _Credit(Struct):
    """One payee's credit of one order: sums by currency and status, the held entries that are open, closed spans."""

    since: int
    sums: dict[tuple[str, str], Decimal] = {}
    open: dict[str, int] = {}
    cause: str = ""
    spans: list[tuple[int, int]] = []

    def post(self, entry: Entry, at: int) -> None:
        """Take the next entry of the ledger."""
        key = entry.currency, entry.status
        self.sums[key] = self.sums.get(key, Decimal(0)) + entry.amount
        if entry.status != "held":
            return
        if entry.reverses is None:
            self.open[entry.entry_id] = at
            self.cause = entry.reason.rpartition(_MARK)[2]
        elif entry.reverses in self.open:
            self.spans.append((self.open.pop(entry.reverses), at))

    def held_spans(self, until: int) -> list[tuple[int, int]]:
        """When it was held, [from, to), what is still open until the given moment."""
        return [*self.spans, *((start, until) for start in self.open.values())]


def held_money(world: str, result_dir: Path, orders: dict[str, LabelledOrder], staff: Staff) -> HeldMoney | None:
    """Read the ledger of one result; None where the folder has none. Raises InputError for a damaged one."""
    path = result_dir / "credits.ndjson"
    if not path.is_file():
        return None
    until = max((order.assessed_at for order in orders.values()), default=0)
    ledger: dict[str, dict[str, _Credit]] = {}
    for entry in strictly(path, Entry):
        at = parse_instant(entry.effective_at)
        until = max(until, at)
        order = orders.get(entry.order_id)
        if order is not None and not order.fraud:
            payees = ledger.setdefault(entry.order_id, {})
            payees.setdefault(entry.payee_id, _Credit(at)).post(entry, at)
    return _summed_up(world, ledger, staff, until)


def _summed_up(world: str, ledger: dict[str, dict[str, _Credit]], staff: Staff, until: int) -> HeldMoney:
    rows: dict[tuple[str, str], HeldRow] = {}
    causes = dict.fromkeys(CAUSES, 0)
    days, held_orders = [], 0
    for payees in ledger.values():
        spans = []
        for payee, credit in payees.items():
            mine = credit.held_spans(until)
            spans.extend(mine)
            for role in (EVERYBODY, staff.role(payee, credit.since)):
                _add(rows, role, credit, _days(mine))
        if spans:
            days.append(_days(spans))
        why = {credit.cause for credit in payees.values() if credit.open}
        held_orders += bool(why)
        for cause in why:
            causes[cause] = causes.get(cause, 0) + 1
    return HeldMoney(
        world=world, until=until, orders=len(ledger), held_orders=held_orders, causes=causes, ever_held=len(days),
        days=sorted(days), rows=sorted(rows.values(), key=_place),
    )  # fmt: skip


def _add(rows: dict[tuple[str, str], HeldRow], role: str, credit: _Credit, days: float) -> None:
    for currency in {currency for currency, _ in credit.sums}:
        row = rows.setdefault((role, currency), HeldRow(role, currency))
        held = credit.sums.get((currency, "held"), Decimal(0))
        row.total += held + credit.sums.get((currency, "posted"), Decimal(0))
        row.held += held
        row.for_review += held if credit.cause == "review" else 0
        row.credits += 1
        if credit.cause:
            row.ever_held += 1
            row.days.append(days)


def _place(row: HeldRow) -> tuple[bool, str, str]:
    return row.role != EVERYBODY, row.currency, row.role


def _days(spans: Iterable[tuple[int, int]]) -> float:
    """How long the union of some spans is, in days to 2 places."""
    total = reached = 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return round(total / DAY_US, 2)
