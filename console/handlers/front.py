"""The page at the console's own address, and its files."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from litestar import Request, Response, get
from litestar.params import FromQuery, PathParameter

from console.front.page import front_page, shipped
from console.headers import PAGE_CSP
from console.problems import Problem
from console.texts import language_of

_FILES: Mapping[str, str] = {"page.js": "text/javascript", "page.css": "text/css"}


@get("/", include_in_schema=False, sync_to_thread=False)
def front(request: Request[Any, Any, Any], lang: FromQuery[Literal["zh", "en"] | None] = None) -> Response[bytes]:
    """Sign in, and see what asks for a look; in the browser's language, or in `lang`."""
    spoken = lang or language_of(request.headers.get("accept-language", ""))
    body = front_page(spoken, "nobody" if request.user is None else "somebody")
    headers = {"Content-Security-Policy": PAGE_CSP, "Content-Language": spoken, "Vary": "Accept-Language, Cookie"}
    return Response(body, media_type="text/html; charset=utf-8", headers=headers)


@get("/front/{name:str}", include_in_schema=False, sync_to_thread=False)
def front_file(name: Annotated[str, PathParameter(max_length=100)]) -> Response[bytes]:
    """A file of that page."""
    if name not in _FILES:
        raise Problem("not-found", 404)
    # Asked for anew after an upgrade: a page with the old script would not work.
    headers = {"Content-Security-Policy": PAGE_CSP, "Cache-Control": "no-cache"}
    return Response(shipped(name), media_type=f"{_FILES[name]}; charset=utf-8", headers=headers)
