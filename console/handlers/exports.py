"""What is known of orders and cases as CSV and Excel."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec.structs import asdict

from console.asking import Id, Since, Until, ledger_filter, order_filter, read_between
from console.asking_cases import CaseQuestion, case_question
from console.exporting import SENT, Form, send
from console.handlers.common import bound, opened
from console.pages import assessment_pages, case_pages, decision_pages, history_pages, ledger_pages, order_pages
from store.engine import reading
from store.queries.entries import LedgerFilter
from store.queries.searching import OrderFilter

_Request = Request[Any, Any, Any]
_ORDERS = {"wanted": Provide(order_filter, sync_to_thread=False)}
_LEDGER = {"wanted": Provide(ledger_filter, sync_to_thread=False)}
_CASES = {"wanted": Provide(case_question, sync_to_thread=False)}


@get("/exports/orders", dependencies=_ORDERS, tags=["exports"], responses=SENT, sync_to_thread=True)
def export_orders(request: _Request, wanted: NamedDependency[OrderFilter], form: Form = "csv") -> Response[Any]:
    """Judged orders by any combination of conditions, as a file."""
    house, _, eyes = opened(request)
    return send(request, house, "orders", form, asdict(wanted), order_pages(house, eyes, wanted))


@get("/exports/assessments", dependencies=_ORDERS, tags=["exports"], responses=SENT, sync_to_thread=True)
def export_assessments(request: _Request, wanted: NamedDependency[OrderFilter], form: Form = "csv") -> Response[Any]:
    """Whole assessments of orders by the same conditions; hits, features and what else has parts stands as JSON."""
    house, _, eyes = opened(request)
    return send(request, house, "assessments", form, asdict(wanted), assessment_pages(house, eyes, wanted))


@get("/exports/history", tags=["exports"], responses=SENT, sync_to_thread=True)
def export_history(
    request: _Request, customer_id: Annotated[str, QueryParameter(max_length=1000)], form: Form = "csv"
) -> Response[Any]:
    """A customer's whole follow-up history, as a file."""
    house, _, eyes = opened(request)
    asked = {"customer_id": customer_id}
    return send(request, house, "history", form, asked, history_pages(house, eyes, customer_id))


@get("/exports/decisions", tags=["exports"], responses=SENT, sync_to_thread=True)
def export_decisions(
    request: _Request, since: Since = None, until: Until = None, decided_by: Id = None, form: Form = "csv"
) -> Response[Any]:
    """Who decided what, as a file."""
    house, _, eyes = opened(request)
    between = read_between(since, until)
    asked = {"between": between, "decided_by": decided_by}
    return send(request, house, "decisions", form, asked, decision_pages(house, eyes, bound(between), decided_by))


@get("/exports/cases", dependencies=_CASES, tags=["exports"], responses=SENT, sync_to_thread=True)
def export_cases(request: _Request, wanted: NamedDependency[CaseQuestion], form: Form = "csv") -> Response[Any]:
    """Cases by any combination of conditions, as a file."""
    house, viewer, eyes = opened(request)
    with reading(house.engine) as connection:
        asked = wanted.filter_for(connection, viewer, house.clock_us())
    return send(request, house, "cases", form, asdict(asked), case_pages(house, eyes, asked))


@get("/exports/ledger", dependencies=_LEDGER, tags=["exports"], responses=SENT, sync_to_thread=True)
def export_ledger(request: _Request, wanted: NamedDependency[LedgerFilter], form: Form = "csv") -> Response[Any]:
    """The credit ledger with every reversal, as a file."""
    house, _, eyes = opened(request)
    return send(request, house, "ledger", form, asdict(wanted), ledger_pages(house, eyes, wanted))
