"""Generated from the table of routes: every route × role × nearness, with a canary in every hidden field.

A canary that may be seen must be there, and one that may not be in nothing that leaves the process: no answer, export,
log line or audit entry.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import msgspec
import pytest
import structlog
from httpx import Response
from litestar.routes import HTTPRoute
from python_calamine import CalamineWorkbook

from console.columns import COLUMNS
from console.nearness import nearness
from console.permissions import FIELDS, Field, visible_fields
from console.routes import ROUTES, Need, roles_of
from store.accounts.keys import SCOPES
from store.accounts.roles import ROLES, Role
from store.audit.chain import StoredChain
from tests.console.shown import Shown
from tests.console.world import ORG, VIEWERS, World, browsing, key_of

_CANARY = re.compile(r"canary-\d+-([a-z:+]*)-end")
READS = sorted(path for (method, path), need in ROUTES.items() if need.who in ("rows", "all_rows") and method == "GET")
NOT_PAGED = ("/api/v1/rules", "/api/v1/people", "/api/v1/figures/sources", "/api/v1/figures/attainment")
PERIOD = {"period": "2026-03"}
ASKED = {
    "/api/v1/history": {"customer_id": "c-1"},
    "/api/v1/case": {"case_id": "c-1/e-1"},
    "/api/v1/figures/sources": PERIOD,
    "/api/v1/figures/attainment": PERIOD,
    "/api/v1/exports/history": {"customer_id": "c-1"},
    "/api/v1/exports/sources": PERIOD,
    "/api/v1/exports/attainment": PERIOD,
}


CASE = "/api/v1/case"
"""One thing and no list: who does not see it is told that there is none."""


def takes(what: str, fields: frozenset[Field], viewer: str) -> bool:
    """Whether a canary may be seen."""
    if what == "raw":
        return fields >= set(FIELDS)
    if what.startswith("pay:"):
        return "others_pay" in fields or what == f"pay:{viewer}"
    return {part for part in what.split("+") if part} <= fields


def allowed(shown: Iterable[Shown], role: Role, viewer: str) -> set[str]:
    """The canaries that a role may see from where it stands."""
    found = set()
    for record, people in shown:
        fields = visible_fields(role, nearness(viewer, people, ORG))
        if fields is not None:
            texts = _CANARY.finditer(msgspec.json.encode(record).decode())
            found |= {each[0] for each in texts if takes(each[1], fields, viewer)}
    return found


def text_of(response: Response) -> str:
    if response.headers["content-type"].endswith("sheet"):
        sheet = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0)
        return json.dumps(sheet.to_python())
    return response.text


def seen(text: str) -> set[str]:
    return {each[0] for each in _CANARY.finditer(text)}


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", READS)
def test_canaries_are_seen_by_whom_the_table_says(world: World, path: str, role: Role, viewer: str) -> None:
    headers = key_of(world.engine, f"{role}-{viewer}")
    asked: list[dict[str, str]] = [ASKED.get(path, {})]
    if "/exports/" in path:
        forms = ("csv", "xlsx") if path.endswith(("orders", "ledger")) else ("csv",)  # both are written from one item
        asked = [{**asked[0], "format": form} for form in forms]
    for params in asked:
        with structlog.testing.capture_logs() as logs, browsing(world.app) as client:
            response = client.get(path, params=params, headers=headers)
        may_use = role in roles_of(ROUTES["GET", path])
        hidden = path == CASE and visible_fields(role, nearness(viewer, ("lin", "mei"), ORG)) is None
        assert response.status_code == ((404 if hidden else 200) if may_use else 403), response.text
        expected = allowed(world.stated.get(path, []), role, viewer) if may_use else set()
        assert seen(text_of(response)) == expected
        assert seen(json.dumps(logs)) == set()
        assert seen(str(response.headers)) == set()


def test_the_canaries_prove_something(world: World) -> None:
    """Of each route somebody sees all canaries, and somebody who may use it sees less."""
    for path, shown in world.stated.items():
        roles = roles_of(ROUTES["GET", path])
        everything = seen(json.dumps([msgspec.json.encode(record).decode() for record, _ in shown]))
        views = [allowed(shown, role, viewer) for role in roles for viewer in VIEWERS]
        assert everything in views
        assert any(view < everything for view in views), path


def test_no_canary_is_in_the_audit_trail(world: World) -> None:
    headers = key_of(world.engine, "auditor-stranger")
    with browsing(world.app) as client:
        for path in READS:
            assert client.get(path, params=ASKED.get(path, {}), headers=headers).status_code == 200
    entries = list(StoredChain(world.engine).entries())
    assert seen(str(entries)) == set()
    views = {(entry.kind, str(entry.details["what"])) for entry in entries if entry.kind in ("view", "export")}
    evidence = {"assessment", "case", "history", "decisions", "ledger", "dead_letters"}
    assert views == {("view", what) for what in evidence} | {("export", what) for what in COLUMNS}
    assert StoredChain(world.engine).verify().fault is None


@pytest.mark.parametrize("path", READS)
def test_a_key_needs_the_scope_of_the_route(world: World, path: str) -> None:
    need = ROUTES["GET", path]
    others = [scope for scope in SCOPES if scope != need.scope]
    with browsing(world.app) as client:
        params = ASKED.get(path, {})
        right = client.get(path, params=params, headers=key_of(world.engine, "auditor-lin", need.scope))
        wrong = client.get(path, params=params, headers=key_of(world.engine, "auditor-lin", *others))
    assert (right.status_code, wrong.status_code) == (200, 403)


WORK = [(method, path) for (method, path), need in ROUTES.items() if need.action is not None and path not in READS]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "path"), WORK)
def test_who_may_not_is_refused_before_anything_is_looked_at(world: World, method: str, path: str, role: Role) -> None:
    """Whatever is sent: neither a wrong body nor a thing that is not there tells more than that it is refused."""
    need = ROUTES[method, path]
    others = [scope for scope in SCOPES if scope != need.scope]
    with browsing(world.app) as client:
        asked: dict[str, Any] = {"method": method, "url": path, "params": {"case_id": "none"}}
        right = client.request(**asked, headers=key_of(world.engine, f"{role}-chief"))
        wrong = client.request(**asked, headers=key_of(world.engine, f"{role}-chief", *others))
    assert wrong.status_code == 403
    assert (right.status_code == 403) == (role not in roles_of(need)), right.text


@pytest.mark.parametrize(("method", "path"), [route for route, need in ROUTES.items() if need.who != "anybody"])
def test_nobody_gets_in_without_a_name(world: World, method: str, path: str) -> None:
    with browsing(world.app) as client:
        response = client.request(method, path, params=ASKED.get(path, {}))
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert seen(response.text) == set()


def declared(app: Any) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for route in app.routes:
        assert isinstance(route, HTTPRoute), f"{route.path} is no HTTP route: the guard does not know its kind"
        found |= {(str(method), route.path_format) for method in route.methods if method != "OPTIONS"}
    return found


def test_every_route_stands_in_the_table(world: World) -> None:
    assert declared(world.app) == set(ROUTES)


def test_a_route_that_does_not_stand_there_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    without = {route: need for route, need in ROUTES.items() if route != ("GET", "/api/v1/orders")}
    monkeypatch.setattr("console.guard.ROUTES", without)
    with browsing(world.app) as client:
        response = client.get("/api/v1/orders", headers=key_of(world.engine, "auditor-lin"))
    assert response.status_code == 403


def test_scopes_of_routes_are_those_of_keys() -> None:
    scopes = {need.scope for need in ROUTES.values() if need.scope}
    assert scopes <= set(SCOPES)
    with_scope = ("rows", "all_rows", "duty")
    assert all(isinstance(need, Need) and (need.scope != "") == (need.who in with_scope) for need in ROUTES.values())


def test_sums_are_amounts_too(world: World) -> None:
    """Of a pair a deputy sees that there is one, not how much it is about; who leads them sees both."""
    with browsing(world.app) as client:
        seen_by = {
            viewer: client.get("/api/v1/pairs", headers=key_of(world.engine, f"manager-{viewer}")).json()["items"]
            for viewer in VIEWERS
        }
    assert [item.get("masked") for item in seen_by["deputy"]] == [["amount"]]
    assert [item["amount"] for item in seen_by["chief"]] == ["0.01"]
    assert seen_by["stranger"] == []


HIDDEN = ("O-2", "c-2", "wang", "hu", "x-9", "f-2", "a-0", "a-1")


@pytest.mark.parametrize("path", [path for path in READS if "/exports/" not in path])
def test_pages_tell_nothing_of_rows_that_are_not_seen(world: World, path: str) -> None:
    """Not even that they are there: page by page, no empty page before the last, and nothing of them in a cursor."""
    headers, pages = key_of(world.engine, "seller-lin"), []
    params = ASKED.get(path, {}) | ({} if path in NOT_PAGED else {"limit": "1"})
    if "seller" not in roles_of(ROUTES["GET", path]):
        return
    with browsing(world.app) as client:
        while True:
            page = client.get(path, params=params, headers=headers).json()
            pages.append(page["items"])
            if "next" not in page:
                break
            params = params | {"after": page["next"]}
            cursor = msgspec.json.decode(urlsafe_b64decode(page["next"] + "=="))
            assert not {str(part) for part in cursor} & set(HIDDEN)
    assert all(pages) or len(pages) == 1
    assert not any(f'"{name}"' in json.dumps(pages) for name in HIDDEN)


@pytest.mark.parametrize("what", COLUMNS)
def test_a_file_has_what_the_list_has(world: World, what: str) -> None:
    """Every field that an item of the list has is a column of the export, and every list has an export."""
    path = f"/api/v1/figures/{what}" if what in ("sources", "attainment") else f"/api/v1/{what}"
    assert ("GET", f"/api/v1/exports/{what}") in ROUTES
    with browsing(world.app) as client:
        headers = key_of(world.engine, "auditor-lin")
        items = client.get(path, params=ASKED.get(path, {}), headers=headers).json()["items"]
    assert items or what in ("sources", "attainment"), "nobody of the matter is an assistant, or has a quota"
    assert {name for item in items for name in item} <= set(COLUMNS[what])


def test_others_do_see_them(world: World) -> None:
    with browsing(world.app) as client:
        headers = key_of(world.engine, "auditor-lin")
        told = "".join(client.get(path, params=ASKED.get(path, {}), headers=headers).text for path in READS)
    assert all(name in told for name in HIDDEN)
