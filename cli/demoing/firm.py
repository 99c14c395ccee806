"""The simulated firm of a demo: its events as they arrive, who is called how, and who decides."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from cli.demoing.arrivals import Arrival, plan_arrivals
from cli.demoing.plan import ZONE, Plan
from detector.events import Name, Order, Person
from detector.instant import SECOND_US
from simulator.scenario import read_scenario
from simulator.world import simulate
from streams.lines import read_lines

_MONTH_DAYS = 30
_MONTHS_BEFORE = 4  # what the CRM holds when the first day begins: deals take weeks
_MONTHS_AFTER = 2  # never played: without them, few deals would begin in the last days
_CUSTOMERS_PER_MONTH = 100
SCENARIO = Path("demo")
"""The shipped one that a demo plays."""


class Firm(NamedTuple):
    """What arrives when, id → display name, the id of the manager who decides, and of one whom they lead.

    `seller`: of their people the one who has most orders.
    """

    arrivals: list[Arrival]
    names: dict[str, str]
    manager: str
    seller: str


def make_firm(folder: Path, plan: Plan, seed: int, scenario: Path = SCENARIO) -> Firm:
    """Simulate a firm that lives through the plan's days; its world, which goes on after them, is written to `folder`.

    The scenario says what firm it is; seed, start, length and the number of customers follow from the demo. Raises
    InputError and UsageError.
    """
    played = -(-plan.days // _MONTH_DAYS)
    months = _MONTHS_BEFORE + played + _MONTHS_AFTER
    end = datetime.fromtimestamp(plan.until / SECOND_US, UTC).astimezone(ZONE)
    start = end - timedelta(days=(_MONTHS_BEFORE + played) * _MONTH_DAYS)
    asked = {
        "customers": months * _CUSTOMERS_PER_MONTH,
        "months": months,
        "start": start.date().isoformat(),
        "seed": seed,
    }
    simulate(folder, read_scenario(scenario, asked), scenario=scenario.name)
    arrivals = plan_arrivals(folder, Random(f"demo:{seed}"), plan.since, plan.until)
    names = (msgspec.json.decode(line.value, type=Name) for line in read_lines(folder / "names.ndjson"))
    people = [msgspec.json.decode(line.value, type=Person) for line in read_lines(folder / "people.ndjson")]
    manager = next(person.person_id for person in people if person.role == "manager")
    seller = _busiest(folder, {person.person_id for person in people if person.manager_id == manager})
    return Firm(arrivals, {name.subject_id: name.display_name or "" for name in names}, manager, seller)


def _busiest(folder: Path, people: set[str]) -> str:
    orders = (msgspec.json.decode(line.value, type=Order) for line in read_lines(folder / "orders.ndjson"))
    booked = Counter(order.seller_id for order in orders)
    return max(sorted(people), key=lambda person: booked[person])
