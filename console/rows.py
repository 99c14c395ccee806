"""Rows of the store as their viewers see them: nearness by row, then the fields that the table gives for it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from console.masking import MASKED, Sight, shown, shown_name
from console.viewer import Eyes
from detector.events import Activity, Decision, Event, Order, OwnershipChange
from detector.outputs import Credit, Finding
from store.queries.deciding import Decided
from store.queries.history import Happened
from store.queries.judged import JudgedOrder
from store.queries.parts import people_of_orders, people_of_transfers
from store.queries.staff import names_of

Item = dict[str, Any]
_EVENTS: Mapping[str, type[Event]] = {
    "ownership_change": OwnershipChange,
    "activity": Activity,
    "order": Order,
    "decision": Decision,
}


def order_items(connection: Connection, eyes: Eyes, rows: list[JudgedOrder]) -> list[Item]:
    """Orders, with the customers' names for whoever may see them."""
    people = people_of_orders(connection, [(row.customer_id, row.order_id) for row in rows])
    sights = [(row, eyes.sight(people.get((row.customer_id, row.order_id), frozenset()))) for row in rows]
    seen = [(row.customer_id, shown(row, sight), sight) for row, sight in sights if sight is not None]
    return with_customer_names(connection, seen)


def with_customer_names(connection: Connection, lines: Sequence[tuple[str | None, Item, Sight]]) -> list[Item]:
    """Lines, each given with its customer and how it is seen, with the customers' names for whoever may see them."""
    names = names_of(connection, "customer", {customer for customer, _, _ in lines if customer is not None})
    return [
        _with_name(item, shown_name(names[customer], sight)) if customer is not None and customer in names else item
        for customer, item, sight in lines
    ]


def _with_name(item: Item, name: str | None) -> Item:
    if name is not None:
        return item | {"customer_name": name}
    return item | {MASKED: [*item.get(MASKED, []), "customer_name"]}


def credit_items(eyes: Eyes, rows: list[Credit]) -> list[Item]:
    """Entries of the ledger; an entry is its payee's."""
    return _seen(eyes, rows, lambda row: frozenset({row.payee_id}))


def history_items(connection: Connection, eyes: Eyes, customer_id: str, rows: list[Happened]) -> list[Item]:
    """A customer's events, each by its own people: a colleague's words are not one's own by a common customer."""
    events = [(row.kind, _event(row, customer_id)) for row in rows]
    people = _people_of(connection, customer_id, [event for _, event in events])
    found = []
    for (kind, event), near in zip(events, people, strict=True):
        sight = eyes.sight(near)
        if sight is not None:
            found.append({"kind": kind, **shown(event, sight)})
    return found


def _event(row: Happened, customer_id: str) -> Event:
    """The event that a row was made from."""
    kind = _EVENTS[row.kind]
    # Names of columns are a kind of text of their own, which no record takes as a field's name.
    fields = {str(name): value for name, value in row.fields.items() if name in kind.__struct_fields__}
    recorded = None if row.recorded_at is None else row.recorded_at.isoformat()
    return msgspec.convert(
        fields
        | {"event_id": row.event_id, "customer_id": customer_id, "source": row.source}
        | {"occurred_at": row.occurred_at.isoformat(), "recorded_at": recorded}
        | ({"reason": fields.get("reason") or ""} if kind is Decision else {}),
        kind,
    )


def _people_of(connection: Connection, customer_id: str, events: list[Event]) -> list[frozenset[str]]:
    orders = [(customer_id, event.order_id) for event in events if isinstance(event, Order | Decision)]
    on_orders = people_of_orders(connection, [(customer, order) for customer, order in orders if order])
    changes = [event.transfer_event_id for event in events if isinstance(event, Decision)]
    on_transfers = people_of_transfers(connection, [(customer_id, change) for change in changes if change])
    return [_people(event, customer_id, on_orders, on_transfers) for event in events]


def _people(
    event: Event,
    customer_id: str,
    on_orders: Mapping[tuple[str, str], frozenset[str]],
    on_transfers: Mapping[tuple[str, str], frozenset[str]],
) -> frozenset[str]:
    found: frozenset[str | None] = frozenset()
    if isinstance(event, Activity):
        found = frozenset({event.actor_id})
    elif isinstance(event, OwnershipChange):
        found = frozenset({event.previous_owner_id, event.new_owner_id})
    elif isinstance(event, Order):
        found = frozenset({event.seller_id}) | on_orders.get((customer_id, event.order_id), frozenset())
    elif isinstance(event, Decision):
        found = frozenset({event.decided_by})
        found |= on_orders.get((customer_id, event.order_id or ""), frozenset())
        found |= on_transfers.get((customer_id, event.transfer_event_id or ""), frozenset())
    return frozenset(person for person in found if person is not None)


def decision_items(connection: Connection, eyes: Eyes, rows: list[Decided]) -> list[Item]:
    """Decisions of many customers."""
    on_orders = people_of_orders(connection, [(row.customer_id, row.order_id) for row in rows if row.order_id])
    changes = [(row.customer_id, row.transfer_event_id) for row in rows if row.transfer_event_id]
    on_transfers = people_of_transfers(connection, changes)
    found = []
    for row in rows:
        fields = {name: getattr(row, name) for name in Decision.__struct_fields__ if hasattr(row, name)}
        made = {"reason": row.reason or "", "occurred_at": row.decided_at.isoformat()}
        event = msgspec.convert(fields | made, Decision)
        sight = eyes.sight(_people(event, row.customer_id, on_orders, on_transfers))
        if sight is not None:
            stands = {"state": row.state, "why": row.why}
            found.append(shown(event, sight) | {name: text for name, text in stands.items() if text is not None})
    return found


def _seen(eyes: Eyes, rows: list[Any], people_of: Callable[[Any], frozenset[str]]) -> list[Item]:
    found = []
    for row in rows:
        sight = eyes.sight(people_of(row))
        if sight is not None:
            found.append(shown(row, sight))
    return found


_PEOPLE_PARAMS = ("originator", "assistant", "person", "beneficiary")
_PAIR_PARAMS = ("first", "second")


def finding_item(eyes: Eyes, finding: Finding) -> Item | None:
    """A finding, for whoever is near the people, the team, or the order that it is about."""
    params = finding.params or {}
    people = {str(params[name]) for name in (*_PEOPLE_PARAMS, *_PAIR_PARAMS) if name in params}
    if not people and finding.subject is not None:
        members = eyes.members(finding.subject)
        sight = eyes.sight_of_team(finding.subject, members) if members else eyes.sight({finding.subject})
    else:
        sight = eyes.sight(people)
    return None if sight is None else shown(finding, sight)
