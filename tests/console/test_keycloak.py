"""Sign-in at a real Keycloak on this machine: scripts/keycloak-tests fetches it and runs this.

Skips unless TRANSFERWATCH_KEYCLOAK_HOME names its unpacked distribution; it needs Java 17 or newer.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from console.app import make_app
from console.house import House, Settings
from console.oidc import OidcSettings, Provider
from scripts.kafka.ports import free_ports
from store.accounts.managing import add_account
from store.audit.chain import StoredChain
from store.engine import writing
from tests.console.world import CHEAP, HOST, PLENTY, browsing

HOME = os.environ.get("TRANSFERWATCH_KEYCLOAK_HOME", "")
PATIENCE_S = 600.0
PASSWORD, SECRET = "words-for-gao", "the-clients-secret"
CALLBACK = f"https://{HOST}/api/v1/oidc/callback"

pytestmark = pytest.mark.skipif(not HOME, reason="TRANSFERWATCH_KEYCLOAK_HOME names no Keycloak")


class Keycloak(NamedTuple):
    """A running server with the realm sales, the client watch and the users gao and mallory."""

    issuer: str


def now_us() -> int:
    return time.time_ns() // 1000


@pytest.fixture(scope="module")
def keycloak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keycloak]:
    (port, management), data = free_ports(2), tmp_path_factory.mktemp("keycloak")
    shutil.copytree(HOME, data / "home", symlinks=True)
    imported = data / "home" / "data" / "import"
    imported.mkdir(parents=True)
    (imported / "sales-realm.json").write_text(json.dumps(realm()), "utf-8")
    command = ["sh", str(data / "home" / "bin" / "kc.sh"), "start-dev", "--import-realm"]
    command += ["--http-host=127.0.0.1", f"--http-port={port}", "--http-management-port", str(management)]
    environment = {**os.environ, "JAVA_OPTS_KC_HEAP": "-Xms64m -Xmx512m"}
    log = (data / "log").open("wb")
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
    )
    try:
        issuer = f"http://127.0.0.1:{port}/realms/sales"
        wait_for(issuer, process, data / "log")
        yield Keycloak(issuer)
    finally:
        with suppress(ProcessLookupError):  # it has ended by itself, which the test tells
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        log.close()


def realm() -> dict[str, Any]:
    """The realm sales with the client watch, which must use PKCE, and two people."""
    client = {"clientId": "watch", "secret": SECRET, "redirectUris": [CALLBACK], "standardFlowEnabled": True}
    client |= {"attributes": {"pkce.code.challenge.method": "S256"}, "directAccessGrantsEnabled": False}
    names = {"firstName": "A", "lastName": "B", "emailVerified": True}
    users = [
        {"username": name, "enabled": True, "email": f"{name}@id.test", **names}
        | {"credentials": [{"type": "password", "value": PASSWORD, "temporary": False}]}
        for name in ("gao", "mallory")
    ]
    return {"realm": "sales", "enabled": True, "clients": [client], "users": users}


def wait_for(issuer: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        assert process.poll() is None, log.read_text("utf-8", "replace")[-3000:]
        assert time.monotonic() < until, log.read_text("utf-8", "replace")[-3000:]
        try:
            if httpx.get(issuer, timeout=10.0).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)


@pytest.fixture
def client(empty: Engine, keycloak: Keycloak) -> Iterator[TestClient[Litestar]]:
    with writing(empty) as connection:
        add_account(connection, CHEAP, "gao", "manager", actor="root", at_us=now_us(), person_id="gao")
    provider = Provider(OidcSettings(keycloak.issuer, "watch", SECRET), now_us)
    app = make_app(House(empty, now_us, Settings(hosts=(HOST,)), CHEAP, CHEAP, PLENTY, provider))
    with browsing(app) as made:
        made.follow_redirects = False
        yield made


def sign_in_there(location: str, name: str) -> str:
    """What a browser does at the provider: the page, the form, and the address that it is sent back to."""
    with httpx.Client(follow_redirects=False, timeout=PATIENCE_S) as browser:
        page = browser.get(location)
        found = re.search(r'action="([^"]+)"', page.text)
        assert found is not None, page.text[:2000]
        # The provider marks its cookies as secure, and a browser sends them to this machine without TLS all the same.
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)
        form = {"username": name, "password": PASSWORD, "credentialId": ""}
        sent = httpx.post(unescape(found[1]), data=form, headers={"Cookie": cookies}, timeout=PATIENCE_S)
        assert sent.status_code == 302, sent.text[:2000]
        assert sent.headers["location"].startswith(CALLBACK)
        return str(sent.headers["location"])


def come_back(client: TestClient[Litestar], address: str) -> httpx.Response:
    return client.get(f"/api/v1/oidc/callback?{urlsplit(address).query}")


def test_a_person_signs_in_and_a_code_works_once(client: TestClient[Litestar], empty: Engine) -> None:
    back = sign_in_there(client.get("/api/v1/oidc/start").headers["location"], "gao")
    answer = come_back(client, back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/docs")
    person = client.get("/api/v1/session").json()
    assert (person["name"], person["role"], person["missing"]) == ("gao", "manager", "")
    assert come_back(client, back).status_code == 401
    told = [entry.details for entry in StoredChain(empty).entries() if entry.kind == "sign_in"]
    assert told == [{"method": "oidc", "result": "ok"}, {"method": "oidc", "result": "refused", "why": "provider"}]


def test_whom_nobody_made_an_account_for_stays_outside(client: TestClient[Litestar], empty: Engine) -> None:
    back = sign_in_there(client.get("/api/v1/oidc/start").headers["location"], "mallory")
    assert come_back(client, back).status_code == 401
    assert client.get("/api/v1/session").status_code == 401
    assert list(StoredChain(empty).entries())[-1].details["why"] == "unknown"


def test_a_code_of_another_browser_is_of_no_use(client: TestClient[Litestar]) -> None:
    """Without the verifier of PKCE, which never left the browser that began, a stolen code proves nothing."""
    first = client.get("/api/v1/oidc/start").headers["location"]
    stolen = sign_in_there(first, "gao")
    client.get("/api/v1/oidc/start")  # another attempt: another state and verifier
    assert come_back(client, stolen).status_code == 401
