"""What every answer carries, and tricks with headers, hosts, parameters and bodies."""

import re
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Engine, text

from console import pages
from console.door import COOKIE
from store.engine import writing
from tests.console.world import HOST, World, browsing, console_on, key_of, session_of

SHIPPED = Path(__file__).parents[2] / "console" / "vendored"


@pytest.mark.parametrize(
    "path", ["/", "/front/page.js", "/health", "/docs", "/nothing", "/api/v1/orders", "/api/v1/nothing", "/docs/../x"]
)
def test_every_answer_is_hardened(world: World, path: str) -> None:
    with browsing(world.app) as client:
        headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


def test_the_page_of_the_api_needs_nothing_from_elsewhere_and_nothing_inline() -> None:
    page = (SHIPPED / "index.html").read_text("utf-8")
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == [
        "data:,",
        "/docs/swagger-ui.css",
        "/docs/swagger-ui-bundle.js",
        "/docs/start.js",
    ]
    assert "<style" not in page
    assert re.search(r"<script(?![^>]*src=)", page) is None
    assert re.search(r"\son\w+=", page) is None


def test_the_description_is_openapi_3_1_and_for_everybody(world: World) -> None:
    with browsing(world.app) as client:
        told = client.get("/api/v1/openapi.json").json()
        files = [client.get(f"/docs/{name}") for name in ("swagger-ui-bundle.js", "swagger-ui.css", "start.js")]
    assert told["openapi"].startswith("3.1")
    assert {each.status_code for each in files} == {200}


@pytest.mark.parametrize("host", ["evil.test", f"{HOST}.evil.test", "", f"evil.test:{HOST}", "127.0.0.1"])
def test_a_foreign_host_name_is_refused(world: World, host: str) -> None:
    with browsing(world.app) as client:
        assert client.get("/api/v1/openapi.json", headers={"Host": host}).status_code == 421
        assert client.get("/api/v1/openapi.json", headers={"Host": f"{HOST}:8470"}).status_code == 200


def test_headers_of_proxies_are_not_believed(world: World) -> None:
    with browsing(world.app) as client:
        for name in (
            "X-Forwarded-User",
            "X-Remote-User",
            "X-Original-URL",
            "X-HTTP-Method-Override",
            "X-Forwarded-Host",
        ):
            assert client.get("/api/v1/orders", headers={name: "auditor-lin"}).status_code == 401


def test_a_misspelt_condition_does_not_widen_a_search(world: World) -> None:
    headers = key_of(world.engine, "auditor-lin")
    with browsing(world.app) as client:
        for path in ("/api/v1/orders", "/api/v1/exports/orders", "/api/v1/ledger"):
            answer = client.get(path, params={"personid": "lin"}, headers=headers)
            assert answer.status_code == 400
            assert "person_id" in answer.json()["detail"] or "payee_id" in answer.json()["detail"]


