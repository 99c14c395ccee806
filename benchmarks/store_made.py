"""A big firm's records for the benchmarks of the store, made without judging: sizes and spreads as in a real one.

Per order ten activities, one change of owner, one or two statements, an assessment of 2 kB, one to three entries; 2,000
people in 200 teams over three years; 6 % of the orders in review, 5 % with a contradicted reason; each order has one of
ten everyday rules' hits, one in 20 that of a rarer rule and one in 5,000 that of the rarest. The customer `C-big` has a
hundred times the activities of the others. Activities come in the order of time, so a customer's lie far apart.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

import msgspec

from store.recording.incoming import Incoming, Place

_T = TypeVar("_T")
START = datetime(2023, 1, 1, tzinfo=UTC)
DAYS = 1095
PEOPLE, TEAMS = 2000, 200
ACTIVITIES_PER_ORDER = 10
BIG = "C-big"
BIG_ACTIVITIES = 1000
RARER, RAREST = "seen_rarely", "seen_hardly_ever"
"""Rules that hit one order in 20, and one in 5,000."""

_FEATURES = {f"feature_with_a_name_{number}": number * 7 for number in range(45)}
_SAID = "Called about the delivery dates and the new price list; they want to compare with last year and decide soon. "


def person(number: int) -> str:
    """A person's id."""
    return f"E{number % PEOPLE:05}"


def team(number: int) -> str:
    """A team's id."""
    return f"T{number % TEAMS:03}"


def _at(number: int, orders: int, more_days: float = 0) -> str:
    at = START + timedelta(days=DAYS * number / orders + more_days)
    return at.isoformat(timespec="seconds")


def _rules(number: int) -> list[str]:
    rarer = [RARER] if number % 20 == 7 else []
    return [f"seen_daily_{number % 10}", *rarer, *([RAREST] if number % 5000 == 1234 else [])]


def _hit(rule: str) -> dict[str, object]:
    said = "Of the work of 41 days, 12 % was the seller's."
    params = {"days": 41, "share": 120}
    same = {"rule_version": 1, "score": 30, "message_id": f"{rule}.hit", "params": params, "reason": said}
    return {"rule_id": rule, **same}


