"""Copies a made firm's orders within the database, for later customers at later times: so a million takes minutes.

The orders of copy n are those made by the recorder's code with their numbers raised by n times as many, their times by
n times their span; people, amounts and judgements are the same. Each customer's activities are there already.
"""

from collections.abc import Mapping

from sqlalchemy import Engine, Table, text

from benchmarks.store_made import DAYS
from store.engine import writing
from store.tables import events, judgements
from store.types import Utc

_TABLES = (
    events.ownership_changes, events.order_statements, events.decisions, judgements.assessments,
    judgements.assessment_revisions, judgements.credits, judgements.orders, judgements.order_people,
    judgements.order_rules,
)  # fmt: skip
_NUMBERED: Mapping[str, str] = {"customer_id": "C", "order_id": "SO", "assessment_id": "order:SO"}
"""Columns whose ids are a prefix and a number of eight digits."""
_NAMED = frozenset({"event_id", "statement_id", "entry_id", "reverses"})
"""Columns whose ids only have to be others."""


def copy_orders(engine: Engine, made: int, orders: int) -> None:
    """Raise the `made` orders that are there to so many."""
    for copy in range(1, -(-orders // made)):
        last = min(made, orders - copy * made)
        for table in _TABLES:
            with writing(engine) as connection:
                if engine.dialect.name == "postgresql":
                    connection.execute(text("SET LOCAL synchronous_commit TO off"))
                connection.execute(text(_statement(engine.dialect.name, table, copy, made, last, orders)))


def _statement(dialect: str, table: Table, copy: int, made: int, last: int, orders: int) -> str:
    names = [column.name for column in table.columns]
    days = DAYS * made / orders * copy
    made_of = ", ".join(_made(dialect, table, name, copy, copy * made, days) for name in names)
    return f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {made_of} FROM {table.name} t WHERE t.customer_id < 'C{last:08}'"  # noqa: E501


def _made(dialect: str, table: Table, name: str, copy: int, more: int, days: float) -> str:
    column = f"t.{name}"
    if name in _NUMBERED:
        return _raised(dialect, column, _NUMBERED[name], more)
    if name in _NAMED:
        return f"'{copy}-' || {column}"
    if name == "line":
        return f"{column} + {copy * 10_000_000}"
    if name == "accounting_period":
        return _month(dialect, _later(dialect, "t.effective_at", days))
    if name == "assessment":
        return _rewritten(dialect, more)
    return _later(dialect, column, days) if isinstance(table.c[name].type, Utc) else column


def _raised(dialect: str, column: str, prefix: str, more: int) -> str:
    number = f"CAST(substr({column}, {len(prefix) + 1}) AS INTEGER) + {more}"
    if dialect == "sqlite":
        return f"'{prefix}' || printf('%08d', {number})"
    return f"'{prefix}' || lpad(({number})::text, 8, '0')"


def _later(dialect: str, column: str, days: float) -> str:
    seconds = round(days * 86_400)
    if dialect == "sqlite":
        return f"strftime('%Y-%m-%dT%H:%M:%S', {column}, '+{seconds} seconds') || '.000000Z'"
    return f"{column} + interval '{seconds} seconds'"


def _month(dialect: str, at: str) -> str:
    return f"substr({at}, 1, 7)" if dialect == "sqlite" else f"to_char(({at}) AT TIME ZONE 'UTC', 'YYYY-MM')"


def _rewritten(dialect: str, more: int) -> str:
    """The text of an assessment with the ids of the copy."""
    order = "substr(t.assessment_id, 7)"
    new_order, new_customer = _raised(dialect, order, "SO", more), _raised(dialect, "t.customer_id", "C", more)
    whole = "t.assessment" if dialect == "sqlite" else "t.assessment::text"
    changed = f"replace(replace({whole}, {order}, {new_order}), t.customer_id, {new_customer})"
    return changed if dialect == "sqlite" else f"({changed})::jsonb"
