"""`transferwatch console`: started as people start it, asked over HTTP, and stopped."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from cli.consoling.listening import Listening, hosts_of
from cli.consoling.serving import rule_documents
from detector.errors import UsageError
from scripts.kafka.ports import free_ports
from store.audit.chain import StoredChain
from store.audit.places import read_anchors
from store.engine import open_engine
from store.migrations.running import upgrade
from streams.packs import load_pack
from tests.cli.running import Shell

PATIENCE_S = 60.0


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    made = f"sqlite:///{tmp_path / 'store.db'}"
    upgrade(open_engine(made))
    monkeypatch.setenv("TRANSFERWATCH_STORE_URL", made)
    return made


def wait_for(process: subprocess.Popen[str], address: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()
        try:
            if httpx.get(f"{address}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the console does not answer")


def test_it_serves_signs_in_anchors_and_stops(shell: Shell, url: str, tmp_path: Path) -> None:
    made = shell("accounts", "add", "ana", "--role", "analyst", "--by", "root")
    password, port, anchors = made.out.split()[-1], free_ports(1)[0], tmp_path / "anchors.ndjson"
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "cli.main", "console", "--port", str(port), "--anchors", str(anchors)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env=os.environ,
    )
    try:
        wait_for(process, address)
        with httpx.Client(base_url=address, timeout=PATIENCE_S) as asking:
            answer = asking.post("/api/v1/session", json={"name": "ana", "password": password})
            assert (answer.status_code, answer.json()["missing"]) == (200, "password-change-needed")
            assert "server" not in answer.headers
            assert asking.get("/api/v1/orders", params={"customer_id": "Secret Ltd"}).status_code == 401
            assert asking.get("/health", headers={"Host": "evil.test"}).status_code == 421
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    assert f"The console answers at {address}" in out
    assert "Secret" not in out + err
    assert password not in out + err
    kinds = [entry.kind for entry in StoredChain(open_engine(url)).entries()]
    assert kinds == ["permission_change", "secrets_key", "rule_change", "sign_in"]
    assert read_anchors(anchors)[-1].seq == 4
    assert (tmp_path / "store.db.key").stat().st_mode & 0o777 == 0o600


def test_without_sign_in_only_on_this_machine(shell: Shell, url: str) -> None:
    for arguments in (("--host", "0.0.0.0"), ("--name", "watch.test"), ("--trusted-proxy", "10.0.0.1")):
        ran = shell("console", "--no-sign-in", "--namespace", "demo-1", *arguments)
        assert (ran.code, "this machine alone" in ran.err) == (2, True)
    ran = shell("console", "--host", "0.0.0.0")
    assert (ran.code, "--name" in ran.err) == (2, True)


def test_without_sign_in_only_in_demos(shell: Shell, url: str) -> None:
    for arguments in ((), ("--namespace", "sales")):
        ran = shell("console", "--no-sign-in", *arguments)
        assert (ran.code, "is for demos" in ran.err) == (2, True)


def test_it_says_that_there_is_no_sign_in(shell: Shell, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda _: None)
    bare = ("console", "--no-sign-in", "--namespace", "demo-1")
    assert "WITHOUT SIGN-IN" in shell(*bare).out
    assert "未启用登录" in shell(*bare, "--lang", "zh").out
    told = shell("console").out
    assert f"anchored in {url.removeprefix('sqlite:///')}.anchors.ndjson" in told
    assert "WITHOUT" not in told
    assert "accounts add" in told


def test_a_store_that_is_not_set_up_ends_with_2(shell: Shell, tmp_path: Path) -> None:
    ran = shell("console", "--store", f"sqlite:///{tmp_path / 'none.db'}")
    assert (ran.code, ran.out) == (2, "")


def test_names_by_which_it_answers() -> None:
    assert hosts_of(Listening("10.1.2.3", 1, ("Watch.test",), None, sign_in=True)) == (
        "watch.test",
        "localhost",
        "127.0.0.1",
        "[::1]",
    )
    with pytest.raises(UsageError):
        hosts_of(Listening("10.1.2.3", 1, (), None, sign_in=True))


def test_a_provider_needs_client_secret_and_https(shell: Shell, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda _: None)
    arguments = ("console", "--oidc-issuer", "https://id.test", "--oidc-client", "watch")
    ran = shell(*arguments)
    assert (ran.code, "TRANSFERWATCH_OIDC_SECRET" in ran.err) == (2, True)
    monkeypatch.setenv("TRANSFERWATCH_OIDC_SECRET", "secret")
    assert shell(*arguments).code == 0
    ran = shell("console", "--oidc-issuer", "http://id.test", "--oidc-client", "watch")
    assert (ran.code, "https" in ran.err) == (2, True)


def test_rules_are_told_in_both_languages() -> None:
    documents = rule_documents(load_pack().pack.rules)
    assert len(documents) > 5
    assert all(set(each["title"]) >= {"zh", "en"} and each["versions"] for each in documents)
