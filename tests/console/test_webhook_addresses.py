"""Where webhooks lead, and where they never do: addresses inside, names that lead there, wrong certificates."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine

from store.tables import webhooks as tables
from tests.console.hook_desk import Desk
from tests.console.office import Client, make_office
from tests.console.receiver import Receiver, receiving
from tests.console.world import browsing, key_of
from tests.store.dumps import rows

FORBIDDEN = [
    "http://127.0.0.1/x",
    "https://10.0.0.1/x",
    "https://192.168.1.1",
    "https://172.16.0.1",
    "https://169.254.169.254/latest/meta-data",
    "https://0.0.0.0",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://224.0.0.1/",
    "http://93.184.216.34/",
]
NO_URL = ["ftp://example.com", "https://", "example.com", "https://a:b@example.com/", "https://example.com/#x", "x" * 9,
          "https://exa mple.com", "https://example.com:99999/", "https://ex\u00e4mple.com"]  # fmt: skip


@pytest.mark.parametrize("url", FORBIDDEN + NO_URL)
def test_where_webhooks_may_not_lead_none_is_registered(empty: Engine, url: str) -> None:
    office = make_office(empty)
    with browsing(office.app) as client:
        body = {"url": url, "events": ["case.decided"]}
        answer = client.post("/api/v1/webhooks", json=body, headers=key_of(empty, "root"))
    assert answer.status_code == 400, answer.text
    assert rows(empty, tables.webhooks) == []


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::ffff:127.0.0.1"]], ids=str)
def test_a_name_that_leads_inside_is_not_followed(
    desk: Desk, client: Client, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    hook, _ = desk.add(client, f"https://hooks.test:{receiver.port}/hook")
    desk.post(client, "ping", webhook_id=hook)
    answer_names(monkeypatch, {"hooks.test": addresses})
    assert desk.deliver(networks=()) == (0, 1)
    assert receiver.came == []
    assert desk.log(client, hook)[0]["log"][0]["error"] == "forbidden_address"


def answer_names(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> list[str]:
    """A DNS of our own; what it was asked for."""
    real, asked = socket.getaddrinfo, []

    def look(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in names:
            asked.append(name)
            found = names[name]
            return [entry for address in found for entry in real(address, port, type=socket.SOCK_STREAM)]
        return real(host, port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return asked


@pytest.mark.parametrize(("certified", "arrives"), [("hooks.test", True), ("other.test", False)])
def test_the_certificate_is_that_of_the_name_and_it_is_looked_up_once(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, certified: str, arrives: bool
) -> None:
    """It is connected to by its address; what it must prove is still its name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path / "cert.pem", certified))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    asked = answer_names(monkeypatch, {"hooks.test": ["127.0.0.1"]})
    with receiving(context) as receiver:
        hook, _ = desk.add(client, f"https://hooks.test:{receiver.port}/hook?x=1")
        desk.post(client, "ping", webhook_id=hook)
        assert desk.deliver() == ((1, 0) if arrives else (0, 1))
        if arrives:
            (came,) = receiver.came
            assert (came.path, came.headers["Host"]) == ("/hook?x=1", f"hooks.test:{receiver.port}")
        else:
            assert desk.log(client, hook)[0]["log"][0]["error"] == "tls"
    assert asked == ["hooks.test"]


def self_signed(path: Path, name: str) -> Path:
    """A certificate of a name, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    return path
