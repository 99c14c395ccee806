"""What orders are asked for by stands beside each person and rule, with indexes in which lists are read to the end."""

from collections.abc import Mapping, Sequence
from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Index, MetaData, String, Table, text
from sqlalchemy.schema import CreateTable

from store.migrations.columns import NAMES, key
from store.types import Utc

revision = "0013"
down_revision = "0012"

_UNUSED = "ix_assessments_outcome_matter_at_assessment_id"
_SELLERS: Mapping[str, Any] = dict.fromkeys(("sqlite_where", "postgresql_where"), text("part = 'seller'"))


def _person() -> list[Column[Any]]:
    return [key("customer_id"), key("order_id"), key("person_id"), Column("part", String(20), primary_key=True)]


def _rule() -> list[Column[Any]]:
    return [key("customer_id"), key("order_id"), key("rule_id")]


def _ordered() -> Column[Any]:
    return Column("ordered_at", Utc, nullable=False)


def _outcome() -> Column[Any]:
    return Column("outcome", String(10), nullable=False)


def _money() -> list[Column[Any]]:
    return [Column("amount_minor", BigInteger, nullable=False), Column("currency", String(3), nullable=False)]


def _asked_by() -> list[Column[Any]]:
    tested = Column[Any]("reason_result", String(20)), Column[Any]("decided", Boolean, nullable=False)
    return [_ordered(), _outcome(), *tested, *_money()]


def _list_of(name: str, *first: str, **of: Any) -> Index:
    columns = "ordered_at customer_id order_id outcome reason_result decided currency amount_minor".split()
    return Index(name, *first, *(column for column in columns if column not in first), **of)


def _new() -> list[Table]:
    made = MetaData(naming_convention=NAMES)
    people = Table(
        "order_people",
        made,
        *_person(),
        *_asked_by(),
        Index(None, "person_id", "outcome", "ordered_at"),
        _list_of("ix_order_people_of_person", "person_id"),
        _list_of("ix_order_people_of_all", **_SELLERS),
        _list_of("ix_order_people_of_outcome", "outcome", **_SELLERS),
        _list_of("ix_order_people_of_reason", "reason_result", "decided", **_SELLERS),
        _list_of("ix_order_people_of_currency", "currency", **_SELLERS),
        Index("ix_order_people_of_amount", "currency", "amount_minor", **_SELLERS),
    )
    return [people, Table("order_rules", made, *_rule(), *_asked_by(), _list_of("ix_order_rules_of_rule", "rule_id"))]


def _old() -> list[Table]:
    made = MetaData(naming_convention=NAMES)
    people = Table(
        "order_people",
        made,
        *_person(),
        _outcome(),
        _ordered(),
        *_money(),
        Index(None, "person_id", "outcome", "ordered_at"),
        Index(None, "person_id", "ordered_at", "customer_id", "order_id"),
    )
    by_rule = Index(None, "rule_id", "ordered_at", "customer_id", "order_id")
    return [people, Table("order_rules", made, *_rule(), _ordered(), by_rule)]


def upgrade() -> None:
    """Make both tables anew with what assessments and orders say, beside the rows that there are."""
    op.drop_index(_UNUSED, "assessments")
    _make_anew(_new())


def downgrade() -> None:
    """Make them as they were."""
    _make_anew(_old())
    op.create_index(_UNUSED, "assessments", ["outcome", "matter_at", "assessment_id"])


def _make_anew(tables: Sequence[Table]) -> None:
    """Neither database can add a column that is never null to rows that are there, but with a default for good."""
    if op.get_bind().dialect.name == "postgresql":
        # It expects one row of such a join, and would look millions up one by one.
        op.execute("SET LOCAL enable_nestloop = off")
    for table in tables:
        op.execute(f"CREATE TABLE of_before AS SELECT * FROM {table.name}")
        op.drop_table(table.name)
        op.execute(CreateTable(table))
        op.execute(_filled(table))
        op.execute("DROP TABLE of_before")
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            index.create(op.get_bind())


def _filled(table: Table) -> str:
    of = {"person_id": "b", "part": "b", "rule_id": "b", "amount_minor": "o", "currency": "o", "ordered_at": "o"}
    names = [column.name for column in table.columns]
    values = ", ".join(f"{of.get(name, 'a')}.{name}" for name in names)
    return f"""
        INSERT INTO {table.name} ({", ".join(names)}) SELECT {values}
        FROM of_before b JOIN assessments a ON a.customer_id = b.customer_id AND a.order_id = b.order_id
             JOIN orders o ON o.customer_id = b.customer_id AND o.order_id = b.order_id
        WHERE true ON CONFLICT DO NOTHING"""
