"""What stands before every request: the host's name, rates, where it comes from, and who it acts for."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from anyio import to_thread
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from console.house import House
from console.limits import Limiter
from console.problems import Problem
from console.viewer import NO_SIGN_IN, Viewer, viewer_of
from store.accounts.keys import RefusedKey, enter_refused, use_key
from store.accounts.rates import give_back, take_turn
from store.accounts.sessions import use_session
from store.engine import writing

COOKIE = "__Host-transferwatch"
CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_Connection = ASGIConnection[Any, Any, Any, Any]
_Seen = tuple[Viewer | None, str | None]


class Door(AbstractAuthenticationMiddleware):
    """Sets `user` to the viewer, or None for a request that acts for nobody."""

    async def authenticate_request(self, connection: _Connection) -> AuthenticationResult:
        """Raises Problem."""
        house: House = connection.app.state.house
        check_host(connection, house.settings.hosts)
        limit(house.addresses, address_of(connection), house.clock_us())
        method = method_of(connection)
        if method not in SAFE or not house.settings.sign_in:
            check_same_site(connection)
            check_json(connection)
        if not house.settings.sign_in:
            return AuthenticationResult(Viewer(NO_SIGN_IN, NO_SIGN_IN, "auditor", None), None)
        viewer, new_token = await to_thread.run_sync(_who, house, connection, method)
        if viewer is not None:
            limit(house.accounts, viewer.account_id, house.clock_us())
        return AuthenticationResult(viewer, new_token)


def _who(house: House, connection: _Connection, method: str) -> _Seen:
    """The viewer, and the new token of a session that is due one. A key that is no good is refused, not ignored."""
    authorization = connection.headers.get("authorization")
    if authorization is not None:
        return _of_key(house, authorization, address_of(connection)), None
    token = connection.cookies.get(COOKIE)
    if token is None:
        return None, None
    session = use_session(house.engine, token, house.clock_us(), house.settings.session_rules)
    if session is None:
        return None, None
    if method not in SAFE:
        check_csrf(connection, token)
    csrf = csrf_of(session.new_token or token)
    return viewer_of(session.account, csrf=csrf, second_factor=session.second_factor), session.new_token


def _of_key(house: House, authorization: str, address: str) -> Viewer:
    """Refused keys are counted by address and entered in the trail, apart from people's sign-ins of that address."""
    scheme, _, key = authorization.partition(" ")
    typed = key.strip() if scheme.lower() == "bearer" else ""
    holder = use_key(house.engine, house.key_passwords, typed, house.clock_us())
    if isinstance(holder, RefusedKey):
        limit_sign_ins(house, f"key {address}")
        enter_refused(house.engine, holder, house.clock_us())
        raise sign_in_needed()
    return viewer_of(holder.account, holder.scopes, key_id=holder.key_id)


def sign_in_needed() -> Problem:
    """The answer to whoever is nobody."""
    return Problem("sign-in-needed", 401, headers={"WWW-Authenticate": 'Bearer realm="transferwatch"'})


def check_host(connection: _Connection, hosts: tuple[str, ...]) -> None:
    """See that the console is asked for by its own name: a foreign one may lead here by its owner's DNS.

    Raises Problem.
    """
    if hosts and host_of(connection) not in hosts:
        raise Problem("wrong-host", 421)


def host_of(connection: _Connection) -> str:
    """The name in the Host header, without the port."""
    host = connection.headers.get("host", "").lower()
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host


def check_same_site(connection: _Connection) -> None:
    """See that no other site's page sends this. Programs send neither header. Raises Problem."""
    site, origin = connection.headers.get("sec-fetch-site"), connection.headers.get("origin")
    foreign = site is not None and site not in ("same-origin", "none")
    if foreign or (origin is not None and urlsplit_host(origin) != connection.headers.get("host", "").lower()):
        raise Problem("cross-site", 403)


def check_json(connection: _Connection) -> None:
    """See that a body is said to be JSON, which no form of another site can say. Raises Problem."""
    kind = connection.headers.get("content-type")
    if kind is not None and kind.partition(";")[0].strip().lower() != "application/json":
        raise Problem("not-json", 415)


def urlsplit_host(origin: str) -> str:
    """Host and port of an origin; empty where it has none, as `null`.

    >>> urlsplit_host("https://Watch.example:8470"), urlsplit_host("null"), urlsplit_host("http://[")
    ('watch.example:8470', '', '')
    """
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def csrf_of(token: str) -> str:
    """What unsafe requests of a session carry beside its cookie: only whoever may read our answers knows it."""
    return urlsafe_b64encode(hmac.digest(token.encode(), b"transferwatch csrf", sha256)).decode().rstrip("=")


def check_csrf(connection: _Connection, token: str) -> None:
    """Raises Problem."""
    given = connection.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), csrf_of(token).encode()):
        raise Problem("cross-site", 403, f"the header {CSRF_HEADER} is missing or not this session's")


def method_of(connection: _Connection) -> str:
    """The method of a request."""
    scope: Any = connection.scope
    return str(scope["method"])


def address_of(connection: _Connection) -> str:
    """Where a request comes from; of IPv6 the network, since a sender has all the rest of it."""
    client = connection.client
    address = client.host if client is not None else ""
    return ":".join(address.split(":")[:4]) if address.count(":") > 1 else address


def limit(limiter: Limiter, sender: str, at_us: int) -> None:
    """Raises Problem where a sender has sent too much."""
    _refuse_for(limiter.wait_seconds(sender, at_us))


def limit_sign_ins(house: House, sender: str) -> None:
    """Raises Problem where an address has tried too often, at whichever console of this store."""
    _refuse_for(take_turn(house.engine, sender, house.sign_in_pace, house.clock_us()))


def give_sign_in_back(house: House, sender: str, turns: int = 1) -> None:
    """Uncount attempts of somebody who proved who they are: only what fails counts against an address."""
    with writing(house.engine) as connection:
        give_back(connection, sender, house.sign_in_pace, turns)


def _refuse_for(seconds: int) -> None:
    if seconds:
        raise Problem("too-many-requests", 429, headers={"Retry-After": str(seconds)})


def token_of(request: Request[Any, Any, Any]) -> str:
    """The session token of a request; empty where there is none."""
    return request.cookies.get(COOKIE, "")
