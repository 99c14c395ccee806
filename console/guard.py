"""Refuses what the table of routes does not allow; what is not in the table is allowed to nobody."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from console.door import method_of, sign_in_needed
from console.problems import Problem
from console.routes import ROUTES, Need, allows
from console.viewer import Viewer


def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Raises Problem."""
    method, template = method_of(connection), str(connection.scope["path_template"])
    if method == "OPTIONS":
        return  # says which methods there are, and nothing else
    need = ROUTES.get((method, template))
    if need is None:
        raise Problem("not-allowed", 403)
    check(need, connection.user)


def check(need: Need, viewer: Viewer | None) -> None:
    """Whether somebody may use a route. Raises Problem."""
    if need.who == "anybody":
        return
    if viewer is None:
        raise sign_in_needed()
    if need.who in ("session", "link") and viewer.scopes is not None:
        raise Problem("not-allowed", 403, "this takes a person's session, not a key")
    if need.who == "session":
        return
    if viewer.missing:
        raise Problem(viewer.missing, 403)
    if not allows(need, viewer.role):
        raise Problem("not-allowed", 403)
    if viewer.scopes is not None and need.scope not in viewer.scopes:
        raise Problem("not-allowed", 403, f"the key lacks the scope {need.scope}")
