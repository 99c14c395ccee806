"""Orders, their assessments, the customers' histories, and decisions."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec.structs import replace

from console.answers import listing
from console.asking import After, Id, Limit, Since, Until, order_filter, read_between
from console.handlers.common import READS, bound, opened
from console.masking import shown
from console.pages import decision_pages, history_pages, order_pages
from console.trail import enter, viewed, viewed_assessment
from store.queries.evidence import evidence_by_id, evidence_of_orders
from store.queries.paging import Page
from store.queries.searching import OrderFilter

_WANTED = {"wanted": Provide(order_filter, sync_to_thread=False)}
_MOST_ASSESSMENTS = 100


@get("/orders", dependencies=_WANTED, tags=["orders"], responses=READS, sync_to_thread=True)
def orders(
    request: Request[Any, Any, Any], wanted: NamedDependency[OrderFilter], after: After = None, limit: Limit = 50
) -> Response[bytes]:
    """Judged orders, the latest first, by any combination of conditions."""
    house, _, eyes = opened(request)
    return listing(request, *order_pages(house, eyes, wanted)(after, limit))


@get("/assessments", dependencies=_WANTED, tags=["orders"], responses=READS, sync_to_thread=True)
def assessments(
    request: Request[Any, Any, Any],
    wanted: NamedDependency[OrderFilter],
    assessment_id: Id = None,
    after: After = None,
    limit: Annotated[int, QueryParameter(ge=1, le=_MOST_ASSESSMENTS)] = 20,
) -> Response[bytes]:
    """Whole assessments: of orders by the same conditions, or one by its id, also of a transfer.

    Each one that is sent is an entry of the audit trail.
    """
    house, viewer, eyes = opened(request)
    if assessment_id is not None:
        page = Page(evidence_by_id(house.engine, assessment_id), None)
    else:
        narrowed = replace(wanted, only_people=eyes.only_people)
        page = evidence_of_orders(house.engine, narrowed, after=after, limit=limit)
    seen = [(row, sight) for row in page.rows if (sight := eyes.sight(row.people)) is not None]
    enter(house, [viewed_assessment(viewer, row.assessment, sight) for row, sight in seen])
    return listing(request, [shown(row.assessment, sight) for row, sight in seen], page.next)


@get("/history", tags=["orders"], responses=READS, sync_to_thread=True)
def history(
    request: Request[Any, Any, Any],
    customer_id: Annotated[str, QueryParameter(max_length=1000)],
    after: After = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """A customer's whole follow-up history by time: owners, activities, orders, decisions. An entry of the trail."""
    house, viewer, eyes = opened(request)
    items, following = history_pages(house, eyes, customer_id)(after, limit)
    if items:
        enter(house, [viewed(viewer, "history", f"customer:{customer_id}", ())])
    return listing(request, items, following)


@get("/decisions", tags=["orders"], responses=READS, sync_to_thread=True)
def decisions(
    request: Request[Any, Any, Any],
    since: Since = None,
    until: Until = None,
    decided_by: Id = None,
    after: After = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Who decided what, by time. An entry of the trail."""
    house, viewer, eyes = opened(request)
    items, following = decision_pages(house, eyes, bound(read_between(since, until)), decided_by)(after, limit)
    if items:
        enter(house, [viewed(viewer, "decisions", "decisions", ())])
    return listing(request, items, following)
