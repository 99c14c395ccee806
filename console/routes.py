"""Every route with what it takes to use it: one table. A route that does not stand here is refused to everybody.

`anybody`: no sign-in. `session`: a person who signed in, also before a second factor is set up; no key. `rows`: whoever
sees rows at all, of which each sees theirs. `all_rows`: whoever sees every row. A key also needs the scope; an action
needs a role that may do it. `/api/v1` is the description again, and `/api/v1/{path}` says that there is nothing.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from console.permissions import MAY, SIGHT, Action
from store.accounts.roles import ROLES, Role

Who = Literal["anybody", "session", "rows", "all_rows"]


class Need(NamedTuple):
    """What a route takes."""

    who: Who
    scope: str = ""
    action: Action | None = None


_ORDERS, _LEDGER = Need("rows", "orders:read"), Need("rows", "ledger:read")
_PEOPLE, _EXPORT = Need("rows", "people:read"), Need("rows", "export", "export")
_ANYBODY, _SESSION = Need("anybody"), Need("session")

ROUTES: Mapping[tuple[str, str], Need] = {
    ("GET", "/"): _ANYBODY,
    ("GET", "/front/{name}"): _ANYBODY,
    ("GET", "/health"): _ANYBODY,
    ("GET", "/metrics"): _ANYBODY,
    ("GET", "/docs"): _ANYBODY,
    ("GET", "/docs/{name}"): _ANYBODY,
    ("GET", "/api/v1/openapi.json"): _ANYBODY,
    ("GET", "/api/v1"): _ANYBODY,
    ("GET", "/api/v1/{path}"): _ANYBODY,
    ("POST", "/api/v1/session"): _ANYBODY,
    ("GET", "/api/v1/oidc/start"): _ANYBODY,
    ("GET", "/api/v1/oidc/callback"): _ANYBODY,
    ("GET", "/api/v1/session"): _SESSION,
    ("DELETE", "/api/v1/session"): _SESSION,
    ("PUT", "/api/v1/session/password"): _SESSION,
    ("POST", "/api/v1/session/second-factor"): _SESSION,
    ("PUT", "/api/v1/session/second-factor"): _SESSION,
    ("GET", "/api/v1/orders"): _ORDERS,
    ("GET", "/api/v1/assessments"): _ORDERS,
    ("GET", "/api/v1/history"): _ORDERS,
    ("GET", "/api/v1/decisions"): _ORDERS,
    ("GET", "/api/v1/ledger"): _LEDGER,
    ("GET", "/api/v1/findings"): Need("rows", "findings:read"),
    ("GET", "/api/v1/rules"): Need("rows", "rules:read"),
    ("GET", "/api/v1/dead-letters"): Need("all_rows", "dead-letters:read"),
    ("GET", "/api/v1/people"): _PEOPLE,
    ("GET", "/api/v1/pairs"): _PEOPLE,
    ("GET", "/api/v1/figures/sources"): _PEOPLE,
    ("GET", "/api/v1/figures/attainment"): _PEOPLE,
    ("GET", "/api/v1/exports/orders"): _EXPORT,
    ("GET", "/api/v1/exports/ledger"): _EXPORT,
}


def allows(need: Need, role: Role) -> bool:
    """Whether a role may use a route at all.

    >>> allows(ROUTES["GET", "/api/v1/orders"], "administrator"), allows(_SESSION, "administrator")
    (False, True)
    """
    if need.action is not None and need.action not in MAY[role]:
        return False
    if need.who == "rows":
        return bool(SIGHT[role])
    return need.who != "all_rows" or "all" in SIGHT[role]


def roles_of(need: Need) -> frozenset[Role]:
    """The roles that may use a route."""
    return frozenset(role for role in ROLES if allows(need, role))
