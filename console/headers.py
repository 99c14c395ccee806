"""What every answer says to browsers, whatever it is."""

from collections.abc import Mapping
from typing import Any

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from console.door import COOKIE, CSRF_HEADER, csrf_of

STRICT_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""Pages run our own files alone: nothing inline, nothing from elsewhere."""

_ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Strict-Transport-Security": "max-age=31536000",
}


async def harden(message: Message, scope: Scope) -> None:
    """Puts the headers on an answer as it leaves, errors too, and the new token of a session that was due one.

    An empty token takes the browser's away.
    """
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in _ALWAYS.items():
        headers[name] = value
    headers.setdefault("Content-Security-Policy", STRICT_CSP)
    headers.setdefault("Cache-Control", "no-store")
    token: Any = scope.get("auth")
    if isinstance(token, str) and "set-cookie" not in headers:
        headers["Set-Cookie"] = cookie_of(token)
        if token:
            headers[CSRF_HEADER] = csrf_of(token)


def cookie_of(token: str) -> str:
    """The cookie of a session: this host's alone, over TLS alone, out of reach for scripts; empty: forget it."""
    life = "" if token else "; Max-Age=0"
    return f"{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Strict{life}"