@pytest.mark.parametrize(
    "params",
    [
        {"after": "x"},
        {"after": "é"},
        {"limit": "0"},
        {"limit": "100000"},
        {"since": "2026-03-01"},
        {"since": "2026-03-02T00:00:00Z", "until": "2026-03-01T00:00:00Z"},
        {"amount_from": "1.00"},
        {"amount_from": "1.001", "currency": "CNY"},
        {"amount_from": "-1", "currency": "CNY"},
        {"outcome": "guilty"},
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_said_so(world: World, params: dict[str, str]) -> None:
    headers = key_of(world.engine, "auditor-lin") | {"Accept-Language": "zh-CN"}
    with browsing(world.app) as client:
        answer = client.get("/api/v1/orders", params=params, headers=headers)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "无法按此请求执行。"
    assert answer.headers["content-language"] == "zh"


def test_an_answer_that_did_not_change_is_not_sent_again(world: World) -> None:
    headers = key_of(world.engine, "auditor-lin")
    with browsing(world.app) as client:
        first = client.get("/api/v1/orders", headers=headers)
        tag = first.headers["etag"]
        again = client.get("/api/v1/orders", headers=headers | {"If-None-Match": f'"other", W/{tag}'})
        other = client.get("/api/v1/orders", headers=key_of(world.engine, "analyst-lin") | {"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"


def test_html_of_the_crm_stays_text(world: World) -> None:
    """It leaves as JSON that no browser takes for a page."""
    with browsing(world.app) as client:
        answer = client.get("/api/v1/orders", headers=key_of(world.engine, "auditor-lin") | {"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors 'none'")


def test_a_fault_of_ours_tells_a_number_and_nothing_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        message = "canary-0-texts-end"
        raise RuntimeError(message)

    monkeypatch.setattr(pages, "ledger_entries", broken)
    with structlog.testing.capture_logs() as logs, browsing(world.app) as client:
        answer = client.get("/api/v1/ledger", headers=key_of(world.engine, "auditor-lin"))
    assert answer.status_code == 500
    (told,) = [each for each in logs if each["event"] == "failed"]
    assert answer.json()["number"] == told["number"]
    assert (told["error"], "test_door" in told["place"]) == ("RuntimeError", True)
    assert "canary" not in answer.text
    assert "canary" not in str(logs)


def test_a_store_that_is_down_is_said_so(empty: Engine) -> None:
    with writing(empty) as connection:
        connection.execute(text("DROP TABLE sessions"))
    with browsing(console_on(empty)) as client:
        answer = client.get("/api/v1/session", headers={"Cookie": "__Host-transferwatch=x"})
    assert answer.status_code == 503
    assert "sessions" not in answer.text


def test_bodies_are_small(world: World) -> None:
    with browsing(world.app) as client:
        answer = client.post("/api/v1/session", json={"name": "x" * 100_000, "password": "x"})
    assert answer.status_code in (400, 413)


def test_what_was_sent_is_not_repeated(world: World) -> None:
    with browsing(world.app) as client:
        answer = client.post("/api/v1/session", json={"name": "lin", "passwort": "my secret words"})
    assert answer.status_code == 400
    assert "my secret words" not in answer.text


def test_without_sign_in_everybody_is_an_auditor_and_other_sites_are_nobody(world: World) -> None:
    with browsing(console_on(world.engine, sign_in=False)) as client:
        told = client.get("/api/v1/session").json()
        assert (told["sign_in"], told["role"]) == (False, "auditor")
        assert client.get("/api/v1/orders").status_code == 200
        assert client.get("/api/v1/orders", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert client.get("/api/v1/orders", headers={"Host": "rebound.test"}).status_code == 421
        assert client.post("/api/v1/session", json={"name": "a", "password": "b"}).status_code == 403
        assert client.delete("/api/v1/session").status_code == 204


def test_metrics_have_bounded_labels(world: World) -> None:
    with browsing(console_on(world.engine)) as client:
        client.get("/api/v1/orders?customer_id=c-1", headers=key_of(world.engine, "auditor-lin"))
        client.request("BREW", "/api/v1/orders")
        client.get("/api/v1/nothing-of-ours")
        client.get("/api/v1/orders", headers={"Authorization": "Bearer tw_none_such"})
        client.post("/api/v1/case/note", headers={"Cookie": f"{COOKIE}={session_of(world.engine, 'auditor-lin')}"})
        told = client.get("/metrics").text
    assert 'transferwatch_console_requests_total{method="GET",route="/api/v1/orders",status="200"}' in told
    assert 'transferwatch_console_requests_total{method="GET",route="/api/v1/orders",status="401"} 1.0' in told
    assert 'transferwatch_console_requests_total{method="POST",route="/api/v1/case/note",status="403"} 1.0' in told
    assert 'status="500"' not in told
    assert "c-1" not in told
    assert "BREW" not in told
    assert "nothing-of-ours" not in told
