"""What the data can and cannot say, before anyone is accused: pure counts over the events of an import."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from streams.tabular.changes import epoch_seconds, owner_history
from streams.tabular.fields import Value

Event = Mapping[str, Value]
Events = Mapping[str, Sequence[Event]]

OF_CUSTOMERS = ("ownership_change", "activity", "order")
"""Kinds of events that belong to a customer."""


class DateRange(Struct, frozen=True):
    """Number of events of a kind, with the earliest and latest `occurred_at`."""

    events: int
    earliest: str | None
    latest: str | None


class Coverage(Struct, frozen=True):
    """Counts of orders, activities and people that judging will miss something of."""

    orders: int
    orders_without_activity: int
    orders_without_owner: int
    orders_of_non_owner: int
    customers: int
    activities: int
    activities_without_text: int
    activities_without_duration: int
    people_seen: int
    people_without_role: int
    owners_without_role: int
    sellers_without_role: int
    unknown_people: list[str]
    ranges: dict[str, DateRange]


def measure_coverage(events: Events) -> Coverage:
    """Coverage of a set of events (lists of fields by kind, as `build_events` makes them).

    An order has an activity when anybody logged one for its customer up to its time; it has an owner when an
    ownership change up to its time names one. `unknown_people` are owners, sellers and actors that no people
    row states, the 20 most frequent first.
    """
    orders = _first_statements(events["order"])
    first_activity = _first_times(events["activity"])
    history = owner_history(events["ownership_change"])
    owners = [history.owner_at(str(order["customer_id"]), str(order["occurred_at"])) for order in orders]
    unseen = sum(
        first_activity.get(str(order["customer_id"]), float("inf")) > epoch_seconds(str(order["occurred_at"]))
        for order in orders
    )
    stated = {str(person["person_id"]) for person in events["person"]}
    owning = _people(events["ownership_change"], ("new_owner_id", "previous_owner_id"))
    selling = _people(events["order"], ("seller_id",))
    acting = _people(events["activity"], ("actor_id",))
    seen: dict[str, int] = defaultdict(int)
    for counts in (owning, selling, acting):
        for person, count in counts.items():
            seen[person] += count
    unknown = sorted((person for person in seen if person not in stated), key=lambda p: (-seen[p], p))
    return Coverage(
        orders=len(orders),
        orders_without_activity=unseen,
        orders_without_owner=sum(owner is None for owner in owners),
        orders_of_non_owner=sum(
            owner is not None and owner != order["seller_id"] for owner, order in zip(owners, orders, strict=True)
        ),
        customers=len({str(e["customer_id"]) for kind in OF_CUSTOMERS for e in events[kind]}),
        activities=len(events["activity"]),
        activities_without_text=sum(not event.get("content") for event in events["activity"]),
        activities_without_duration=sum(event.get("duration_seconds") is None for event in events["activity"]),
        people_seen=len(seen),
        people_without_role=len(unknown),
        owners_without_role=len(owning.keys() - stated),
        sellers_without_role=len(selling.keys() - stated),
        unknown_people=unknown[:20],
        ranges={kind: _range(rows) for kind, rows in events.items()},
    )


def _first_statements(orders: Iterable[Event]) -> list[Event]:
    first: dict[tuple[Value, Value], Event] = {}
    for order in orders:
        key = (order["customer_id"], order["order_id"])
        if key not in first or epoch_seconds(str(order["occurred_at"])) < epoch_seconds(str(first[key]["occurred_at"])):
            first[key] = order
    return list(first.values())


def _first_times(activities: Iterable[Event]) -> dict[str, float]:
    first: dict[str, float] = {}
    for activity in activities:
        customer, at = str(activity["customer_id"]), epoch_seconds(str(activity["occurred_at"]))
        first[customer] = min(at, first.get(customer, at))
    return first


def _people(events: Iterable[Event], names: Sequence[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for event in events:
        for name in names:
            if event.get(name) is not None:
                counts[str(event[name])] += 1
    return dict(counts)


def _range(events: Sequence[Event]) -> DateRange:
    times = [str(event["occurred_at"]) for event in events]
    if not times:
        return DateRange(0, None, None)
    return DateRange(len(times), min(times, key=epoch_seconds), max(times, key=epoch_seconds))
