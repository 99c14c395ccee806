"""One person's ledger of accounting periods, with every reversal."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Engine, select, tuple_

from store.engine import reading
from store.queries.paging import Page, check_limit, page_of, read_cursor
from store.tables.judgements import credits
from store.types import in_zone


class LedgerLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it was booked; a reversal names what it reverses and has a negative amount."""

    entry_id: str
    customer_id: str
    order_id: str
    share: str
    amount: str
    currency: str
    status: str
    plan_id: str
    plan_version: int
    effective_at: datetime
    accounting_period: str
    original_period: str | None
    reverses: str | None
    reason: str


def ledger_of(
    engine: Engine,
    payee_id: str,
    period: str,
    *,
    until_period: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[LedgerLine]:
    """A person's entries of a period, or of all from it to `until_period`, in the order of the ledger.

    Raises UsageError, StoreError.
    """
    check_limit(limit)
    start = read_cursor("ledger", after, (str, datetime, int, str))
    key = (credits.c.accounting_period, credits.c.effective_at, credits.c.line, credits.c.entry_id)
    query = select(credits).where(
        credits.c.payee_id == payee_id, credits.c.accounting_period.between(period, until_period or period)
    )
    if start is not None:
        query = query.where(tuple_(*key) > start)
    with reading(engine) as connection:
        found = connection.execute(query.order_by(*key).limit(limit + 1)).all()
    return page_of(
        "ledger", found, limit, lambda row: (row.accounting_period, row.effective_at, row.line, row.entry_id), _make
    )


def _make(row: Any) -> LedgerLine:
    fields = {name: getattr(row, name) for name in LedgerLine.__struct_fields__}
    return LedgerLine(**(fields | {"effective_at": in_zone(row.effective_at, row.effective_offset)}))
