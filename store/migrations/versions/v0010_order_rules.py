"""Which rules hit an order, and indexes for orders by rule, by person and time, and for orders beside assessments."""

from collections.abc import Mapping

from alembic import op
from sqlalchemy import Column, Index, MetaData, Table

from store.migrations.columns import NAMES, key
from store.types import Utc

revision = "0010"
down_revision = "0009"

_METADATA = MetaData(naming_convention=NAMES)

Table(
    "order_rules",
    _METADATA,
    key("customer_id"),
    key("order_id"),
    key("rule_id"),
    Column("ordered_at", Utc, nullable=False),
    Index(None, "rule_id", "ordered_at", "customer_id", "order_id"),
)

_INDEXES: Mapping[str, list[str]] = {
    "assessments": ["customer_id", "order_id"],
    "order_people": ["person_id", "ordered_at", "customer_id", "order_id"],
}

_FILL = """
    INSERT INTO order_rules (customer_id, order_id, rule_id, ordered_at)
    SELECT DISTINCT o.customer_id, o.order_id, h.value ->> 'rule_id', o.ordered_at
    FROM orders o JOIN assessments a ON a.customer_id = o.customer_id AND a.order_id = o.order_id
         JOIN assessment_revisions r ON r.customer_id = a.customer_id AND r.assessment_id = a.assessment_id
         AND r.revision = a.revision
    CROSS JOIN {hits}"""
_HITS: Mapping[str, str] = {
    "sqlite": "json_each(r.assessment, '$.hits') h",
    "postgresql": "jsonb_array_elements(r.assessment -> 'hits') h(value)",
}


def upgrade() -> None:
    """Make the indexes and the table, and fill it from the assessments as they stand."""
    for table, columns in _INDEXES.items():
        op.create_index(_name(table), table, columns)
    _METADATA.create_all(op.get_bind())
    op.execute(_FILL.format(hits=_HITS[op.get_bind().dialect.name]))


def downgrade() -> None:
    """Remove them."""
    _METADATA.drop_all(op.get_bind())
    for table in _INDEXES:
        op.drop_index(_name(table), table)


def _name(table: str) -> str:
    return f"ix_{table}_{'_'.join(_INDEXES[table])}"
