"""Figures of the contract that the store computes: sources of assistants' results, and quota attainment."""

import re
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get
from litestar.params import QueryParameter

from console.answers import listing
from console.handlers.common import READS, opened
from console.pages import attainment_items, source_items
from detector.calendar import month_span
from detector.errors import UsageError
from detector.pack import Calendar
from store.queries.figures import Term

Named = Annotated[str, QueryParameter(description="A month or quarter: 2026-03, 2026-Q1.", max_length=20)]
_Request = Request[Any, Any, Any]
_PERIOD = re.compile(r"(199[1-9]|20[0-9]{2})-(0[1-9]|1[0-2]|Q[1-4])")


def read_term(period: str, calendar: Calendar) -> Term:
    """A month or quarter by the company's calendar. Raises UsageError.

    >>> read_term("2026-Q1", Calendar("UTC", 1)).months
    ['2026-01', '2026-02', '2026-03']
    """
    found = _PERIOD.fullmatch(period)
    if found is None:
        message = f"the period {period!r} is none; expected a month or quarter, such as 2026-03 or 2026-Q1"
        raise UsageError(message)
    year, part = found.groups()
    first = 3 * int(part[1]) - 2 if part.startswith("Q") else int(part)
    months = [f"{year}-{month:02d}" for month in range(first, first + (3 if part.startswith("Q") else 1))]
    zone = ZoneInfo(calendar.time_zone)
    spans = [month_span(month, calendar, zone) for month in months]
    return Term(period, months, (spans[0][0], spans[-1][1]))


@get("/figures/sources", tags=["figures"], responses=READS, sync_to_thread=True)
def sources(request: _Request, period: Named) -> Response[bytes]:
    """What assistants' results of a period are made of: own, worked handovers, transferred without work, post-sale."""
    house, _, eyes = opened(request)
    return listing(request, source_items(house, eyes, read_term(period, house.settings.calendar)), None)


@get("/figures/attainment", tags=["figures"], responses=READS, sync_to_thread=True)
def attainment(request: _Request, period: Named) -> Response[bytes]:
    """How far the quotas of a period were reached: booked, held and posted beside each other."""
    house, _, eyes = opened(request)
    return listing(request, attainment_items(house, eyes, read_term(period, house.settings.calendar)), None)
