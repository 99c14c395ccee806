"""The rule that the product was first asked for, as a baseline.

"Seller to assistant, order within 14 days, nothing logged in between by the new owner": it looks at the last hop only,
believes every log, and knows no reasons. Computed from a world's events alone, by none of the product's judging.
"""

from collections.abc import Collection
from pathlib import Path
from typing import cast

import msgspec
from msgspec import Struct

from cli.evaluation.ndjson import lines_of
from cli.evaluation.world_events import Booked, events_of, read_orders, read_people
from detector.decode import Unusable, decode_event
from detector.events import Activity, OwnershipChange
from detector.instant import DAY_US
from detector.people import People

WINDOW_US = 14 * DAY_US


class _Hop(Struct):
    """A hop that the rule suspects: nobody may have logged anything as `seller` within [start, end]."""

    order_id: str
    seller: str
    start: int
    end: int


class _ActivityHead(Struct):
    customer_id: str
    actor_id: str


def seed_rule(world_dir: Path, wanted: Collection[str]) -> set[str]:
    """The ids, among those wanted, of the orders that the seed rule flags.

    Reads the folder's files one after the other and keeps, for each wanted order, its statement and its customer's
    ownership changes; of the activities nothing. Lines that cannot be used are left out, as the product does.
    """
    orders = read_orders(world_dir, wanted)
    changes = _changes(world_dir, {order.customer for order in orders.values()})
    people = People(read_people(world_dir))
    suspected: dict[str, list[_Hop]] = {}
    for order_id, order in orders.items():
        start = _suspicious_hop(order, changes.get(order.customer, []), people)
        if start is not None:
            hop = _Hop(order_id, order.seller, start, order.first_at)
            suspected.setdefault(order.customer, []).append(hop)
    worked = _worked(world_dir, suspected)
    return {hop.order_id for hops in suspected.values() for hop in hops} - worked


def _changes(world_dir: Path, customers: Collection[str]) -> dict[str, list[tuple[int, str, str, str]]]:
    """Customer → (time, event id, stated previous owner, new owner), in order; "" for nobody."""
    changes: dict[str, list[tuple[int, str, str, str]]] = {}
    for decoded in events_of(world_dir, "ownership-changes.ndjson", "crm.ownership-changes.v1"):
        event = cast(OwnershipChange, decoded.event)
        if event.customer_id in customers:
            change = (decoded.at, event.event_id, event.previous_owner_id or "", event.new_owner_id or "")
            changes.setdefault(event.customer_id, []).append(change)
    for of_customer in changes.values():
        of_customer.sort()
    return changes


def _suspicious_hop(order: Booked, changes: list[tuple[int, str, str, str]], people: People) -> int | None:
    """When the seller, an assistant, got the customer from a salesperson within the window; None for anything else."""
    before = [change for change in changes if change[0] <= order.first_at]
    # An event told twice stands twice in a row and is no second hop.
    hops = [change for index, change in enumerate(before) if index == 0 or change != before[index - 1]]
    if not hops:
        return None
    at, _, stated_previous, new = hops[-1]
    previous = hops[-2][3] if len(hops) > 1 else stated_previous
    if new != order.seller or order.first_at - at > WINDOW_US:
        return None
    moved_down = people.at(previous, at).role == "sales" and people.at(new, at).role == "assistant"
    return at if moved_down else None


def _worked(world_dir: Path, suspected: dict[str, list[_Hop]]) -> set[str]:
    """Of the suspected orders those whose new owner logged anything in between."""
    worked: set[str] = set()
    path = world_dir / "activities.ndjson"
    if not path.is_file():
        return worked
    head = msgspec.json.Decoder(_ActivityHead)
    for _, line in lines_of(path):
        # The two ids decide about nearly all of the lines; only what is left is worth a full decode.
        try:
            ids = head.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, RecursionError):
            continue
        hops = [hop for hop in suspected.get(ids.customer_id, ()) if hop.seller == ids.actor_id]
        if not hops:
            continue
        try:
            decoded = decode_event("crm.activities.v1", line)
        except Unusable:
            continue
        assert isinstance(decoded.event, Activity)
        worked.update(hop.order_id for hop in hops if hop.start <= decoded.at <= hop.end)
    return worked
