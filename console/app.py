"""The web application of the console: routes, the door before them, and what every answer carries."""

from collections.abc import Mapping
from typing import Any

from litestar import Litestar, MediaType, Request, Router
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from console.door import COOKIE, Door
from console.guard import guard
from console.handlers import (
    cases,
    casework,
    exports,
    exports_of_figures,
    figures,
    front,
    measured,
    orders,
    provider,
    reasons,
    session,
    snoozing,
    system,
    webhooks,
)
from console.headers import harden
from console.house import House
from console.metering import Meter, Metering
from console.problems import HANDLERS, Problem

API = "/api/v1"
LARGEST_BODY_BYTES = 64 * 1024

_API_HANDLERS = [
    session.sign_in_here,
    session.who_is_signed_in,
    session.sign_out,
    session.set_password,
    session.new_second_factor,
    session.confirm_factor,
    provider.begin,
    provider.end,
    orders.orders,
    orders.assessments,
    orders.history,
    orders.decisions,
    cases.cases,
    cases.case,
    casework.assign_case,
    casework.set_due_day,
    casework.write_note,
    casework.decide_case,
    casework.close_case,
    casework.reopen_case,
    snoozing.snooze_case,
    snoozing.wake_case,
    reasons.ask_for_reason,
    reasons.open_question,
    reasons.give_reason,
    webhooks.list_webhooks,
    webhooks.add,
    webhooks.rotate,
    webhooks.remove,
    webhooks.send_ping,
    webhooks.deliveries,
    webhooks.deliver_again,
    figures.ledger,
    figures.findings,
    figures.rules,
    figures.dead_letters,
    figures.people,
    figures.pairs,
    measured.sources,
    measured.attainment,
    exports.export_orders,
    exports.export_assessments,
    exports.export_history,
    exports.export_decisions,
    exports.export_cases,
    exports.export_ledger,
    exports_of_figures.export_findings,
    exports_of_figures.export_letters,
    exports_of_figures.export_people,
    exports_of_figures.export_pairs,
    exports_of_figures.export_sources,
    exports_of_figures.export_attainment,
]
_OTHERS = [front.front, front.front_file, system.health, system.metrics, system.docs, system.docs_file]

_OPENAPI = OpenAPIConfig(
    title="Transferwatch",
    version="1",
    description="Orders, their judgements and the credit ledger. Each record is without what the role does not see; "
    "`masked` names what was left out. The fields are those of the topics' schemas.",
    use_handler_docstrings=True,
    render_plugins=[JsonRenderPlugin(path="/openapi.json", media_type=MediaType.JSON)],
    path=API,
    components=Components(
        security_schemes={
            "key": SecurityScheme(type="http", scheme="bearer", description="An API key, tw_…"),
            "session": SecurityScheme(type="apiKey", security_scheme_in="cookie", name=COOKIE),
        }
    ),
    security=[{"key": []}, {"session": []}],
)


def make_app(house: House) -> Litestar:
    """The application of a house; it starts nothing by itself."""
    meter = Meter()
    app = Litestar(
        [Router(API, route_handlers=_API_HANDLERS), *_OTHERS],
        middleware=[Metering(meter), Door],
        guards=[guard],
        exception_handlers={**HANDLERS},
        before_request=refuse_unknown_parameters,
        before_send=[harden],
        openapi_config=_OPENAPI,
        request_max_body_size=LARGEST_BODY_BYTES,
        state=State({"house": house, "meter": meter}),
        logging_config=None,
        debug=False,
    )
    app.state.parameters = _known_parameters(app)
    return app


def _known_parameters(app: Litestar) -> Mapping[str, frozenset[str]]:
    """Path → the names of its query parameters, as the description of the API has them."""
    found: dict[str, frozenset[str]] = {}
    for path, item in (app.openapi_schema.to_schema().get("paths") or {}).items():
        of_path = [each for operation in item.values() for each in operation.get("parameters", [])]
        found[path] = frozenset(each["name"] for each in of_path if each["in"] == "query")
    return found


def refuse_unknown_parameters(request: Request[Any, Any, Any]) -> None:
    """A condition that is misspelt must not widen a search or an export unseen. Raises Problem."""
    known = request.app.state.parameters.get(request.scope["path_template"])
    unknown = sorted(set(request.query_params) - known) if known is not None else []
    if unknown:
        names = ", ".join(sorted(known or ())) or "none"
        raise Problem("bad-request", 400, f"{len(unknown)} query parameters are not known here; known: {names}")
