"""Query parameters as the questions that they stand for."""

import re
from datetime import datetime
from typing import Annotated, Literal

from litestar.params import FromQuery, QueryParameter

from detector.errors import UsageError
from detector.instant import InstantError, parse_instant
from detector.outputs import CreditStatus, Outcome
from store.queries.entries import LedgerFilter
from store.queries.paging import Instants
from store.queries.said import FindingFilter
from store.queries.searching import OrderFilter, ReasonState
from store.types import fit_id, utc

_FIRST, _LAST = utc(631_152_000_000_000), utc(4_133_980_800_000_000)  # 1990 and 2101, as the contract believes
_PERIOD = re.compile(r"[0-9]{4}-[0-9A-Z]{2,10}")

After = Annotated[str | None, QueryParameter(description="`next` of the page before.", max_length=4000)]
Limit = Annotated[int, QueryParameter(description="Records of a page.", ge=1, le=500)]
Id = Annotated[str | None, QueryParameter(max_length=1000)]
Since = Annotated[str | None, QueryParameter(description="RFC 3339 with an offset; from this time on.", max_length=60)]
Until = Annotated[str | None, QueryParameter(description="RFC 3339 with an offset; before this time.", max_length=60)]
Amount = Annotated[str | None, QueryParameter(description="Such as 12800.00; with `currency`.", max_length=40)]
Period = Annotated[str | None, QueryParameter(description="Accounting period such as 2026-03.", max_length=20)]


def read_between(since: str | None, until: str | None) -> Instants | None:
    """Two times; None where neither is given. Raises UsageError."""
    if since is None and until is None:
        return None
    return _FIRST if since is None else read_instant(since), _LAST if until is None else read_instant(until)


def read_instant(text: str) -> datetime:
    """A time as it is asked for. Raises UsageError."""
    try:
        at = utc(parse_instant(text))
    except InstantError as error:
        raise UsageError(str(error)) from None
    return min(max(at, _FIRST), _LAST)


def read_period(text: str | None) -> str | None:
    """An accounting period. Raises UsageError."""
    if text is None or _PERIOD.fullmatch(text):
        return text
    message = f"the period {text!r} is none; expected one such as 2026-03"
    raise UsageError(message)


def order_filter(
    since: Since = None,
    until: Until = None,
    customer_id: Id = None,
    order_id: Id = None,
    team_id: Id = None,
    person_id: Id = None,
    originator_id: Id = None,
    beneficiary_id: Id = None,
    outcome: FromQuery[list[Outcome] | None] = None,
    rule_id: Id = None,
    reason: FromQuery[ReasonState | None] = None,
    decided: FromQuery[bool | None] = None,
    currency: Annotated[str | None, QueryParameter(max_length=3)] = None,
    amount_from: Amount = None,
    amount_to: Amount = None,
) -> OrderFilter:
    """Any combination of what is known of orders. Raises UsageError."""
    return OrderFilter(
        between=read_between(since, until),
        customer_id=customer_id,
        order_id=order_id,
        team_id=team_id,
        person_id=person_id,
        originator_id=originator_id,
        beneficiary_id=beneficiary_id,
        outcomes=tuple(outcome or ()),
        rule_id=None if rule_id is None else fit_id(rule_id),
        reason=reason,
        decided=decided,
        currency=currency,
        amount_from=amount_from,
        amount_to=amount_to,
    )


def ledger_filter(
    payee_id: Id = None,
    customer_id: Id = None,
    order_id: Id = None,
    period: Period = None,
    until_period: Period = None,
    status: FromQuery[CreditStatus | None] = None,
    currency: Annotated[str | None, QueryParameter(max_length=3)] = None,
) -> LedgerFilter:
    """Any combination of what is known of entries. Raises UsageError."""
    return LedgerFilter(
        payee_id=payee_id,
        customer_id=customer_id,
        order_id=order_id,
        period=read_period(period),
        until_period=read_period(until_period),
        status=status,
        currency=currency,
    )


def finding_filter(
    kind: Id = None,
    period: Period = None,
    subject: Id = None,
    level: FromQuery[Literal["normal", "unusual", "not_evaluated"] | None] = None,
    assessment_id: Id = None,
) -> FindingFilter:
    """Any combination of what is known of findings. Raises UsageError."""
    return FindingFilter(
        kind=kind, period=read_period(period), subject=subject, level=level, assessment_id=assessment_id
    )
