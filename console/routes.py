"""Every route with what it takes to use it: one table. A route that does not stand here is refused to everybody.

`anybody`: no sign-in. `session`: a person who signed in, also before a second factor is set up; no key. `rows`: whoever
sees rows at all, of which each sees theirs. `all_rows`: whoever sees every row. `link`: a person who signed in and is
set up, whatever their role: what they may do stands in the link that they send, and no key does. `duty`: whoever may do
the action, without seeing any rows. A key also needs the scope; an action needs a role that may do it. `/api/v1` is the
description again, and `/api/v1/{path}` says that there is nothing.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from console.permissions import MAY, SIGHT, Action
from store.accounts.roles import ROLES, Role

Who = Literal["anybody", "session", "link", "rows", "all_rows", "duty"]


class Need(NamedTuple):
    """What a route takes."""

    who: Who
    scope: str = ""
    action: Action | None = None


_ORDERS, _LEDGER = Need("rows", "orders:read"), Need("rows", "ledger:read")
_PEOPLE, _EXPORT = Need("rows", "people:read"), Need("rows", "export", "export")
_CASES, _WORK = Need("rows", "cases:read", "follow_cases"), Need("rows", "decisions:write", "decide")
_SNOOZE = Need("rows", "decisions:write", "snooze")
_HOOKS = Need("duty", "webhooks:manage", "manage_webhooks")
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
    ("GET", "/api/v1/cases"): _CASES,
    ("GET", "/api/v1/case"): _CASES,
    ("POST", "/api/v1/case/assign"): _WORK,
    ("POST", "/api/v1/case/due"): _WORK,
    ("POST", "/api/v1/case/note"): _WORK,
    ("POST", "/api/v1/case/decide"): _WORK,
    ("POST", "/api/v1/case/close"): _WORK,
    ("POST", "/api/v1/case/reopen"): _WORK,
    ("POST", "/api/v1/case/ask"): _WORK,
    ("POST", "/api/v1/case/snooze"): _SNOOZE,
    ("POST", "/api/v1/case/wake"): _SNOOZE,
    ("POST", "/api/v1/question"): Need("link"),
    ("POST", "/api/v1/answer"): Need("link"),
    ("GET", "/api/v1/webhooks"): _HOOKS,
    ("POST", "/api/v1/webhooks"): _HOOKS,
    ("POST", "/api/v1/webhook/rotate"): _HOOKS,
    ("POST", "/api/v1/webhook/remove"): _HOOKS,
    ("POST", "/api/v1/webhook/ping"): _HOOKS,
    ("POST", "/api/v1/webhook/redeliver"): _HOOKS,
    ("GET", "/api/v1/webhook/deliveries"): _HOOKS,
    ("GET", "/api/v1/ledger"): _LEDGER,
    ("GET", "/api/v1/findings"): Need("rows", "findings:read"),
    ("GET", "/api/v1/rules"): Need("rows", "rules:read"),
    ("GET", "/api/v1/dead-letters"): Need("all_rows", "dead-letters:read"),
    ("GET", "/api/v1/people"): _PEOPLE,
    ("GET", "/api/v1/pairs"): _PEOPLE,
    ("GET", "/api/v1/figures/sources"): _PEOPLE,
    ("GET", "/api/v1/figures/attainment"): _PEOPLE,
    ("GET", "/api/v1/exports/orders"): _EXPORT,
    ("GET", "/api/v1/exports/assessments"): _EXPORT,
    ("GET", "/api/v1/exports/history"): _EXPORT,
    ("GET", "/api/v1/exports/decisions"): _EXPORT,
    ("GET", "/api/v1/exports/cases"): _EXPORT,
    ("GET", "/api/v1/exports/ledger"): _EXPORT,
    ("GET", "/api/v1/exports/findings"): _EXPORT,
    ("GET", "/api/v1/exports/dead-letters"): Need("all_rows", "export", "export"),
    ("GET", "/api/v1/exports/people"): _EXPORT,
    ("GET", "/api/v1/exports/pairs"): _EXPORT,
    ("GET", "/api/v1/exports/sources"): _EXPORT,
    ("GET", "/api/v1/exports/attainment"): _EXPORT,
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
