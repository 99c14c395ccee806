"""Schemes to add to a simulated world of 18 months: a concentrated pair, a ring of two salespeople, bursts of quotas.

Or a team that passes half of its orders on without selling more, beside one that sells more by as much as it passes on.
Or two teams of two salespeople, one with a concentrated pair, one in which both have an assistant who does the work.
Every customer that is added lives through the same few weeks: the originator meets them some times, hands them over,
and the order is booked on the receiver within days, who did nothing. 15 % of the meetings are not logged.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

Row = dict[str, Any]
Roles = dict[str, list[str]]
ZONE = timezone(timedelta(hours=8))
UNLOGGED = 0.15
PASSED_ON = 0.5
MONTHS = range(5, 12)
"""May to November of the world's first year."""


class Cast(NamedTuple):
    """People of one team who keep their roles: a pair, a ring of two salespeople, and an assistant with a target."""

    seller: str
    helper: str
    ring: tuple[str, str]
    burster: str


class Scribe:
    """Writes the events of added customers behind those of a world."""

    def __init__(self, world: Path, random: Random) -> None:
        self._world = world
        self._random = random
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._count = 0

    def _add(self, file: str, at: datetime, **fields: Any) -> None:
        self._count += 1
        row = {"event_id": f"scheme-{self._count}", "occurred_at": at.isoformat(), **fields}
        self._rows[file].append(row)

    def deal(self, giver: str, taker: str, ordered: datetime, amount: int) -> None:
        """One customer that the giver brought to ripeness and the taker signed."""
        self._count += 1
        customer, handed = f"X{self._count}", ordered - timedelta(days=self._random.uniform(0.2, 4))
        first = handed - timedelta(days=self._random.uniform(15, 35))
        self._add("ownership-changes", first, customer_id=customer, new_owner_id=giver, changed_by=giver)
        for number in range(self._random.randint(5, 8)):
            at = first + (handed - first) * self._random.uniform(0.02, 0.98)
            if self._random.random() >= UNLOGGED:
                self._meet(customer, giver, at, f"{customer}: point {number} of the offer, {self._random.random()}")
        self.move(customer, giver, taker, handed)
        sold = {"order_id": f"SX{self._count}", "amount": f"{amount}.00", "currency": "CNY", "status": "won"}
        self._add("orders", ordered, customer_id=customer, seller_id=taker, **sold)

    def _meet(self, customer: str, who: str, at: datetime, text: str) -> None:
        what = {"activity_type": "meeting", "duration_seconds": self._random.randint(1200, 3600), "content": text}
        self._add("activities", at, customer_id=customer, actor_id=who, **what)

    def work_deal(self, seller: str, ordered: datetime, passed_to: str = "") -> None:
        """One customer whom the seller won, or passed on early to somebody who then did the work."""
        self._count += 1
        customer, first = f"X{self._count}", ordered - timedelta(days=self._random.uniform(20, 40))
        self._add("ownership-changes", first, customer_id=customer, new_owner_id=seller, changed_by=seller)
        if passed_to:
            self.move(customer, seller, passed_to, first + timedelta(days=1))
        for number in range(self._random.randint(5, 8)):
            at = first + (ordered - first) * self._random.uniform(0.1, 0.98)
            if self._random.random() >= UNLOGGED:
                self._meet(customer, passed_to or seller, at, f"{customer}: {number} of {self._random.random()}")
        amount = f"{self._random.randint(5, 30) * 500}.00"
        sold = {"order_id": f"SX{self._count}", "amount": amount, "currency": "CNY", "status": "won"}
        self._add("orders", ordered, customer_id=customer, seller_id=passed_to or seller, **sold)

    def hire(self, person: str, role: str, team: str, since: datetime) -> None:
        """One more person."""
        state = {"role": role, "team_id": team, "status": "active", "effective_from": since.isoformat()}
        self._add("people", since, person_id=person, **state)

    def move(self, customer: str, giver: str, taker: str, at: datetime) -> None:
        """A change of owner."""
        move = {"previous_owner_id": giver, "new_owner_id": taker, "changed_by": giver}
        self._add("ownership-changes", at, customer_id=customer, **move)

    def quota(self, person: str, month: datetime, target: int) -> None:
        """A target set anew on the first day of its month."""
        what = {"period": f"{month:%Y-%m}", "metric": "revenue", "target": f"{target}.00", "currency": "CNY"}
        self._add("quotas", month + timedelta(hours=9), person_id=person, **what)

    def write(self) -> None:
        """Append everything to the world's files."""
        for file, rows in self._rows.items():
            with (self._world / f"{file}.ndjson").open("a", encoding="utf-8") as target:
                target.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def add_schemes(world: Path, random: Random, each: int) -> dict[str, str]:
    """Add the schemes, `each` so many customers a month; kind of finding → whom it must be about."""
    scribe, teams = Scribe(world, random), _teams(world)
    cast = _cast(teams[random.choice(sorted(teams))], random)
    booked = _booked(world, cast.burster)
    for month in MONTHS:
        begins = datetime(_year(world), month, 1, tzinfo=ZONE)
        for number in range(each):
            when = begins + timedelta(days=random.uniform(1, 26))
            scribe.deal(cast.seller, cast.helper, when, random.randint(5, 30) * 500)
            giver, taker = cast.ring if (month + number) % 2 else cast.ring[::-1]
            scribe.deal(giver, taker, begins + timedelta(days=random.uniform(1, 26)), random.randint(8, 30) * 1000)
        if month % 2 == 0:
            ends = (begins + timedelta(days=32)).replace(day=1)
            before, lacks = booked.get(f"{begins:%Y-%m}", 0), random.randint(5, 30) * 1000
            scribe.quota(cast.burster, begins, before + lacks)
            scribe.deal(cast.ring[0], cast.burster, ends - timedelta(days=random.uniform(0.2, 4.5)), lacks + 500)
    scribe.write()
    ring = ":".join(sorted(cast.ring))
    return {"pair_rate": f"{cast.seller}:{cast.helper}", "reciprocal_ring": ring, "quota_burst": cast.burster}


