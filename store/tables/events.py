"""Input events as they were read: the follow-up history of customers, and people, names and quotas.

A row is an event; its id is unique within its customer, person or subject. What was read first holds.
"""

from sqlalchemy import BigInteger, Column, Double, Index, String, Table

from store.schema import METADATA, free_text, ident, key, moment, stated
from store.types import Json

activities = Table(
    "activities",
    METADATA,
    key("customer_id"),
    key("event_id"),
    *stated(),
    ident("actor_id", nullable=False),
    free_text("activity_type", nullable=False),
    Column("direction", String(20)),
    Column("duration_seconds", Double),
    free_text("content"),
    free_text("stage"),
)

ownership_changes = Table(
    "ownership_changes",
    METADATA,
    key("customer_id"),
    key("event_id"),
    *stated(),
    ident("previous_owner_id"),
    ident("new_owner_id"),
    ident("changed_by"),
    free_text("reason_code"),
    free_text("reason_text"),
)

order_statements = Table(
    "order_statements",
    METADATA,
    key("customer_id"),
    key("event_id"),
    *stated(),
    ident("order_id", nullable=False),
    ident("seller_id", nullable=False),
    ident("entered_by"),
    Column("amount", String(50), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("order_type", String(20)),
    free_text("order_source"),
    Column("status", String(20), nullable=False),
    Index(None, "customer_id", "order_id"),
    Index(None, "order_id"),
)

decisions = Table(
    "decisions",
    METADATA,
    key("customer_id"),
    key("event_id"),
    *stated(),
    ident("decided_by", nullable=False),
    Column("decision", String(20), nullable=False),
    free_text("reason"),
    ident("order_id"),
    ident("transfer_event_id"),
    free_text("amount"),
    Column("shares", Json),
    free_text("reason_code"),
    free_text("reason_text"),
    Index(None, "occurred_at", "customer_id", "event_id"),
    Index(None, "decided_by", "occurred_at"),
    Index(None, "order_id"),
)

people = Table(
    "people",
    METADATA,
    key("person_id"),
    key("event_id"),
    *stated(),
    Column("role", String(20), nullable=False),
    ident("team_id"),
    ident("manager_id"),
    Column("status", String(20), nullable=False),
    *moment("effective"),
    Index(None, "team_id"),
)

names = Table(
    "names",
    METADATA,
    Column("subject_type", String(20), primary_key=True),
    key("subject_id"),
    ident("event_id", nullable=False),
    *stated(),
    free_text("display_name"),
)
"""The latest name of each person and customer; null: erased."""

quotas = Table(
    "quotas",
    METADATA,
    key("person_id"),
    key("event_id"),
    *stated(),
    Column("period", String(10), nullable=False),
    Column("metric", String(20), nullable=False),
    free_text("target", nullable=False),
    Column("currency", String(3)),
)
