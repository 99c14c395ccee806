"""Signing in at the company's provider: there and back again."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Any

import msgspec
import structlog
from litestar import Request, Response, get
from litestar.params import QueryParameter

from console.door import COOKIE, address_of, give_sign_in_back, host_of, limit_sign_ins
from console.handlers.common import house_of
from console.handlers.session import opened_session
from console.headers import cookie_of
from console.house import LOOPBACK, House
from console.oidc import Attempt, Provider, Refused
from console.problems import Problem
from store.accounts.vouched import refuse_vouched, sign_in_vouched

ATTEMPT_COOKIE = f"{COOKIE}-oidc"
CALLBACK = "/api/v1/oidc/callback"
AFTERWARDS = "/docs"
"""Where everybody lands: never where a request says."""

_LOG = structlog.get_logger("transferwatch.console")
_Request = Request[Any, Any, Any]
_Text = Annotated[str, QueryParameter(max_length=4000)]
_State = Annotated[str, QueryParameter(name="state", max_length=4000)]


@get("/oidc/start", include_in_schema=False, sync_to_thread=True)
def begin(request: _Request) -> Response[None]:
    """Go to the provider."""
    house, provider = _provider(request)
    limit_sign_ins(house, address_of(request))
    try:
        url, attempt = provider.begin(_redirect_uri(request))
    except Refused as error:
        _LOG.warning("oidc_refused", why=str(error))
        raise Problem("provider-down", 503) from None
    kept = urlsafe_b64encode(msgspec.json.encode(attempt)).decode()
    # Lax: the way back begins at the provider's page, and Strict cookies do not come along on it
    cookie = f"{ATTEMPT_COOKIE}={kept}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"
    return Response(None, status_code=302, headers={"Location": url, "Set-Cookie": cookie})


@get("/oidc/callback", include_in_schema=False, sync_to_thread=True)
def end(request: _Request, code: _Text = "", sent_state: _State = "") -> Response[None]:
    """Come back from the provider, and be signed in."""
    house, provider = _provider(request)
    limit_sign_ins(house, address_of(request))
    try:
        attempt = _attempt(request)
        name = provider.end(_redirect_uri(request), attempt, code, sent_state)
    except Refused as error:
        _LOG.warning("oidc_refused", why=str(error))
        refuse_vouched(house.engine, house.clock_us())
        raise Problem("sign-in-refused", 401) from None
    signed = sign_in_vouched(house.engine, name, house.clock_us())
    if signed is None:
        raise Problem("sign-in-refused", 401)
    give_sign_in_back(house, address_of(request), turns=2)  # the way there, and the way back
    token, _ = opened_session(house, signed, request.cookies.get(COOKIE, ""))
    response: Response[None] = Response(None, status_code=303, headers={"Location": AFTERWARDS})
    response.headers["Set-Cookie"] = cookie_of(token)
    return response


def _provider(request: _Request) -> tuple[House, Provider]:
    house = house_of(request)
    if house.provider is None:
        raise Problem("not-found", 404)
    return house, house.provider


def _attempt(request: _Request) -> Attempt:
    try:
        raw = urlsafe_b64decode(request.cookies.get(ATTEMPT_COOKIE, ""))
        return msgspec.json.decode(raw, type=Attempt)
    except (ValueError, msgspec.DecodeError):
        message = "this browser began no sign-in here"
        raise Refused(message) from None


def _redirect_uri(request: _Request) -> str:
    """Our own address as the browser knows it; the door has seen that the name is ours."""
    scheme = "http" if host_of(request) in LOOPBACK else "https"
    return f"{scheme}://{request.headers.get('host', '')}{CALLBACK}"