def add_teams(world: Path, random: Random) -> dict[str, str]:
    """Add a team that passes on without selling more, and one that does; kind of finding → whom it must be about."""
    scribe, teams = Scribe(world, random), _teams(world)
    idle, lifted = random.sample(sorted(teams), 2)
    _pass_on(world, scribe, teams[idle], random)
    _sell_more(world, scribe, teams[lifted], random)
    scribe.write()
    return {"team_lift": idle}


def add_small_teams(world: Path, random: Random) -> dict[str, str]:
    """Add two teams of two salespeople; kind of finding → whom it must be about.

    In one of them one of the two hands ripe customers to one assistant. In the other both pass as many on to an
    assistant of their own, early, who then does the work: it must not be found.
    """
    scribe, year = Scribe(world, random), _year(world)
    for team in ("few", "desks"):
        for number in (1, 2):
            for role in ("sales", "assistant"):
                scribe.hire(f"{team}-{role}{number}", role, team, datetime(year, 1, 1, tzinfo=ZONE))
    for month in MONTHS:
        begins = datetime(year, month, 1, tzinfo=ZONE)
        days = [begins + timedelta(days=random.uniform(1, 26)) for _ in range(20)]
        for number in (1, 2):
            for _ in range(3):
                scribe.work_deal(f"few-sales{number}", days.pop())
                scribe.work_deal(f"desks-sales{number}", days.pop())
            scribe.work_deal(f"desks-sales{number}", days.pop(), f"desks-assistant{number}")
            scribe.work_deal(f"desks-sales{number}", days.pop(), f"desks-assistant{number}")
        for _ in range(2):
            scribe.deal("few-sales1", "few-assistant1", days.pop(), random.randint(5, 30) * 500)
    scribe.write()
    return {"pair_rate": "few-sales1:few-assistant1"}


def _pass_on(world: Path, scribe: Scribe, roles: Roles, random: Random) -> None:
    """Let half of a team's orders since October go to its assistants the day before; it sells no more for that."""
    rows, receivers = list(_rows(world, "orders")), dict[str, str]()
    for row in rows:
        order = row["order_id"]
        if row["seller_id"] in roles["sales"] and row["occurred_at"] >= f"{_year(world)}-10" and order not in receivers:
            receivers[order] = random.choice(roles["assistant"]) if random.random() < PASSED_ON else ""
            if receivers[order]:
                scribe.move(row["customer_id"], row["seller_id"], receivers[order], _time(row) - timedelta(days=1))
    for row in rows:
        row["seller_id"] = receivers.get(row["order_id"]) or row["seller_id"]
    with (world / "orders.ndjson").open("w", encoding="utf-8") as target:
        target.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _sell_more(world: Path, scribe: Scribe, roles: Roles, random: Random) -> None:
    """Let a team sell half as much again since October, all of it booked on its assistants."""
    for row in list(_rows(world, "orders")):
        late = row["occurred_at"] >= f"{_year(world)}-10"
        if late and row["status"] == "won" and row["seller_id"] in roles["sales"] and random.random() < PASSED_ON:
            amount = int(float(row["amount"]))
            scribe.deal(row["seller_id"], random.choice(roles["assistant"]), _time(row), max(1, amount))


def _time(row: Row) -> datetime:
    return datetime.fromisoformat(row["occurred_at"])


def _cast(roles: Roles, random: Random) -> Cast:
    sellers, helpers = random.sample(roles["sales"], 3), random.sample(roles["assistant"], 2)
    return Cast(sellers[0], helpers[0], (sellers[1], sellers[2]), helpers[1])


def _teams(world: Path) -> dict[str, Roles]:
    """Team → role → people who stay in both all the time, away or not at times; teams with enough of them."""
    states: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(world, "people"):
        states[row["person_id"]].append(row)
    teams: dict[str, Roles] = defaultdict(lambda: defaultdict(list))
    for person, rows in sorted(states.items()):
        if len({(row["role"], row.get("team_id")) for row in rows}) == 1 and all(r["status"] != "left" for r in rows):
            teams[rows[0].get("team_id") or ""][rows[0]["role"]].append(person)
    return {team: roles for team, roles in teams.items() if len(roles["sales"]) >= 3 and len(roles["assistant"]) >= 2}


def _booked(world: Path, person: str) -> dict[str, int]:
    """Month → what is booked on a person in CNY; orders by their first statement, amounts by their last."""
    first: dict[str, Row] = {}
    last: dict[str, Row] = {}
    for row in sorted(_rows(world, "orders"), key=lambda row: str(row["occurred_at"])):
        first.setdefault(row["order_id"], row)
        last[row["order_id"]] = row
    sums: dict[str, int] = defaultdict(int)
    for order_id, row in last.items():
        if row["seller_id"] == person and row["currency"] == "CNY":
            sums[first[order_id]["occurred_at"][:7]] += int(float(row["amount"]))
    return sums


def _year(world: Path) -> int:
    return int(json.loads((world / "world.json").read_text("utf-8")).get("start", "2025-01-01")[:4])


def _rows(world: Path, file: str) -> Iterator[Row]:
    with (world / f"{file}.ndjson").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