def batched(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Items in lots of so many."""
    every = iter(items)
    while lot := list(islice(every, size)):
        yield lot


class Firm:
    """All records of so many orders, in lots; the same number gives the same records.

    `made`: how many of the orders are made here, the earliest; the others are for `benchmarks.store_copies`.
    """

    def __init__(self, orders: int, made: int | None = None) -> None:
        self.orders = orders
        self.made = made or orders
        self._random = random.Random(7)
        self._offsets: dict[Place, int] = {}

    def lots(self, size: int) -> Iterator[list[Incoming]]:
        """Everything, `size` records in a lot."""
        return batched(self._records(), size)

    def _put(self, topic: str, fields: Mapping[str, object]) -> Incoming:
        place = Place(topic, 0)
        offset = self._offsets[place] = self._offsets.get(place, -1) + 1
        return Incoming(place, offset, msgspec.json.encode(fields))

    def _records(self) -> Iterator[Incoming]:
        for fields in self.activities():
            yield self._put("crm.activities.v1", fields)
        yield from self.others()

    def activities(self) -> Iterator[dict[str, Any]]:
        """The fields of every activity."""
        for round_ in range(ACTIVITIES_PER_ORDER):
            for number in range(self.orders):
                yield self._activity(number, round_, f"C{number:08}")
        for number in range(BIG_ACTIVITIES):
            yield self._activity(number, 0, BIG)

    def others(self) -> Iterator[Incoming]:
        """All records but the activities; an order's follow each other."""
        for number in range(PEOPLE):
            yield self._put("crm.people.v1", self._person(number))
        for number in range(self.made):
            yield from self._order(number)

    def _person(self, number: int) -> dict[str, object]:
        since = START.isoformat()
        event = {"event_id": f"p{number}", "occurred_at": since, "effective_from": since, "status": "active"}
        role = "sales" if number % 3 else "assistant"
        return {**event, "person_id": person(number), "role": role, "team_id": team(number // 10)}

    def _activity(self, number: int, round_: int, customer: str) -> dict[str, Any]:
        return {
            "event_id": f"{customer}-{round_}-{number}",
            "occurred_at": _at(number, self.orders, round_ - 12),
            "customer_id": customer,
            "actor_id": person(number),
            "activity_type": "call",
            "duration_seconds": number % 3000,
            "content": _SAID[: 40 + number % 70],
        }

    def _order(self, number: int) -> Iterator[Incoming]:
        customer, order, at = f"C{number:08}", f"SO{number:08}", _at(number, self.orders)
        seller, originator = person(number), person(number + 1 + number % 3)
        amount = f"{self._random.randint(100, 900_000)}.00"
        change = {"customer_id": customer, "previous_owner_id": originator, "new_owner_id": seller}
        yield self._put("crm.ownership-changes.v1", {"event_id": f"w{number}", "occurred_at": at, **change})
        stated = {"customer_id": customer, "order_id": order, "seller_id": seller, "amount": amount, "currency": "CNY"}
        yield self._put("crm.orders.v1", {"event_id": f"o{number}", "occurred_at": at, **stated, "status": "won"})
        judged = self._assessment(number, customer, order, at, (originator, seller))
        yield self._put("transferwatch.assessments.v1", judged)
        for entry in self._entries(number, customer, order, at, amount, seller):
            yield self._put("transferwatch.credits.v1", entry)
        if number % 20 == 0:
            said = {
                "customer_id": customer,
                "order_id": order,
                "decided_by": person(number // 20),
                "reason": "Looked at it",
            }
            decision: dict[str, object] = {
                "event_id": f"d{number}",
                "occurred_at": at,
                **said,
                "decision": "release",
                "amount": amount,
            }
            yield self._put("transferwatch.decisions.v1", decision)

    def _assessment(self, number: int, customer: str, order: str, at: str, pair: tuple[str, str]) -> dict[str, object]:
        originator, seller = pair
        outcome = "review" if number % 100 < 6 else "watch" if number % 100 < 9 else "clear"
        path = [{"owner": originator, "to": at}, {"owner": seller, "from": at, "change": f"w{number}"}]
        tested = {"result": "contradicted" if number % 20 == 3 else "confirmed", "code": "leave_cover", "late": False}
        held = [{"event_id": f"d{number}", "decision": "release", "decided_by": "E1", "state": "holds"}]
        return {
            "assessment_id": f"order:{order}",
            "revision": 1,
            "customer_id": customer,
            "order_id": order,
            "originator_id": originator,
            "beneficiary_id": seller,
            "path": path,
            "outcome": outcome,
            "score": number % 100,
            "hits": [_hit(rule) for rule in _rules(number)],
            "reason_test": {**tested, "message_id": "reason.any", "params": {}, "why": "the originator was there"},
            "features": _FEATURES,
            "notes": [],
            "decisions": held if number % 20 == 0 else [],
            "assessed_at": at,
            "rule_versions": {f"rule_{each}": 1 for each in range(15)},
            "rules_digest": "d" * 64,
        }

    def _entries(
        self, number: int, customer: str, order: str, at: str, amount: str, payee: str
    ) -> Iterator[dict[str, object]]:
        base = {
            "order_id": order,
            "customer_id": customer,
            "payee_id": payee,
            "credit_type": "direct",
            "currency": "CNY",
        }
        plan = {"plan_id": "transferred-customer", "plan_version": 1, "assessment_id": f"order:{order}"}
        when = {"effective_at": at, "accounting_period": at[:7], "status": "posted", "reason": f"won o{number}"}
        same = {**base, **plan, **when}
        yield {**same, "entry_id": f"{number:032x}", "share": "1.00", "amount": amount}
        if number % 10 == 0:
            reversal = {"share": "-1.00", "amount": f"-{amount}", "reverses": f"{number:032x}"}
            yield {**same, "entry_id": f"r{number:031x}", **reversal}
            yield {**same, "entry_id": f"n{number:031x}", "share": "0.50", "amount": amount}
