"""Findings, figures, people, pairs and dead letters as CSV and Excel."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from msgspec.structs import asdict

from console.asking import Id, Since, Until, finding_filter, read_between
from console.exporting import SENT, Form, send
from console.handlers.common import bound, opened
from console.handlers.measured import Named, read_term
from console.pages import (
    attainment_items,
    finding_pages,
    in_one,
    letter_pages,
    pair_pages,
    people_items,
    source_items,
)
from store.queries.said import FindingFilter

_Request = Request[Any, Any, Any]
_FINDINGS = {"wanted": Provide(finding_filter, sync_to_thread=False)}


@get("/exports/findings", dependencies=_FINDINGS, tags=["exports"], responses=SENT, sync_to_thread=True)
def export_findings(request: _Request, wanted: NamedDependency[FindingFilter], form: Form = "csv") -> Response[Any]:
    """Findings about people, pairs and teams, as a file."""
    house, _, eyes = opened(request)
    return send(request, house, "findings", form, asdict(wanted), finding_pages(house, eyes, wanted))


@get("/exports/dead-letters", tags=["exports"], responses=SENT, sync_to_thread=True)
def export_letters(
    request: _Request, topic: Id = None, reason_code: Id = None, subject_id: Id = None, form: Form = "csv"
) -> Response[Any]:
    """Records that could not be used, as a file."""
    house, _, eyes = opened(request)
    asked = {"topic": topic, "reason_code": reason_code, "subject_id": subject_id}
    return send(request, house, "dead-letters", form, asked, letter_pages(house, eyes, topic, reason_code, subject_id))


@get("/exports/people", tags=["exports"], responses=SENT, sync_to_thread=True)
def export_people(request: _Request, team_id: Id = None, form: Form = "csv") -> Response[Any]:
    """People as things stand, as a file."""
    house, _, eyes = opened(request)
    return send(request, house, "people", form, {"team_id": team_id}, in_one(people_items(house, eyes, team_id)))


@get("/exports/pairs", tags=["exports"], responses=SENT, sync_to_thread=True)
def export_pairs(request: _Request, since: Since = None, until: Until = None, form: Form = "csv") -> Response[Any]:
    """Who passed won orders to whom, as a file."""
    house, _, eyes = opened(request)
    between = read_between(since, until)
    return send(request, house, "pairs", form, {"between": between}, pair_pages(house, eyes, bound(between)))


@get("/exports/sources", tags=["exports"], responses=SENT, sync_to_thread=True)
def export_sources(request: _Request, period: Named, form: Form = "csv") -> Response[Any]:
    """What assistants' results of a period are made of, as a file."""
    house, _, eyes = opened(request)
    items = source_items(house, eyes, read_term(period, house.settings.calendar))
    return send(request, house, "sources", form, {"period": period}, in_one(items))


@get("/exports/attainment", tags=["exports"], responses=SENT, sync_to_thread=True)
def export_attainment(request: _Request, period: Named, form: Form = "csv") -> Response[Any]:
    """How far the quotas of a period were reached, as a file."""
    house, _, eyes = opened(request)
    items = attainment_items(house, eyes, read_term(period, house.settings.calendar))
    return send(request, house, "attainment", form, {"period": period}, in_one(items))
