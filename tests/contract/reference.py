"""A second, plain reading of the credit plan `transferred-customer`, for comparison only.

It recomputes everything from the contract's sentences for each order, without any state, and knows work only as
meetings of 1000 thousandths each. What the contract leaves open it does not guess: `Unclear` is raised.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from tests.contract.reference_parts import Split, divide, is_reason, is_valid, shares_of
from tests.contract.story import Event, Events

DAY = timedelta(days=1)
HORIZON, AFTER, HOLDOVER, POOL = 400 * DAY, 30 * DAY, 90 * DAY, 3 * DAY
SUBSTANTIVE = 2000


class Unclear(Exception):
    """The contract can be read in two ways here."""


@dataclass
class Stay:
    """One person's unbroken time as owner, or the pool's (`owner` None); `end` is the change that ended it."""

    owner: str | None
    start: datetime | None
    until: datetime | None = None
    end: str | None = None


@dataclass
class Judged:
    """What the plan makes of one order, decisions apart: the split, and the hop if the path is counted."""

    split: Split
    counted: bool
    proxy: bool
    hop: str | None


def time_of(event: Event, field: str = "occurred_at") -> datetime:
    return datetime.fromisoformat(event[field])


def key(event: Event) -> tuple[datetime, str]:
    return time_of(event), event["event_id"]


class Reference:
    """The plan over one set of events."""

    def __init__(self, events: Events) -> None:
        self.events = events

    def orders(self) -> dict[tuple[str, str], list[Event]]:
        """(customer, order) → its statements, earliest first."""
        found: dict[tuple[str, str], list[Event]] = {}
        for row in sorted(self.events["orders"], key=key):
            found.setdefault((row["customer_id"], row["order_id"]), []).append(row)
        return found

    def person(self, name: str, moment: datetime) -> tuple[str, str]:
        """Role and status of a person at a time."""
        rows = [row for row in self.events["people"] if row["person_id"] == name]
        rows.sort(key=lambda row: (time_of(row, "effective_from"), *key(row)))
        held = [row for row in rows if time_of(row, "effective_from") <= moment] or rows[:1]
        return (held[-1]["role"], held[-1]["status"]) if held else ("other", "active")

    def was_sales(self, name: str, start: datetime | None, until: datetime) -> bool:
        """Sales at any moment of [start, until)."""
        moments = [time_of(row, "effective_from") for row in self.events["people"] if row["person_id"] == name]
        inside = [moment for moment in moments if (start is None or moment > start) and moment < until]
        first = start if start is not None else min([*moments, until])
        return any(self.person(name, moment)[0] == "sales" for moment in [first, *inside])

    def stays(self, customer: str, moment: datetime) -> list[Stay]:
        """The owners up to an order at `moment`, as far as the order may know them."""
        changes = [row for row in self.events["ownership"] if row["customer_id"] == customer]
        changes = sorted((row for row in changes if time_of(row) <= moment + AFTER), key=key)
        if any(time_of(row) < moment - HORIZON for row in changes):
            raise Unclear("ownership before the horizon")
        stays = [Stay(changes[0].get("previous_owner_id") if changes else None, None)]
        for row in changes:
            if time_of(row) <= moment and row.get("new_owner_id") != stays[-1].owner:
                stays[-1].until, stays[-1].end = time_of(row), row["event_id"]
                stays.append(Stay(row.get("new_owner_id"), time_of(row)))
        return stays

    def work(self, customer: str, name: str, moment: datetime) -> int:
        rows = [row for row in self.events["activities"] if (row["customer_id"], row["actor_id"]) == (customer, name)]
        return 1000 * sum(moment - HORIZON <= time_of(row) < moment for row in rows)

    def judge(self, customer: str, order: str) -> Judged:
        """Sentences 1 to 5 for one order."""
        statements = self.orders()[customer, order]
        moment, seller = time_of(statements[0]), statements[-1]["seller_id"]
        alone = Judged({seller: Decimal(1)}, False, False, None)
        stays = self.stays(customer, moment)
        last = stays[-1]
        if last.owner is None:
            gone = last.start is None or moment - last.start >= POOL
            last = Stay(None, None) if gone or len(stays) < 2 else stays[-2]
        found = self._path(customer, stays, seller, moment) if last.owner == seller else None
        if last.owner is None:
            return alone
        if last.owner != seller:
            found = self._proxy(customer, stays, last, seller, moment)
        if not found or self.person(seller, moment)[0] != "assistant":
            return alone
        originator, after = found
        if self._excluded(customer, statements, originator.owner or "", after, moment):
            return alone
        proxy = last.owner != seller
        if not proxy and originator.until is not None and moment - originator.until >= HOLDOVER:
            return alone
        split = {seller: Decimal("0.20"), originator.owner or "": Decimal("0.80")}
        return Judged(split, True, proxy, None if proxy else originator.end)

    def _path(self, customer: str, stays: list[Stay], seller: str, moment: datetime) -> tuple[Stay, list[Stay]] | None:
        """Sentence 2: the last owner before the seller who was sales and did substantive work."""
        seen = len(stays)
        while seen and stays[seen - 1].owner in (seller, None):
            seen -= 1
        for number in range(seen - 1, -1, -1):
            stay = stays[number]
            if stay.owner in (None, seller) or self.work(customer, stay.owner or "", moment) < SUBSTANTIVE:
                continue
            if self.was_sales(stay.owner or "", stay.start, stay.until or moment):
                if any(later.owner == stay.owner for later in stays[number + 1 :]):
                    raise Unclear("owned twice, was sales the first time only")
                return stay, stays[number + 1 :]
        return None

    def _proxy(
        self, customer: str, stays: list[Stay], last: Stay, seller: str, moment: datetime
    ) -> tuple[Stay, list[Stay]] | None:
        """Sentence 3: the owner, if sales and with more, substantive work than the seller."""
        owner = last.owner or ""
        work = self.work(customer, owner, moment)
        more = work >= SUBSTANTIVE and work > self.work(customer, seller, moment)
        return (last, []) if more and self.person(owner, moment)[0] == "sales" else None

    def _excluded(
        self, customer: str, statements: list[Event], originator: str, after: list[Stay], moment: datetime
    ) -> bool:
        """Sentence 4."""
        if self.person(originator, moment)[1] == "left":
            return True
        for stay in after:
            if stay.owner is None and stay.start and (stay.until or moment) - stay.start >= POOL:
                return True
        if statements[-1].get("order_type", "new") == "new":
            return False
        return any(self._paid_earlier(customer, other, originator, key(statements[0])) for other in self.orders())

    def _paid_earlier(self, customer: str, other: tuple[str, str], originator: str, then: tuple[datetime, str]) -> bool:
        rows = self.orders()[other]
        if other[0] != customer or key(rows[0]) >= then:
            return False
        if Decimal([row for row in rows if time_of(row) <= then[0]][-1]["amount"]) == 0:
            return False
        if len({(row["seller_id"], row.get("order_type", "new")) for row in rows}) > 1:
            raise Unclear("an earlier order whose seller was restated")
        return originator in self.judge(*other).split

    def reason_given(self, customer: str, order: str, judged: Judged) -> bool:
        """Sentence 6: on the hop, or explained for it or for the order."""
        hops = [row for row in self.events["ownership"] if row["customer_id"] == customer]
        original = any(row["event_id"] == judged.hop and is_reason(row, "reason_text") for row in hops)
        explained = []
        for row in self.events["decisions"]:
            of_hop = judged.hop is not None and row.get("transfer_event_id") == judged.hop
            if (
                row["customer_id"] == customer
                and row["decision"] == "explain"
                and (of_hop or row.get("order_id") == order)
            ):
                explained.append(is_reason(row, "reason_text") or is_reason(row, "reason"))
        if len(set(explained)) > 1:
            raise Unclear("explained twice, once with a reason and once without")
        return original or any(explained)

    def holding(self, customer: str, order: str, judged: Judged) -> Event | None:
        """The latest valid release or reassign."""
        mine = [
            row for row in self.events["decisions"] if (row["customer_id"], row.get("order_id")) == (customer, order)
        ]
        valid = [row for row in sorted(mine, key=key) if row["decision"] != "explain" and is_valid(row, judged.split)]
        return valid[-1] if valid else None

    def net(self, customer: str, order: str, outcome: str) -> tuple[dict[str, Decimal], set[str]]:
        """Payee → amount, and the statuses that the contract allows for it."""
        judged = self.judge(customer, order)
        last = self.orders()[customer, order][-1]
        decision = self.holding(customer, order, judged)
        amount, currency = Decimal(last["amount"]), last["currency"]
        if decision and decision["decision"] == "reassign":
            return divide(amount, currency, shares_of(decision)), {"posted"}
        needs = outcome == "review" or (judged.counted and not self.reason_given(customer, order, judged))
        status = {"held"} if needs else {"posted"}
        if decision:
            same = shares_of(decision) == judged.split and amount <= Decimal(decision["amount"])
            # Uncovered, "the whole amount is held": said of every order, sentence 6 says it of those that need it.
            status = {"posted"} if same else status | {"held"}
        return divide(amount, currency, judged.split), status
