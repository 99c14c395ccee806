"""What the worker says: assessments with all revisions seen, alerts, the ledger of credits, findings, dead letters."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, SmallInteger, String, Table, text

from store.schema import METADATA, free_text, ident, key, moment
from store.types import Json, Utc

assessments = Table(
    "assessments",
    METADATA,
    key("customer_id"),
    key("assessment_id"),
    Column("revision", Integer, nullable=False),
    ident("order_id"),
    ident("originator_id"),
    ident("beneficiary_id"),
    ident("compared_with"),
    Column("owners", Json, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("score", SmallInteger, nullable=False),
    Column("reason_result", String(20)),
    Column("reason_late", Boolean, nullable=False),
    Column("decided", Boolean, nullable=False),
    ident("superseded_by"),
    *moment("assessed"),
    ident("rules_digest", nullable=False),
    Column("matter_at", Utc, nullable=False),
    Index(None, "assessment_id"),
    Index(None, "originator_id", "beneficiary_id", "matter_at", "assessment_id"),
    Index(None, "reason_result", "decided", "matter_at", "assessment_id"),
    Index(None, "customer_id", "order_id"),
)
"""The assessments as they stand. `matter_at`: the time of the order, or of the transfer that is judged.
`owners`: everybody on the path.

`decided`: a release or reassign holds. `reason_result`: of the reason that counts, `reason_late` where that is an
explanation given afterwards.
"""

assessment_revisions = Table(
    "assessment_revisions",
    METADATA,
    key("customer_id"),
    key("assessment_id"),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("outcome", String(10), nullable=False),
    Column("score", SmallInteger, nullable=False),
    *moment("assessed"),
    Column("assessment", Json, nullable=False),
)
"""Every revision that was seen, whole, also of assessments that are no more."""

orders = Table(
    "orders",
    METADATA,
    key("customer_id"),
    key("order_id"),
    ident("seller_id", nullable=False),
    *moment("ordered"),
    *moment("stated"),
    ident("statement_id", nullable=False),
    Column("amount", String(50), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("order_type", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Index(None, "order_id"),
    Index(None, "ordered_at", "customer_id", "order_id"),
)
"""Each order by its earliest (`ordered_at`) and latest (`stated_at`, `statement_id`) statement; made from those."""


def _asked_by() -> list[Column[Any]]:
    """What judged orders are asked for by, beside each thing by which a list of them is read."""
    return [
        Column("ordered_at", Utc, nullable=False),
        Column("outcome", String(10), nullable=False),
        Column("reason_result", String(20)),
        Column("decided", Boolean, nullable=False),
        Column("amount_minor", BigInteger, nullable=False),
        Column("currency", String(3), nullable=False),
    ]


_SELLERS: Mapping[str, Any] = dict.fromkeys(("sqlite_where", "postgresql_where"), text("part = 'seller'"))
"""Of an index of one row for each judged order: each has one seller."""


def _list_of(name: str, *first: str, **of: Any) -> Index:
    """An index by which orders are read by time; it has all that they are asked for by, so no row is fetched."""
    columns = "ordered_at customer_id order_id outcome reason_result decided currency amount_minor".split()
    return Index(name, *first, *(column for column in columns if column not in first), **of)


order_people = Table(
    "order_people",
    METADATA,
    key("customer_id"),
    key("order_id"),
    key("person_id"),
    Column("part", String(20), primary_key=True),
    *_asked_by(),
    Index(None, "person_id", "outcome", "ordered_at"),
    _list_of("ix_order_people_of_person", "person_id"),
    _list_of("ix_order_people_of_all", **_SELLERS),
    _list_of("ix_order_people_of_outcome", "outcome", **_SELLERS),
    _list_of("ix_order_people_of_reason", "reason_result", "decided", **_SELLERS),
    _list_of("ix_order_people_of_currency", "currency", **_SELLERS),
    Index("ix_order_people_of_amount", "currency", "amount_minor", **_SELLERS),
)
"""Who is on an order, and as what (seller, originator, beneficiary, owner); made from orders and assessments.

The row of the seller is the order's own in lists of all.
"""

order_rules = Table(
    "order_rules",
    METADATA,
    key("customer_id"),
    key("order_id"),
    key("rule_id"),
    *_asked_by(),
    _list_of("ix_order_rules_of_rule", "rule_id"),
)
"""The rules that hit an order, by its assessment as it stands; made from orders and assessments."""

alerts = Table(
    "alerts",
    METADATA,
    key("alert_id"),
    ident("case_id", nullable=False),
    Column("revision", Integer, nullable=False),
    Column("severity", String(10), nullable=False),
    Column("status", String(20), nullable=False),
    ident("assessment_id"),
    ident("finding_id"),
    ident("originator_id"),
    ident("beneficiary_id"),
    ident("customer_id"),
    ident("order_id"),
    Column("amount", String(50)),
    Column("currency", String(3)),
    *moment("raised"),
    free_text("headline", nullable=False),
    Column("alert", Json, nullable=False),
    Index(None, "case_id"),
    Index(None, "customer_id"),
    Index(None, "raised_at", "alert_id"),
)

credits = Table(
    "credits",
    METADATA,
    key("entry_id"),
    ident("customer_id", nullable=False),
    ident("order_id", nullable=False),
    ident("payee_id", nullable=False),
    Column("credit_type", String(20), nullable=False),
    Column("share", String(50), nullable=False),
    Column("amount", String(50), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("status", String(10), nullable=False),
    ident("plan_id", nullable=False),
    Column("plan_version", Integer, nullable=False),
    *moment("effective"),
    Column("accounting_period", String(20), nullable=False),
    Column("original_period", String(20)),
    ident("reverses"),
    free_text("reason", nullable=False),
    ident("assessment_id", nullable=False),
    Column("line", BigInteger, nullable=False),
    Index(None, "payee_id", "accounting_period", "effective_at", "line", "entry_id"),
    Index(None, "customer_id", "order_id"),
)
"""The ledger, append-only. `line`: where the entry stood in what was read; an order's entries follow each other so."""

findings = Table(
    "findings",
    METADATA,
    key("finding_id"),
    Column("kind", String(50), nullable=False),
    ident("subject"),
    Column("period", String(20)),
    ident("assessment_id"),
    Column("level", String(20)),
    Column("finding", Json, nullable=False),
    Index(None, "kind", "period", "finding_id"),
    Index(None, "subject"),
    Index(None, "assessment_id"),
)

dead_letters = Table(
    "dead_letters",
    METADATA,
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    ident("topic", nullable=False),
    Column("reason_code", String(50), nullable=False),
    free_text("message", nullable=False),
    ident("subject_id"),
    Column("refused_at", Utc),
    Column("letter", Json, nullable=False),
    Index(None, "reason_code", "topic"),
    Index(None, "subject_id"),
)
"""Where the letter stands in the topic of dead letters is its key. `subject_id`: the customer or person, where read."""
