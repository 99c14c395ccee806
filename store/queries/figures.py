"""Figures with one definition: what assistants' results are made of, and how far quotas are reached."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from detector.money import MoneyError, format_minor, parse_minor
from detector.rates import rate
from store.queries.paging import Instants, check_between
from store.tables.events import quotas
from store.tables.judgements import assessment_revisions, assessments, credits, orders

SourceKind = Literal["own", "worked_handover", "transferred_without_work", "post_sale"]
_TYPES = {"revenue": ("new", "repeat", "renewal"), "repeat_revenue": ("repeat", "renewal"), "new_customers": ("new",)}


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A part of what was booked on an assistant in a time, in one currency: won orders and their net amount."""

    person_id: str
    source: SourceKind
    currency: str
    orders: int
    amount: str


class Attainment(msgspec.Struct, frozen=True, kw_only=True):
    """How far a quota was reached. `booked`: by the seller of the orders; `held` and `posted`: in the ledger.

    `attainment`: booked ÷ target to 4 places; missing where the target is 0. Money is in `currency`; `held` and
    `posted` are missing where the target is a number of customers.
    """

    person_id: str
    period: str
    metric: str
    target: str
    currency: str | None
    booked: str
    held: str | None = None
    posted: str | None = None
    attainment: str | None = None


def sources_between(connection: Connection, between: Instants, only_people: frozenset[str] | None) -> list[Source]:
    """The sources of every assistant's result, by person, who was one at the order's time. Raises UsageError."""
    since, until = check_between(between)
    features = assessment_revisions.c.assessment["features"]
    # The feature is of whom the work is compared with, who may be an earlier owner than the plan's originator.
    same_person = assessments.c.compared_with == assessments.c.originator_id
    paid = and_(features["originator_paid_before"].as_boolean().is_(True), same_person)
    kind = case(
        (assessments.c.originator_id.is_(None), "own"),
        (and_(orders.c.order_type.in_(_TYPES["repeat_revenue"]), paid), "post_sale"),
        (assessments.c.outcome == "clear", "worked_handover"),
        else_="transferred_without_work",
    ).label("source")
    same = (assessments.c.customer_id == orders.c.customer_id) & (assessments.c.order_id == orders.c.order_id)
    names = ("customer_id", "assessment_id", "revision")
    whole = and_(*(assessment_revisions.c[name] == assessments.c[name] for name in names))
    key = (orders.c.seller_id, orders.c.currency, kind)
    query = (
        select(*key, func.count().label("orders"), func.sum(orders.c.amount_minor).label("minor"))
        .join_from(orders, assessments, same)
        .join(assessment_revisions, whole)
        .where(orders.c.ordered_at >= since, orders.c.ordered_at < until, orders.c.amount_minor > 0)
        .where(features["payee_role"].as_string() == "assistant")
        .group_by(*key)
        .order_by(*key)
    )
    if only_people is not None:
        query = query.where(orders.c.seller_id.in_(sorted(only_people)))
    return [
        Source(
            person_id=row.seller_id,
            source=row.source,
            currency=row.currency,
            orders=row.orders,
            amount=format_minor(int(row.minor), row.currency),
        )
        for row in connection.execute(query)
    ]


class Term(NamedTuple):
    """A quota's period: its name, its accounting months, and from when to before when it lasts."""

    period: str
    months: Sequence[str]
    between: Instants


def attainment_of(connection: Connection, term: Term, only_people: frozenset[str] | None) -> list[Attainment]:
    """How far each quota of a period was reached, by person and metric. Raises UsageError.

    Of several versions the latest stated before the period's end holds, else the earliest.
    """
    since, until = check_between(term.between)
    query = select(quotas).where(quotas.c.period == term.period)
    if only_people is not None:
        query = query.where(quotas.c.person_id.in_(sorted(only_people)))
    order = (quotas.c.person_id, quotas.c.metric, quotas.c.occurred_at, quotas.c.event_id)
    holding: dict[tuple[str, str], Any] = {}
    for row in connection.execute(query.order_by(*order)):
        key = (row.person_id, row.metric)
        if key not in holding or row.occurred_at < until:
            holding[key] = row
    usable = [row for row in holding.values() if row.currency is not None or row.metric == "new_customers"]
    return [_attained(connection, row, term, (since, until)) for row in usable]


def _attained(connection: Connection, quota: Any, term: Term, between: Instants) -> Attainment:
    same = {name: getattr(quota, name) for name in ("person_id", "period", "metric", "currency")}
    mine = _booked(quota, between)
    if quota.metric == "new_customers":
        counted = select(func.count(orders.c.customer_id.distinct())).where(*mine)
        booked, target = int(connection.execute(counted).scalar_one()), int(quota.target)
        part = rate(booked, target) if target else None
        return Attainment(**same, target=str(target), booked=str(booked), attainment=part)
    money = connection.execute(select(func.sum(orders.c.amount_minor)).where(*mine)).scalar_one()
    booked, target = int(money or 0), _minor(quota)
    ledger = _ledger(connection, quota, term.months)
    return Attainment(
        **same,
        target=quota.target,
        booked=format_minor(booked, quota.currency),
        held=format_minor(ledger.get("held", 0), quota.currency),
        posted=format_minor(ledger.get("posted", 0), quota.currency),
        attainment=rate(booked, target) if target else None,
    )


def _booked(quota: Any, between: Instants) -> list[ColumnElement[bool]]:
    since, until = between
    conditions = [
        orders.c.seller_id == quota.person_id,
        orders.c.ordered_at >= since,
        orders.c.ordered_at < until,
        orders.c.amount_minor > 0,
        orders.c.order_type.in_(_TYPES[quota.metric]),
    ]
    return conditions if quota.metric == "new_customers" else [*conditions, orders.c.currency == quota.currency]


def _minor(quota: Any) -> int:
    try:
        return parse_minor(quota.target, quota.currency or "")
    except MoneyError:  # kept as it was read, by another version
        return 0


def _ledger(connection: Connection, quota: Any, months: Iterable[str]) -> dict[str, int]:
    query = (
        select(credits.c.status, func.sum(credits.c.amount_minor).label("minor"))
        .where(credits.c.payee_id == quota.person_id, credits.c.accounting_period.in_(sorted(months)))
        .where(credits.c.currency == quota.currency)
        .group_by(credits.c.status)
    )
    return {row.status: int(row.minor) for row in connection.execute(query)}
