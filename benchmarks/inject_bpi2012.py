"""Inject ripe transfers into an imported BPI 2012 folder: what the judging must find among real, pooled work.

    uv run python benchmarks/inject_bpi2012.py out/bpi2012 out/bpi2012-injected [--count 200] [--seed 2012]

Each injection takes a real approval and adds one change of owner, 1 to 9 days before it, from the real owner of that
moment to an assistant of the role list who never worked this application; the approval is booked on that assistant.
Nothing else is touched: the real work, and the real changes of owner after it, stay. The real owner must be a
salesperson; `--minutes` asks for that much of their logged work by then (an hour at most for each entry).
`labels.ndjson` names the injected orders (fraud, ripe) and all others
(legit, real: no fraud is known in this log).
"""

import argparse
import random
import shutil
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

Record = dict[str, Any]
FIRST_DAY, LAST_DAY = 1, 9
MOST_SECONDS = 3600


class Injected(NamedTuple):
    """One injection: the order, the real owner before it, the assistant, the moment."""

    order_id: str
    customer_id: str
    originator_id: str
    beneficiary_id: str
    occurred_at: str

    @property
    def event_id(self) -> str:
        """Id of the injected change of owner."""
        return f"injected-{self.order_id}"


class Log(NamedTuple):
    """The imported folder, by customer: owners as sorted (time, owner), activities; and the role of each person."""

    orders: Sequence[Record]
    owners: Mapping[str, list[tuple[datetime, str]]]
    activities: Mapping[str, list[Record]]
    roles: Mapping[str, str]


def read_log(folder: Path) -> Log:
    """Read what injecting needs of an imported folder."""
    owners: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for change in _lines(folder / "ownership-changes.ndjson"):
        owners[change["customer_id"]].append((_time(change), change["new_owner_id"]))
    for history in owners.values():
        history.sort()
    activities: dict[str, list[Record]] = defaultdict(list)
    for activity in _lines(folder / "activities.ndjson"):
        activities[activity["customer_id"]].append(activity)
    roles = {person["person_id"]: person["role"] for person in _lines(folder / "people.ndjson")}
    return Log(list(_lines(folder / "orders.ndjson")), owners, activities, roles)


def choose(log: Log, count: int, seed: int, minutes: float) -> list[Injected]:
    """Choose approvals, moments and assistants at random; raises SystemExit where too few are fit."""
    rng = random.Random(seed)
    orders = sorted(log.orders, key=lambda order: str(order["order_id"]))
    rng.shuffle(orders)
    chosen: list[Injected] = []
    for order in orders:
        moment = _time(order) - timedelta(days=rng.uniform(FIRST_DAY, LAST_DAY))
        found = _fit(log, order, moment, minutes, rng)
        if found is not None:
            chosen.append(found)
        if len(chosen) == count:
            return chosen
    message = f"only {len(chosen)} approvals are fit, {count} were asked for; lower --count or --minutes"
    raise SystemExit(message)


def _fit(log: Log, order: Record, moment: datetime, minutes: float, rng: random.Random) -> Injected | None:
    customer = order["customer_id"]
    history = log.owners[customer]
    place = bisect_right(history, moment, key=lambda change: change[0]) - 1
    owner = history[place][1] if place >= 0 else None
    if owner is None or log.roles.get(owner) != "sales":
        return None
    worked = sum(
        min(activity.get("duration_seconds", 0), MOST_SECONDS)
        for activity in log.activities[customer]
        if activity["actor_id"] == owner and _time(activity) < moment
    )
    involved = {activity["actor_id"] for activity in log.activities[customer]} | {who for _, who in history}
    free = sorted(person for person, role in log.roles.items() if role == "assistant" and person not in involved)
    if worked < minutes * 60 or not free:
        return None
    return Injected(order["order_id"], customer, owner, rng.choice(free), moment.isoformat(timespec="seconds"))


def write_world(source: Path, target: Path, orders: Iterable[Record], injected: Sequence[Injected]) -> None:
    """Copy the folder with the injected changes, the rebooked orders and the labels."""
    shutil.copytree(source, target)
    with (target / "ownership-changes.ndjson").open("ab") as file:
        for item in injected:
            change = {
                "event_id": item.event_id,
                "occurred_at": item.occurred_at,
                "customer_id": item.customer_id,
                "previous_owner_id": item.originator_id,
                "new_owner_id": item.beneficiary_id,
            }
            file.write(msgspec.json.encode(change) + b"\n")
    by_order = {item.order_id: item for item in injected}
    with (target / "orders.ndjson").open("wb") as file, (target / "labels.ndjson").open("wb") as labels:
        for order in orders:
            found = by_order.get(order["order_id"])
            booked = {**order, "seller_id": found.beneficiary_id} if found else order
            file.write(msgspec.json.encode(booked) + b"\n")
            label = {
                "order_id": order["order_id"],
                "label": "fraud" if found else "legit",
                "kind": "ripe" if found else "real",
            }
            labels.write(msgspec.json.encode(label) + b"\n")


def _lines(path: Path) -> Iterable[Record]:
    with path.open("rb") as file:
        for line in file:
            yield msgspec.json.decode(line)


def _time(record: Record) -> datetime:
    return datetime.fromisoformat(record["occurred_at"])


def main() -> None:
    """Read the arguments, inject, say what was done."""
    parser = argparse.ArgumentParser(description="Inject ripe transfers into an imported BPI 2012 folder.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2012)
    parser.add_argument("--minutes", type=float, default=0.0, help="least logged work of the real owner by then")
    arguments = parser.parse_args()
    log = read_log(arguments.source)
    injected = choose(log, arguments.count, arguments.seed, arguments.minutes)
    write_world(arguments.source, arguments.target, log.orders, injected)
    print(f"{arguments.target}: {len(injected)} of {len(log.orders)} approvals have an injected transfer")


if __name__ == "__main__":
    main()
