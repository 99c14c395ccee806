"""Cases: the list, and one case with everything that is known of its matter."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from console.answers import answer, listing
from console.asking import After, Limit
from console.asking_cases import CaseQuestion, case_question
from console.case_rows import case_file, seen_assessments
from console.case_tags import case_tag
from console.desk import case_sight, now_at
from console.handlers.common import CASE_ERRORS, READS, opened
from console.pages import case_pages, history_pages
from console.trail import enter, viewed, viewed_assessment
from store.engine import reading

CaseId = Annotated[str, QueryParameter(max_length=1000)]
_Request = Request[Any, Any, Any]
_WANTED = {"wanted": Provide(case_question, sync_to_thread=False)}


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its alerts, judgements, orders, entries of the ledger, steps and dossier; `deciding`: who may not.

    `follow_up`: the customer's history from its beginning; `next` goes on at `/history`.
    """

    case: dict[str, Any]
    alerts: list[dict[str, Any]]
    assessments: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    ledger: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    dossier: list[dict[str, Any]]
    deciding: dict[str, Any]
    follow_up: dict[str, Any]


@get("/cases", dependencies=_WANTED, tags=["cases"], responses=READS, sync_to_thread=True)
def cases(
    request: _Request, wanted: NamedDependency[CaseQuestion], after: After = None, limit: Limit = 50
) -> Response[bytes]:
    """Cases, the latest first, by any combination of conditions, each beside its weightiest alert."""
    house, viewer, eyes = opened(request)
    with reading(house.engine) as connection:
        asked = wanted.filter_for(connection, viewer, house.clock_us())
    return listing(request, *case_pages(house, eyes, asked)(after, limit))


_FILE = ResponseSpec(CaseFile, description="The case.", generate_examples=False)


@get("/case", tags=["cases"], responses={**CASE_ERRORS, 200: _FILE}, sync_to_thread=True)
def case(request: _Request, case_id: CaseId, limit: Limit = 200) -> Response[bytes]:
    """One case with its whole follow-up history (`limit` events of it). An entry of the trail, as each judgement is.

    Its ETag goes with every change, as `If-Match`.
    """
    house, viewer, eyes = opened(request)
    with reading(house.engine) as connection:
        sight = case_sight(connection, viewer, case_id, house.clock_us())
        found, matter, seen = now_at(connection, case_id)
        told = case_file(connection, eyes, viewer, found, matter, sight)
        judged = seen_assessments(connection, eyes, matter)
    items, following = history_pages(house, eyes, matter.customer_id or "")(None, limit)
    told["follow_up"] = {"items": items, **({"next": following} if following is not None else {})}
    whole = viewed(viewer, "case", f"case:{found.case_id}", sight.fields, case_id=found.case_id)
    enter(house, [whole, *(viewed_assessment(viewer, item, near) for item, near in judged)])
    return answer(request, told, case_tag(seen, msgspec.json.encode(told)))
