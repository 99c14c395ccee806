"""Hypothesis strategies for histories of one or two customers, in the events of the contract.

`clean` histories hold nothing but meetings that weigh 1000 each, so that the plain reference can compute the credit;
`wild` ones have calls, copies, overlaps and late recording, and events of all topics tied in time.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tests.contract.reference import time_of
from tests.contract.story import FILES, PEOPLE, Event, Events, at, own_text, stamp, story

START = at("2026-01-05 00:00")
CLOSERS = ("mei", "qiu", "mei", "qiu", "lin", "wang")
OWNERS = (*PEOPLE, "lin", "mei", None)
REASONS: tuple[dict[str, str], ...] = (
    {},
    {},
    {"reason_code": "capacity"},
    {"reason_code": "leave_cover"},
    {"reason_code": "other", "reason_text": "ok"},
    {"reason_text": "客户要求换人"},
)


@dataclass
class History:
    """The events of one case and how many of each kind were put in."""

    events: Events
    kinds: set[str] = field(default_factory=set)


class Builder:
    """Adds events to a history; ids count per topic and customer, times are minutes after START."""

    def __init__(self, draw: st.DrawFn, wild: bool) -> None:
        self.draw, self.wild = draw, wild
        self.history = History({topic: [] for topic in FILES})
        self.history.events["people"] = story("")["people"]
        self._texts = 0

    def pick(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def add(self, topic: str, minutes: float, **fields: Any) -> Event:
        count = len(self.history.events[topic]) + 1
        when = stamp(START + timedelta(minutes=minutes))
        event = {"event_id": f"{topic[:3]}-{self.number(0, 9)}-{count}", "occurred_at": when, **fields}
        self.history.events[topic].append({name: value for name, value in event.items() if value is not None})
        return event

    def days(self, low: int, high: int) -> int:
        """Minutes of some hour of some day; wild histories tie more often."""
        return self.number(low, high) * 1440 + (600 if self.wild else self.number(0, 23) * 60)

    def people(self) -> None:
        for _ in range(self.pick(0, 0, 1, 1, 2)):
            self.history.kinds.add("people change")
            name, when = self.pick("lin", "mei", "wang", "zhou"), self.days(-20, 120)
            state = {"role": self.pick(PEOPLE[name][0], PEOPLE[name][0], "sales", "assistant")}
            state |= {"status": self.pick("active", "on_leave", "left"), "team_id": self.pick("north", "south")}
            start = stamp(START + timedelta(minutes=when))
            self.add("people", when, person_id=name, effective_from=start, **state)

    def owners(self, customer: str) -> list[Event]:
        """Up to five changes on different hours; the first may name an owner before it, or come after the order."""
        owner, changes, start = self.pick("lin", "lin", "wang", None), list[Event](), 0
        if self.pick(True, True, False):
            changes.append(self.add("ownership", -2880, customer_id=customer, new_owner_id=owner or "lin"))
        else:
            start = self.pick(0, 60, 90)
        days = [self.number(start, 110) for _ in range(self.pick(1, 1, 2, 3, 4))]
        for day in sorted(days if self.wild else set(days)):
            new = self.pick(*OWNERS, None, "mei", "qiu", "qiu")
            by = {"changed_by": self.pick("gao", None, owner), **self.pick(*REASONS)}
            minutes = day * 1440 + (600 if self.wild else self.number(0, 23) * 60 + 17)
            fields = {"previous_owner_id": owner, "new_owner_id": new, **by}
            changes.append(self.add("ownership", minutes, customer_id=customer, **fields))
            if new is None:  # out of the pool again after two, three or four days, give or take an hour
                minutes += self.pick(2, 3, 4) * 1440 + self.pick(-60, 0, 60)
                new = self.pick("mei", "qiu", "zhou", None)
                changes.append(self.add("ownership", minutes, customer_id=customer, new_owner_id=new))
            owner = new
        return changes

    def work(self, customer: str) -> None:
        for slot in range(self.number(1, 4)):
            actor = self.pick("lin", "lin", "mei", "qiu", "wang", "zhou") if slot else self.pick("lin", "lin", "wang")
            for day in range(self.pick(1, 2, 3, 5) if slot else 5):
                minutes = self.number(0, 3) * 21 * 1440 + (slot * 5 + day) * 1440  # no two on one day
                minutes -= 0 if slot else 30 * 1440  # the first block lies before most orders
                minutes += 600 if self.wild and slot else 43
                self.add("activities", minutes, customer_id=customer, actor_id=actor, **self.deed(minutes, slot))

    def deed(self, minutes: int, slot: int) -> Event:
        """What was done: a clean meeting, or anything at all."""
        self._texts += 1
        if not self.wild or slot == 0:
            return {"activity_type": "meeting", "duration_seconds": 1800, "content": own_text(self._texts)}
        late = self.pick(None, None, stamp(START + timedelta(minutes=minutes + 40_000)))
        said = self.pick("ok", "Sent the quote again", own_text(self._texts % 7), own_text(self._texts), None)
        kind = self.pick("call", "visit", "meeting", "email", "message", "quote", "contract", "service", "webinar")
        length = {"duration_seconds": self.pick(None, 0, 5, 600, 1800, 7200), "recorded_at": late}
        way = {"direction": self.pick(None, "inbound", "outbound"), "stage": self.pick(None, "negotiation", "won")}
        return {"activity_type": kind, "content": said, **length, **way}

    def order(self, customer: str, order_id: str, changes: list[Event]) -> list[Event]:
        """One order with up to two statements after the first, mostly by who owns the customer."""
        currency = self.pick("CNY", "CNY", "JPY", "KWD")
        places = {"CNY": 2, "JPY": 0, "KWD": 3}[currency]
        when, kind = self.days(20, 115), self.pick("new", "new", "repeat", None)
        moment = START + timedelta(minutes=when)
        owners = [row.get("new_owner_id") or "mei" for row in sorted(changes, key=time_of) if time_of(row) <= moment]
        seller = self.pick(*CLOSERS, *owners[-1:] * 8)
        status, statements = "won", []
        for _ in range(self.pick(1, 1, 1, 2, 2, 3)):
            units = 0 if status == "cancelled" else self.pick(0, 1, 3, 10_001, 999_999, 128_000_000)
            amount = f"{units / 10**places:.{places}f}"
            money = {"amount": amount, "currency": currency, "order_type": kind, "status": status}
            fields = {"order_id": order_id, "customer_id": customer, "seller_id": seller, **money}
            statements.append(self.add("orders", when, **fields))
            status = self.pick("refunded", "refunded", "amended", "cancelled")
            seller = self.pick(seller, seller, seller, "qiu") if status == "amended" else seller
            when += self.number(1, 30) * 1440
        self.history.kinds |= {"refund"} if len(statements) > 1 else set()
        return statements

    def decide(self, customer: str, order: Event, changes: list[Event]) -> None:
        """A release, reassign or explanation, now and then a void one or one before the order."""
        self.history.kinds.add("decision")
        word = self.pick("release", "release", "reassign", "explain", "explain")
        fields = {
            "decided_by": self.pick("gao", "gao", "gao", "zhou", "mei"),
            "decision": word,
            "customer_id": customer,
        }
        which: Event = {"order_id": order["order_id"]}
        if word == "explain" and changes and self.pick(True, False):
            which = {"transfer_event_id": self.pick(*changes)["event_id"]}
        extra: Event = {}
        if word != "explain":
            plan = (("lin", "0.80"), (order["seller_id"], "0.20"))
            listed = self.pick(plan, plan, ((order["seller_id"], "1"),), (("qiu", "0.5"), ("wang", "0.5")))
            extra["shares"] = [{"payee_id": payee, "share": share} for payee, share in listed]
            extra["amount"] = self.pick(order["amount"], order["amount"], "1") if word == "release" else None
        why = self.pick(" ", "She asked for it in writing", "She asked for it in writing") if extra else "-"
        more = {} if extra else self.pick({"reason_code": "capacity"}, {"reason_text": "忙不过来了"})
        self.add("decisions", self.days(18, 150), **fields, **which, **extra, **more, reason=why)


@st.composite
def histories(draw: st.DrawFn, wild: bool = False) -> History:
    """A whole case: people, then one or two customers with owners, work, orders and decisions."""
    builder = Builder(draw, wild)
    builder.people()
    for number in range(builder.pick(1, 1, 2)):
        customer = f"c-{number}"
        changes = builder.owners(customer)
        builder.work(customer)
        for count in range(builder.pick(1, 1, 2)):
            statements = builder.order(customer, f"o-{number}-{count}", changes)
            for _ in range(builder.pick(0, 0, 1, 2)):
                builder.decide(customer, builder.pick(*statements), changes)
    return builder.history
