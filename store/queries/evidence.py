"""Whole assessments, with what they were judged by: the evidence."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Select, select, tuple_

from detector.outputs import Assessment
from store.among import among
from store.engine import reading
from store.queries.paging import Page, check_limit, page_of, read_cursor
from store.queries.parts import people_of_orders
from store.queries.searching import OrderFilter, find_orders
from store.tables.judgements import assessment_revisions, assessments
from store.types import fit_id


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment as it stands, and who has a part in it."""

    assessment: Assessment
    people: frozenset[str]


def evidence_of_orders(
    engine: Engine, wanted: OrderFilter, *, after: str | None = None, limit: int = 50
) -> Page[Evidence]:
    """The assessments of orders, the latest order first. Raises UsageError, StoreError."""
    check_limit(limit)
    start = read_cursor("assessments", after, (datetime, str, str))
    with reading(engine) as connection:
        found = find_orders(connection, wanted, start, limit + 1)
        keys = [(row.customer_id, row.order_id) for row in found[:limit]]
        people = people_of_orders(connection, keys)
        judged = select(assessments).where(among(connection, (assessments.c.customer_id, assessments.c.order_id), keys))
        rows = connection.execute(judged).all() if keys else []
        whole = {(row.customer_id, row.order_id): row for row in _whole(connection, rows)}
    return page_of(
        "assessments",
        found,
        limit,
        lambda row: (row.ordered_at, row.customer_id, row.order_id),
        lambda row: _evidence(
            whole.get((row.customer_id, row.order_id)),
            people.get((row.customer_id, row.order_id), frozenset()),
        ),
    )


def evidence_by_id(engine: Engine, assessment_id: str) -> list[Evidence]:
    """The assessments of this id, one a customer: those of orders, and of transfers that no order came of yet."""
    table = assessments
    with reading(engine) as connection:
        rows = connection.execute(select(table).where(table.c.assessment_id == fit_id(assessment_id))).all()
        keys = [(row.customer_id, row.order_id) for row in rows if row.order_id is not None]
        people = people_of_orders(connection, keys)
        found = []
        for row in _whole(connection, rows):
            named = frozenset(filter(None, (row.originator_id, row.beneficiary_id, *row.owners)))
            found.append(_evidence(row, named | people.get((row.customer_id, row.order_id), frozenset())))
    return [each for each in found if each is not None]


def _whole(connection: Connection, rows: Any) -> list[Any]:
    """The rows of assessments with their texts; a page at most, so one question is enough."""
    if not rows:
        return []
    keys = [(row.customer_id, row.assessment_id) for row in rows]
    query: Select[Any] = select(assessments, assessment_revisions.c.assessment).join(
        assessment_revisions,
        (assessment_revisions.c.customer_id == assessments.c.customer_id)
        & (assessment_revisions.c.assessment_id == assessments.c.assessment_id)
        & (assessment_revisions.c.revision == assessments.c.revision),
    )
    wanted = tuple_(assessments.c.customer_id, assessments.c.assessment_id).in_(keys)
    first = assessments.c.customer_id.in_(sorted({key[0] for key in keys}))
    return list(connection.execute(query.where(first, wanted).order_by(assessments.c.customer_id)))


def _evidence(row: Any, people: frozenset[str]) -> Evidence | None:
    if row is None:
        return None
    return Evidence(assessment=msgspec.convert(row.assessment, Assessment), people=people)
