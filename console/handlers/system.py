"""What machines and developers ask: health, metrics, and the description of the API."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.params import PathParameter
from sqlalchemy import text

from console.handlers.common import house_of
from console.headers import PAGE_CSP
from console.house import House
from console.problems import Problem
from store.engine import reading

_Request = Request[Any, Any, Any]
_FILES: Mapping[str, str] = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "start.js": "text/javascript",
}
_SHIPPED = files("console") / "vendored"


@get("/health", include_in_schema=False, sync_to_thread=True)
def health(request: _Request) -> dict[str, str]:
    """Whether the console and its store answer, and whether the audit trail is anchored as promised.

    `audit`: `anchored`, `failing` (the last look failed), `late` (more than a minute), `elsewhere` (not by us).
    """
    house = house_of(request)
    with reading(house.engine) as connection:
        connection.execute(text("SELECT 1"))
    audit = _anchoring(house)
    return {"status": "ok" if audit in ("anchored", "elsewhere") else "degraded", "audit": audit}


def _anchoring(house: House) -> str:
    if house.keeper is None:
        return "elsewhere"
    standing = house.keeper.standing
    if standing.is_late(house.clock_us()):
        return "late"
    return "failing" if standing.error else "anchored"


@get("/metrics", include_in_schema=False, sync_to_thread=False)
def metrics(request: _Request) -> Response[bytes]:
    """Figures for Prometheus."""
    house, meter = house_of(request), request.app.state.meter
    if house.keeper is not None:
        meter.note_anchors(house.keeper.standing, house.clock_us())
    if house.deliverer is not None:
        meter.note_webhooks(house.deliverer.tally, house.clock_us())
    return Response(meter.text(), media_type="text/plain; version=0.0.4")


@get("/docs", include_in_schema=False, sync_to_thread=False)
def docs() -> Response[bytes]:
    """The description of the API as a page, of our own files alone."""
    return _file("index.html", "text/html")


@get("/docs/{name:str}", include_in_schema=False, sync_to_thread=False)
def docs_file(name: Annotated[str, PathParameter(max_length=100)]) -> Response[bytes]:
    """A file of that page."""
    if name not in _FILES:
        raise Problem("not-found", 404)
    return _file(name, _FILES[name])


def _file(name: str, media_type: str) -> Response[bytes]:
    headers = {"Content-Security-Policy": PAGE_CSP, "Cache-Control": "public, max-age=3600"}
    return Response((_SHIPPED / name).read_bytes(), media_type=media_type, headers=headers)
