"""Webhooks to a real receiver: what arrives, who can know that it is ours, and what happens when nobody answers."""

import json
import re
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine, select

from console.webhooks.addresses import read_networks
from console.webhooks.deliverer import Deliverer
from detector.instant import DAY_US, SECOND_US
from store.audit.chain import StoredChain
from store.engine import reading
from store.tables import webhooks as tables
from store.webhooks import delivering
from store.webhooks.delivering import WAITS_S, claim_due, forget_old
from store.webhooks.sealing import KeySealer
from store.webhooks.telling import TOLD
from tests.console.office import KEYS, Client, Office, make_office
from tests.console.receiver import Receiver, receiving
from tests.console.world import NOW_US, browsing, key_of
from tests.store.cases.firm import CASE, RELEASE, alert
from tests.store.dumps import rows
from tests.store.records import ALERTS

HERE = read_networks(["127.0.0.0/8"])
PAGE = Path(__file__).parents[2] / "docs" / "webhooks.md"


def sample() -> Callable[..., bool]:
    """The receiver's code of the documentation, as it stands there."""
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    scope: dict[str, Any] = {}
    exec(code, scope)
    return scope["is_ours"]  # type: ignore[no-any-return]


class Desk:
    """An office with webhooks, and a deliverer whose clock is moved by hand."""

    def __init__(self, engine: Engine) -> None:
        self.office: Office = make_office(engine, networks=HERE)
        self.engine = engine
        self.now_us = NOW_US
        self.key = key_of(engine, "root")

    def add(self, client: Client, url: str, *events: str) -> tuple[str, str]:
        answer = client.post("/api/v1/webhooks", json={"url": url, "events": events or list(TOLD)}, headers=self.key)
        assert answer.status_code == 200, answer.text
        return answer.json()["webhook"]["webhook_id"], answer.json()["secret"]

    def post(self, client: Client, path: str, body: object = None, **params: str) -> Any:
        answer = client.post(f"/api/v1/webhook/{path}", params=params, json=body or {}, headers=self.key)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def log(self, client: Client, hook: str, **params: str) -> list[dict[str, Any]]:
        asked = {"webhook_id": hook, **params}
        answer = client.get("/api/v1/webhook/deliveries", params=asked, headers=self.key)
        return answer.json()["items"]  # type: ignore[no-any-return]

    def deliver(self, deadline_s: float = 5, networks: Any = HERE) -> tuple[int, int]:
        sealer = KeySealer(KEYS)
        return Deliverer(self.engine, sealer, lambda: self.now_us, networks, deadline_s).deliver()

    def wait(self, seconds: float) -> None:
        self.now_us += int(seconds * SECOND_US)


@pytest.fixture
def desk(empty: Engine) -> Desk:
    return Desk(empty)


@pytest.fixture
def client(desk: Desk) -> Iterator[Client]:
    with browsing(desk.office.app) as made:
        yield made


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def told(receiver: Receiver) -> list[tuple[str, dict[str, Any]]]:
    bodies = [json.loads(came.body) for came in receiver.came]
    return [(body["type"], body["data"]) for body in bodies]


def test_a_decision_is_told_and_the_receiver_knows_that_it_is_ours(
    desk: Desk, client: Client, receiver: Receiver
) -> None:
    _, secret = desk.add(client, receiver.url, "case.decided", "case.reopened")
    desk.office.firm.decide(settlements=RELEASE)
    assert desk.deliver() == (1, 0)
    (came,) = receiver.came
    assert told(receiver) == [
        (
            "case.decided",
            {"case_id": CASE, "customer_id": "C1", "version": 1, "state": "decided", "disposition": "honest"},
        )
    ]
    is_ours, header, now = sample(), came.headers["Transferwatch-Signature"], NOW_US // SECOND_US
    assert is_ours(header, came.body, secret, now)
    assert not is_ours(header, came.body + b" ", secret, now)
    assert not is_ours(header, came.body, secret + "x", now)
    assert not is_ours(header, came.body, secret, now + 301)
    assert not is_ours(header.replace(f"t={now}", f"t={now + 1}"), came.body, secret, now)
    assert not is_ours("", came.body, secret, now)
    assert desk.deliver() == (0, 0)


