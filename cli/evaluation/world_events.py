"""A world's own files, read without any of the product's judging: events, orders and people."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import cast

from msgspec import Struct

from cli.evaluation.ndjson import lines_of
from detector.decode import Decoded, Unusable, decode_event
from detector.events import Order, Person
from detector.facts import PersonFact, person_fact


class Booked(Struct):
    """An order's customer, first time (microseconds since 1970), and seller by its last statement."""

    customer: str
    first_at: int
    last: tuple[int, str]
    seller: str


def events_of(world_dir: Path, file: str, topic: str) -> Iterator[Decoded]:
    """The usable lines of a file, none where it does not exist; the others are left out, as the product does."""
    path = world_dir / file
    if not path.is_file():
        return
    for _, line in lines_of(path):
        try:
            yield decode_event(topic, line)
        except Unusable:
            continue


def read_orders(world_dir: Path, wanted: Collection[str]) -> dict[str, Booked]:
    """The orders among those wanted, by id."""
    orders: dict[str, Booked] = {}
    for decoded in events_of(world_dir, "orders.ndjson", "crm.orders.v1"):
        event, at = cast(Order, decoded.event), decoded.at
        if event.order_id not in wanted:
            continue
        order = orders.get(event.order_id)
        if order is None:
            orders[event.order_id] = Booked(event.customer_id, at, (at, event.event_id), event.seller_id)
            continue
        order.first_at = min(order.first_at, at)
        if (at, event.event_id) > order.last:
            order.last, order.seller = (at, event.event_id), event.seller_id
    return orders


def read_people(world_dir: Path) -> dict[str, list[PersonFact]]:
    """Person id → versions, as the people stream states them."""
    versions: dict[str, list[PersonFact]] = {}
    for decoded in events_of(world_dir, "people.ndjson", "crm.people.v1"):
        event = cast(Person, decoded.event)
        versions.setdefault(event.person_id, []).append(person_fact(event, decoded.at))
    return versions
