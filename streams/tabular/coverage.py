"""What the data can and cannot say, before anyone is accused: pure counts over the events of an import."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from streams.tabular.changes import OwnerHistory, epoch_seconds
from streams.tabular.fields import Value
from streams.tabular.messages import Lang

Event = Mapping[str, Value]
Events = Mapping[str, Sequence[Event]]


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
    history = OwnerHistory(
        (
            str(e["customer_id"]),
            str(e["occurred_at"]),
            None if e.get("new_owner_id") is None else str(e["new_owner_id"]),
        )
        for e in events["ownership_change"]
    )
    owners = [history.owner_at(str(order["customer_id"]), str(order["occurred_at"])) for order in orders]
    before = _previous_owners(events["ownership_change"])
    owners = [owner or before.get(str(order["customer_id"])) for owner, order in zip(owners, orders, strict=True)]
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
        customers=len({str(e["customer_id"]) for kind in _OF_CUSTOMERS for e in events[kind]}),
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


_OF_CUSTOMERS = ("ownership_change", "activity", "order")


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


def _previous_owners(changes: Iterable[Event]) -> dict[str, str]:
    """The owner before the first known change of each customer, where the change names one."""
    first: dict[str, tuple[float, Value]] = {}
    for change in changes:
        customer, at = str(change["customer_id"]), epoch_seconds(str(change["occurred_at"]))
        if customer not in first or at < first[customer][0]:
            first[customer] = (at, change.get("previous_owner_id"))
    return {customer: str(owner) for customer, (_, owner) in first.items() if owner is not None}


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


def _percent(part: int, whole: int) -> str:
    """Rounded, but never 0 % or 100 % where that would hide the rest."""
    if part in (0, whole) or not whole:
        return f"{100 * part // max(whole, 1)} %"
    return f"{min(99, max(1, round(100 * part / whole)))} %"


def coverage_lines(coverage: Coverage, lang: Lang) -> list[str]:
    """The coverage report as sentences, the gravest first."""
    zh = lang == "zh"
    lines: list[str] = []

    def say(part: int, whole: int, english: str, chinese: str) -> None:
        if part:
            share = f"{_percent(part, whole)} ({part:,} / {whole:,})"
            lines.append(f"{share.replace(' (', '（').replace(')', '）')}{chinese}" if zh else f"{share} {english}")

    c = coverage
    if not c.orders:
        lines.append("没有订单：没有可判断的内容。" if zh else "There are no orders: nothing will be judged.")
    say(
        c.orders_without_activity, c.orders,
        "of orders have no activity before them; at best they will say watch, never review by effort.",
        "的订单之前没有任何跟进记录；这些订单最多提示 watch，不会按工作量进入 review。",
    )  # fmt: skip
    say(
        c.orders_without_owner, c.orders,
        "of orders have no known owner at their time; no transfer can be seen on them.",
        "的订单当时没有已知负责人；看不到转移。",
    )  # fmt: skip
    say(
        c.orders_of_non_owner, c.orders,
        "of orders are booked on somebody else than the owner.",
        "的订单记在负责人以外的人名下。",
    )  # fmt: skip
    say(
        c.people_without_role, c.people_seen,
        f"of people have no role; they count as other, so their transfers are not counted: {_names(c)}.",
        f"的人员没有角色；按 other 处理，他们的转单不计入：{_names(c)}。",
    )  # fmt: skip
    say(
        c.owners_without_role, c.people_seen,
        "of people own customers and are never stated in people.",
        "的人员是负责人，但人员表里没有。",
    )  # fmt: skip
    say(
        c.activities_without_text, c.activities,
        "of activities have no text; only durations and kinds weigh them.",
        "的跟进没有文字内容；只能按时长和类型计算。",
    )  # fmt: skip
    say(
        c.activities_without_duration, c.activities,
        "of activities have no duration.",
        "的跟进没有时长。",
    )  # fmt: skip
    lines.extend(_range_lines(coverage, lang))
    return lines


def _names(coverage: Coverage) -> str:
    shown = ", ".join(coverage.unknown_people[:5])
    return shown + (", …" if coverage.people_without_role > 5 else "")


_KIND_NAMES: Mapping[str, tuple[str, str]] = {
    "ownership_change": ("ownership changes", "负责人变更"),
    "activity": ("activities", "跟进"),
    "order": ("orders", "订单"),
    "person": ("people", "人员"),
    "name": ("names", "名称"),
    "quota": ("quotas", "目标"),
}


def kind_name(kind: str, lang: Lang) -> str:
    """How a kind of event is called by people."""
    return _KIND_NAMES[kind][lang == "zh"]


def _range_lines(coverage: Coverage, lang: Lang) -> list[str]:
    lines = []
    for kind, found in coverage.ranges.items():
        if found.events and found.earliest and found.latest:
            span = f"{found.earliest[:10]} … {found.latest[:10]}"
            lines.append(f"{kind_name(kind, lang)}: {found.events:,} ({span})")
        elif kind in _OF_CUSTOMERS:
            none = "没有" if lang == "zh" else "none"
            lines.append(f"{kind_name(kind, lang)}: {none}")
    return lines
