"""The input events of the public contract, as types.

A struct here says which fields a record has and of which types; what a type cannot say (times, digits of a currency,
the years that are believed) is checked in `detector.decode`. Unknown extra fields are ignored, a null is a missing one.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

Id = Annotated[str, Meta(min_length=1)]
Instant = Annotated[str, Meta(description="RFC 3339 with an offset", examples=["2026-03-01T09:30:00+08:00"])]
MoneyText = Annotated[str, Meta(description="decimal string, not negative", examples=["12800.00"])]

Role = Literal["sales", "assistant", "service", "manager", "other"]
PersonStatus = Literal["active", "on_leave", "left"]
OrderType = Literal["new", "repeat", "renewal"]
OrderStatus = Literal["won", "amended", "refunded", "cancelled"]
DecisionKind = Literal["explain", "release", "reassign"]
Direction = Literal["inbound", "outbound"]


class Event(Struct, frozen=True, kw_only=True):
    """What every event has: an id unique in its topic and key, and the time at which it happened."""

    event_id: Id
    occurred_at: Instant
    recorded_at: Instant | None = None
    source: str | None = None


class OwnershipChange(Event, frozen=True, kw_only=True):
    """The owner of a customer changed; a null `new_owner_id` releases the customer to the pool."""

    customer_id: Id
    previous_owner_id: Id | None = None
    new_owner_id: Id | None = None
    changed_by: str | None = None
    reason_code: str | None = None
    reason_text: str | None = None


class Activity(Event, frozen=True, kw_only=True):
    """An employee (`actor_id`) followed up with a customer; `inbound` means that the customer started it."""

    customer_id: Id
    actor_id: Id
    activity_type: str
    direction: Direction | None = None
    duration_seconds: int | float | None = None
    content: str | None = None
    stage: str | None = None


class Order(Event, frozen=True, kw_only=True):
    """The whole order as of `occurred_at`; `amount` is its net amount from then on."""

    order_id: Id
    customer_id: Id
    seller_id: Id
    entered_by: str | None = None
    amount: MoneyText
    currency: str
    order_type: OrderType | None = None
    order_source: str | None = None
    status: OrderStatus


class Person(Event, frozen=True, kw_only=True):
    """A version of a person's role, team and status, in force from `effective_from`."""

    person_id: Id
    role: Role
    team_id: str | None = None
    manager_id: str | None = None
    status: PersonStatus
    effective_from: Instant


class Name(Event, frozen=True, kw_only=True):
    """How a person or customer is called; nothing is judged by it, and it may be erased."""

    subject_id: Id
    subject_type: Literal["person", "customer"]
    display_name: str | None = None


class Quota(Event, frozen=True, kw_only=True):
    """A target of a person for a period: money as a decimal string, a number of customers as an integer."""

    person_id: Id
    period: Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4])$", examples=["2026-03", "2026-Q1"])]
    metric: Literal["revenue", "new_customers", "repeat_revenue"]
    target: str | int
    currency: str | None = None


class Share(Struct, frozen=True):
    """One payee's part of an order in a decision: a decimal string such as `0.2000`."""

    payee_id: Id
    share: str


class Decision(Event, frozen=True, kw_only=True):
    """What a person decided: a reason given afterwards, a release of held credit, or another split."""

    customer_id: Id
    decided_by: Id
    decision: DecisionKind
    reason: str
    order_id: Id | None = None
    transfer_event_id: Id | None = None
    amount: MoneyText | None = None
    shares: list[Share] | None = None
    reason_code: str | None = None
    reason_text: str | None = None


class Topic(Struct, frozen=True):
    """A topic of the contract: its name, the file that stands for it in a folder, its event type, its key field."""

    name: str
    file: str
    event: type[Event]
    key: str


TOPICS: tuple[Topic, ...] = (
    Topic("crm.people.v1", "people.ndjson", Person, "person_id"),
    Topic("crm.names.v1", "names.ndjson", Name, "subject_id"),
    Topic("crm.quotas.v1", "quotas.ndjson", Quota, "person_id"),
    Topic("crm.ownership-changes.v1", "ownership-changes.ndjson", OwnershipChange, "customer_id"),
    Topic("crm.activities.v1", "activities.ndjson", Activity, "customer_id"),
    Topic("crm.orders.v1", "orders.ndjson", Order, "customer_id"),
    Topic("transferwatch.decisions.v1", "decisions.ndjson", Decision, "customer_id"),
)
"""In the contract's order of events tied in time, which is also the order in which a folder is read."""

CUSTOMER_TOPICS: tuple[Topic, ...] = tuple(topic for topic in TOPICS if topic.key == "customer_id")

ACTIVITY_TYPES: tuple[str, ...] = (
    "call", "visit", "meeting", "demo", "email", "message", "quote", "contract", "service", "note",
)  # fmt: skip
"""The known types of activity; anything else counts as a note."""

REASON_CODES: tuple[str, ...] = (
    "leaver", "leave_cover", "territory_change", "pool_recycle", "capacity", "post_sale_handover",
    "policy_assignment", "other",
)  # fmt: skip
"""The known reason codes; `other` and unknown codes give no reason by themselves."""


def encode(event: Event) -> bytes:
    """One event as the JSON of its record, without missing fields.

    >>> encode(Name(event_id="n1", occurred_at="2026-03-01T00:00:00Z", subject_id="C1",
    ...             subject_type="customer", display_name="Lin"))
    b'{"event_id":"n1","occurred_at":"2026-03-01T00:00:00Z","subject_id":"C1","subject_type":"customer","display_name":"Lin"}'
    """
    fields = {name: value for name in event.__struct_fields__ if (value := getattr(event, name)) is not None}
    return msgspec.json.encode(fields)
