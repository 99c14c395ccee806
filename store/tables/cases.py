"""Cases, what people did with them, the outbox of their decisions, and decisions that came from elsewhere."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, UniqueConstraint

from store.schema import METADATA, free_text, ident, key, moment
from store.types import Json, Utc

cases = Table(
    "cases",
    METADATA,
    key("case_id"),
    ident("customer_id"),
    Column("state", String(10), nullable=False),
    Column("disposition", String(10)),
    Column("version", Integer, nullable=False),
    ident("assignee_id"),
    Column("due_at", Utc),
    *moment("opened"),
    Column("changed_at", Utc, nullable=False),
    Column("seen", Json),
    Column("snoozed_until", Utc),
    Index(None, "customer_id"),
    Index(None, "state", "opened_at", "case_id"),
    Index(None, "assignee_id", "state"),
)
"""`version`: of the optimistic lock, the number of entries in the case's history. `opened_at`: when the alert that
opened it was raised. `assignee_id`: an account. `seen`: the alerts as they stood at the decision or the
snooze, by alert id. `snoozed_until`: until then it is no work; a time that has passed is as good as none."""

case_events = Table(
    "case_events",
    METADATA,
    key("case_id"),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    ident("actor"),
    ident("person_id"),
    ident("customer_id"),
    Column("occurred_at", Utc, nullable=False),
    Column("details", Json, nullable=False),
    free_text("text"),
    Index(None, "customer_id"),
    Index(None, "person_id"),
)
"""The history of each case. `actor`: the account; null where a revision did it. `text`: what the person wrote."""

outbox = Table(
    "outbox",
    METADATA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    ident("case_id", nullable=False),
    ident("customer_id", nullable=False),
    ident("event_id", nullable=False),
    ident("order_id"),
    ident("decided_by", nullable=False),
    Column("decision", String(20), nullable=False),
    Column("occurred_at", Utc, nullable=False),
    Column("event_sha256", String(64), nullable=False),
    Column("payload", Text),
    Column("sent_at", Utc),
    Column("sent_to", Text),
    UniqueConstraint("customer_id", "event_id"),
    Index(None, "sent_at", "number"),
    Index(None, "case_id"),
)
"""Decisions on their way to the topic. `number`: of the decision's entry in the audit chain, whose lock gives numbers
out in the order of the commits. `payload`: the event itself, emptied once it is sent, since it holds words."""

foreign_decisions = Table(
    "foreign_decisions",
    METADATA,
    key("customer_id"),
    key("event_id"),
    Column("why", String(10), nullable=False),
    ident("decided_by", nullable=False),
    Column("decision", String(20), nullable=False),
    ident("order_id"),
    Column("occurred_at", Utc, nullable=False),
    Index(None, "occurred_at", "customer_id", "event_id"),
)
"""Decisions that were read and are not the outbox's: `unknown` there, or `changed`: another content than was sent."""