def test_a_new_key_and_the_old_one_sign_together_for_a_while(desk: Desk, client: Client, receiver: Receiver) -> None:
    hook, old = desk.add(client, receiver.url)
    new = desk.post(client, "rotate", {"hours": 2}, webhook_id=hook)["secret"]
    assert new != old
    works = []
    for seconds in (0, 7_199, 2):
        desk.wait(seconds)
        desk.post(client, "ping", webhook_id=hook)
        desk.deliver()
        header, body = receiver.came[-1].headers["Transferwatch-Signature"], receiver.came[-1].body
        works.append([sample()(header, body, key, desk.now_us // SECOND_US) for key in (old, new)])
    assert works == [[True, True], [True, True], [False, True]]
    newest = desk.post(client, "rotate", {"hours": 0}, webhook_id=hook)["secret"]
    desk.post(client, "ping", webhook_id=hook)
    desk.deliver()
    header, body = receiver.came[-1].headers["Transferwatch-Signature"], receiver.came[-1].body
    assert [sample()(header, body, key, desk.now_us // SECOND_US) for key in (new, newest)] == [False, True]


def test_secrets_are_of_no_use_to_who_has_the_database_alone(desk: Desk, client: Client, receiver: Receiver) -> None:
    hook, secret = desk.add(client, receiver.url)
    (row,) = rows(desk.engine, tables.webhooks)
    assert secret not in str(row) and secret.removeprefix("whsec_") not in str(row)
    assert "secret" not in client.get("/api/v1/webhooks", headers=desk.key).text
    desk.post(client, "ping", webhook_id=hook)
    other = Deliverer(desk.engine, KeySealer([b"another"]), lambda: desk.now_us, HERE)
    assert other.deliver() == (0, 1)
    assert receiver.came == []
    assert desk.log(client, hook)[0]["log"][0]["error"] == "no_key"


def test_what_is_not_answered_is_tried_later_and_later_and_then_dead(
    desk: Desk, client: Client, receiver: Receiver
) -> None:
    hook, _ = desk.add(client, receiver.url)
    delivery = desk.post(client, "ping", webhook_id=hook)["delivery_id"]
    receiver.statuses = [500, 404, 301, 503]
    receiver.headers = {"Location": "/elsewhere"}
    for attempt, seconds in enumerate(WAITS_S, 1):
        assert desk.deliver() == (0, 1)
        assert len(receiver.came) == attempt
        desk.wait(seconds - 1)
        assert desk.deliver() == (0, 0), "not before its time"
        desk.wait(1.1)
    assert desk.deliver() == (0, 1)
    (dead,) = desk.log(client, hook, state="dead")
    assert (dead["attempts"], [each["status"] for each in dead["log"]][:3]) == (9, [500, 404, 301])
    assert {came.path for came in receiver.came} == {"/hook"}, "no redirect is followed"
    assert len({came.headers["Transferwatch-Event-Id"] for came in receiver.came}) == 1
    desk.wait(10 * DAY_US // SECOND_US)
    assert desk.deliver() == (0, 0)
    receiver.statuses = [204]
    desk.post(client, "redeliver", delivery_id=delivery)
    assert desk.deliver() == (1, 0)
    assert [each["state"] for each in desk.log(client, hook)] == ["delivered"]
    assert forget_old(desk.engine, desk.now_us) == 0
    assert forget_old(desk.engine, desk.now_us + 31 * DAY_US) == 1


def test_who_is_gone_is_left_alone(desk: Desk, client: Client, receiver: Receiver) -> None:
    hook, _ = desk.add(client, receiver.url)
    desk.post(client, "ping", webhook_id=hook)
    receiver.statuses = [410]
    assert desk.deliver() == (0, 1)
    assert [each["state"] for each in desk.log(client, hook)] == ["dead"]


def test_a_removed_webhook_is_told_nothing_more(desk: Desk, client: Client, receiver: Receiver) -> None:
    hook, _ = desk.add(client, receiver.url)
    delivery = desk.post(client, "ping", webhook_id=hook)["delivery_id"]
    desk.post(client, "remove", webhook_id=hook)
    desk.office.firm.decide()
    assert (desk.deliver(), receiver.came) == ((0, 0), [])
    for path, name in (("ping", hook), ("rotate", hook), ("remove", hook), ("redeliver", delivery)):
        asked = {"webhook_id": name, "delivery_id": name}
        wanted = {"redeliver": "delivery_id"}.get(path, "webhook_id")
        answer = client.post(f"/api/v1/webhook/{path}", params={wanted: asked[wanted]}, json={}, headers=desk.key)
        assert answer.status_code == 400, path
    changes = [entry.details["change"] for entry in StoredChain(desk.engine).entries() if "webhook" in entry.subject]
    assert changes == ["webhook_added", "webhook_removed"]


def test_alerts_and_cases_are_told_once_however_often_they_are_read(
    desk: Desk, client: Client, receiver: Receiver
) -> None:
    desk.add(client, receiver.url)
    new = alert(alert_id="x7", case_id="C7/h1", customer_id="C7", order_id=None, status="provisional")
    for record in (new, new, {**new, "revision": 2, "severity": "high"}, {**new, "status": "confirmed", "revision": 3}):
        desk.office.firm.say(ALERTS, **record)
    desk.office.firm.say(ALERTS, **{**new, "status": "withdrawn", "revision": 4})
    desk.office.firm.say(ALERTS, **{**new, "status": "confirmed", "revision": 5})
    desk.deliver()
    kinds = sorted((kind, data.get("revision", 0)) for kind, data in told(receiver))
    assert kinds == [
        ("alert.confirmed", 3),
        ("alert.raised", 1),
        ("alert.raised", 5),
        ("alert.withdrawn", 4),
        ("case.opened", 0),
    ]


def test_a_revision_that_matters_is_told(desk: Desk, client: Client, receiver: Receiver) -> None:
    desk.office.firm.decide()
    desk.add(client, receiver.url, "case.reopened")
    desk.office.firm.say(ALERTS, **alert(revision=2, severity="high"))
    desk.deliver()
    assert [(kind, data["state"]) for kind, data in told(receiver)] == [("case.reopened", "reopened")]


def test_what_was_rolled_back_is_told_to_nobody(desk: Desk, client: Client, receiver: Receiver) -> None:
    desk.add(client, receiver.url)
    with pytest.raises(Exception, match="none of the orders"):
        desk.office.firm.decide(settlements=[RELEASE[0]._replace(order_id="SO9")])
    assert desk.deliver() == (0, 0)


def test_no_name_text_amount_or_pay_leaves(desk: Desk, client: Client, receiver: Receiver) -> None:
    """All of a case's life, with something to hide in every field that could hold it."""
    desk.add(client, receiver.url)
    hidden = {"headline": "canary headline", "params": {"customer": "canary param"}, "amount": "987654.00"}
    desk.office.firm.say(ALERTS, **alert(alert_id="x2", **hidden))
    post, tag = desk.office.post, desk.office.tag
    post(client, "/case/assign", "boss", {}, tag(client, "boss"))
    post(client, "/case/note", "boss", {"text": "canary note"})
    asked = post(client, "/case/ask", "boss", {"person_id": "lin"}, tag(client, "boss")).json()["token"]
    post(client, "/answer", "lin", {"token": asked, "text": "canary reason of mine"})
    body = {"disposition": "honest", "reason": "canary why", "release": ["SO1"]}
    assert post(client, "/case/decide", "boss", body, tag(client, "boss")).status_code == 200
    desk.deliver()
    kinds = {kind for kind, _ in told(receiver)}
    assert kinds == {"alert.raised", "case.assigned", "case.explained", "case.decided"}
    everything = b"".join(came.body for came in receiver.came) + str(receiver.came).encode()
    assert not re.search(rb"canary|987654|100\.00|80\.00|0\.80", everything)


def test_a_sender_that_was_killed_sends_again_the_same(desk: Desk, client: Client, receiver: Receiver) -> None:
    hook, _ = desk.add(client, receiver.url)
    desk.post(client, "ping", webhook_id=hook)
    (claimed,) = claim_due(desk.engine, desk.now_us, 10)  # and never noted
    assert desk.deliver() == (0, 0)
    desk.wait(delivering.LEASE_S)
    assert desk.deliver() == (1, 0)
    assert receiver.came[0].headers["Transferwatch-Event-Id"] == claimed.event_id


def test_several_senders_share_the_work(desk: Desk, client: Client, receiver: Receiver) -> None:
    hook, _ = desk.add(client, receiver.url)
    for _ in range(30):
        desk.post(client, "ping", webhook_id=hook)
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: desk.deliver(), range(3)))
    assert sum(arrived for arrived, _ in done) == len(receiver.came) == 30
    assert len({came.headers["Transferwatch-Event-Id"] for came in receiver.came}) == 30


def test_a_receiver_that_only_drips_is_left_in_time(desk: Desk, client: Client, receiver: Receiver) -> None:
    """Each letter comes well within the time for a letter; the whole does not."""
    hook, _ = desk.add(client, receiver.url)
    desk.post(client, "ping", webhook_id=hook)
    receiver.drips = True
    assert desk.deliver(deadline_s=0.5) == (0, 1)
    assert desk.log(client, hook)[0]["log"][0]["error"] == "timeout"


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
    import socket

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


def test_the_audit_trail_knows_who_registered_it_and_no_address(desk: Desk, client: Client) -> None:
    hook, _ = desk.add(client, "https://example.com/canary", "case.decided")
    desk.post(client, "rotate", {"hours": 1}, webhook_id=hook)
    with reading(desk.engine) as connection:
        (by,) = connection.execute(select(tables.webhooks.c.created_by)).scalars()
    entries = [entry for entry in StoredChain(desk.engine).entries() if entry.subject == f"webhook:{hook}"]
    assert [(entry.actor, entry.details["change"]) for entry in entries] == [
        (by, "webhook_added"),
        (by, "webhook_key"),
    ]
    assert "canary" not in str(entries)
