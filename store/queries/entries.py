"""Entries of the ledger, with every reversal, by whatever is known of them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Engine, select, tuple_

from detector.outputs import Credit, CreditStatus
from store.engine import reading
from store.queries.paging import Page, check_limit, page_of, read_cursor
from store.tables.judgements import credits
from store.types import fit_id, in_zone

_LOT = 1000
_KEY = (credits.c.accounting_period, credits.c.effective_at, credits.c.line, credits.c.entry_id)


class LedgerFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What entries must be like; what is not given does not matter. `period` and `until_period`: both included.

    `only_people`: entries of these payees, whatever else is asked for.
    """

    payee_id: str | None = None
    customer_id: str | None = None
    order_id: str | None = None
    period: str | None = None
    until_period: str | None = None
    status: CreditStatus | None = None
    currency: str | None = None
    only_people: frozenset[str] | None = None


def ledger_entries(engine: Engine, wanted: LedgerFilter, *, after: str | None = None, limit: int = 50) -> Page[Credit]:
    """Entries in the order of accounting periods and of the ledger. Raises UsageError, StoreError."""
    check_limit(limit)
    start = read_cursor("entries", after, (str, datetime, int, str))
    query = select(credits).where(*_conditions(wanted))
    if start is not None:
        query = query.where(tuple_(*_KEY) > start)
    with reading(engine) as connection:
        found = connection.execute(query.order_by(*_KEY).limit(limit + 1)).all()
    return page_of(
        "entries", found, limit, lambda row: (row.accounting_period, row.effective_at, row.line, row.entry_id), _make
    )


def stream_ledger(engine: Engine, customer_id: str | None = None) -> Iterator[Credit]:
    """All entries, or a customer's, those of an order together and in the ledger's order. Raises StoreError."""
    query = select(credits).order_by(credits.c.customer_id, credits.c.order_id, credits.c.line, credits.c.entry_id)
    if customer_id is not None:
        query = query.where(credits.c.customer_id == fit_id(customer_id))
    with reading(engine) as connection:
        for row in connection.execute(query.execution_options(yield_per=_LOT)):
            yield _make(row)


def _conditions(wanted: LedgerFilter) -> list[ColumnElement[bool]]:
    conditions = []
    for name in ("payee_id", "customer_id", "order_id", "status", "currency"):
        value = getattr(wanted, name)
        if value is not None:
            conditions.append(credits.c[name] == fit_id(value))
    if wanted.period is not None:
        conditions.append(credits.c.accounting_period >= wanted.period)
    until = wanted.until_period or wanted.period
    if until is not None:
        conditions.append(credits.c.accounting_period <= until)
    if wanted.only_people is not None:
        conditions.append(credits.c.payee_id.in_(sorted(wanted.only_people)))
    return conditions


def _make(row: Any) -> Credit:
    fields = {name: getattr(row, name) for name in Credit.__struct_fields__ if name != "effective_at"}
    return Credit(**fields, effective_at=in_zone(row.effective_at, row.effective_offset).isoformat())
