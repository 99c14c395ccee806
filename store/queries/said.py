"""Findings and dead letters, a page at a time."""

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, select, tuple_

from detector.outputs import DeadLetter, Finding
from store.engine import reading
from store.queries.paging import Page, check_limit, page_of, read_cursor
from store.tables.judgements import dead_letters, findings
from store.types import fit_id

_AT_ONCE = 500


class FindingFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What findings must be like; what is not given does not matter."""

    kind: str | None = None
    period: str | None = None
    subject: str | None = None
    level: str | None = None
    assessment_id: str | None = None


def search_findings(
    engine: Engine,
    wanted: FindingFilter,
    seen: Callable[[Finding], bool],
    *,
    after: str | None = None,
    limit: int = 50,
) -> Page[Finding]:
    """Findings by id, of those that are `seen`: a page tells nothing of others, not even that they are there.

    Raises UsageError, StoreError.
    """
    check_limit(limit)
    start = read_cursor("findings", after, (str,))
    last = "" if start is None else start[0]
    kept: list[Finding] = []
    with reading(engine) as connection:
        while len(kept) <= limit:
            some = _some_findings(connection, wanted, last)
            kept += [finding for finding in some if seen(finding)]
            if len(some) < _AT_ONCE:
                break
            last = fit_id(some[-1].finding_id)
    return page_of("findings", kept, limit, lambda finding: (fit_id(finding.finding_id),), lambda finding: finding)


def _some_findings(connection: Connection, wanted: FindingFilter, last: str) -> list[Finding]:
    query = select(findings.c.finding).where(findings.c.finding_id > last)
    for name in FindingFilter.__struct_fields__:
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(findings.c[name] == fit_id(value))
    rows = connection.execute(query.order_by(findings.c.finding_id).limit(_AT_ONCE))
    return [msgspec.convert(row.finding, Finding) for row in rows]


def search_letters(
    engine: Engine,
    *,
    topic: str | None = None,
    reason_code: str | None = None,
    subject_id: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[DeadLetter]:
    """Dead letters in the order in which they were written. Raises UsageError, StoreError."""
    check_limit(limit)
    start = read_cursor("letters", after, (int, int))
    key = (dead_letters.c.partition, dead_letters.c.offset)
    query = select(dead_letters)
    for name, value in (("topic", topic), ("reason_code", reason_code), ("subject_id", subject_id)):
        if value is not None:
            query = query.where(dead_letters.c[name] == fit_id(value))
    if start is not None:
        query = query.where(tuple_(*key) > start)
    with reading(engine) as connection:
        found = connection.execute(query.order_by(*key).limit(limit + 1)).all()
    return page_of("letters", found, limit, lambda row: (row.partition, row.offset), _letter)


def _letter(row: Any) -> DeadLetter:
    return msgspec.convert(row.letter, DeadLetter)
