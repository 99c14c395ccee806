"""What other systems are told of alerts and cases: each once, whatever is read again, and nothing that is hidden."""

import re

import pytest

from store.recording.recorder import Recorder
from tests.console.hook_desk import Desk, told
from tests.console.office import Client
from tests.console.receiver import Receiver
from tests.store.cases.firm import RELEASE, alert
from tests.store.feeding import KAFKA
from tests.store.records import ALERTS


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


def test_a_snooze_and_what_ends_it_are_told(desk: Desk, client: Client, receiver: Receiver) -> None:
    """By a person, and by a revision that nobody has seen; a decision, which ends one too, has an event of its own."""
    desk.add(client, receiver.url, "case.snoozed", "case.woken", "case.decided")
    desk.office.firm.recorder = Recorder(desk.engine, KAFKA, lambda: desk.now_us)
    post, tag = desk.office.post, desk.office.tag
    rest = {"until": "2026-06-10", "reason": "The contract comes"}
    snoozed = post(client, "/case/snooze", "boss", rest, tag(client, "boss"))
    post(client, "/case/wake", "audit", {}, snoozed.headers["etag"])
    post(client, "/case/snooze", "boss", rest, tag(client, "boss"))
    desk.office.firm.say(ALERTS, **alert(revision=2, severity="high"))
    post(client, "/case/snooze", "boss", rest, tag(client, "boss"))
    body = {"disposition": "honest", "reason": "Looked at it", "release": ["SO1"]}
    assert post(client, "/case/decide", "boss", body, tag(client, "boss")).status_code == 200
    desk.deliver()
    came = sorted((data["version"], kind, data.get("snoozed_until")) for kind, data in told(receiver))
    day = "2026-06-10T00:00:00Z"
    assert came == [
        (1, "case.snoozed", day),
        (2, "case.woken", None),
        (3, "case.snoozed", day),
        (4, "case.woken", None),
        (5, "case.snoozed", day),
        (6, "case.decided", None),
    ]


def test_what_was_rolled_back_is_told_to_nobody(desk: Desk, client: Client, receiver: Receiver) -> None:
    desk.add(client, receiver.url)
    with pytest.raises(Exception, match="none of the orders"):
        desk.office.firm.decide(settlements=[RELEASE[0]._replace(order_id="SO9")])
    assert desk.deliver() == (0, 0)


def test_no_name_text_amount_or_pay_leaves(desk: Desk, client: Client, receiver: Receiver) -> None:
    """All of a case's life, with something to hide in every field that could hold it."""
    desk.add(client, receiver.url)
    hidden = {"headline": "canary headline", "params": {"customer": "canary param"}, "amount": "987654987654.00"}
    desk.office.firm.say(ALERTS, **alert(alert_id="x2", **hidden))
    post, tag = desk.office.post, desk.office.tag
    post(client, "/case/assign", "boss", {}, tag(client, "boss"))
    post(client, "/case/snooze", "boss", {"until": "2026-06-10", "reason": "canary snooze"}, tag(client, "boss"))
    post(client, "/case/wake", "boss", {}, tag(client, "boss"))
    post(client, "/case/note", "boss", {"text": "canary note"})
    asked = post(client, "/case/ask", "boss", {"person_id": "lin"}, tag(client, "boss")).json()["token"]
    post(client, "/answer", "lin", {"token": asked, "text": "canary reason of mine"})
    body = {"disposition": "honest", "reason": "canary why", "release": ["SO1"]}
    assert post(client, "/case/decide", "boss", body, tag(client, "boss")).status_code == 200
    desk.deliver()
    kinds = {kind for kind, _ in told(receiver)}
    steps = {f"case.{step}" for step in ("assigned", "snoozed", "woken", "explained", "decided")}
    assert kinds == {"alert.raised", *steps}
    everything = b"".join(came.body for came in receiver.came) + str(receiver.came).encode()
    assert not re.search(rb"canary|987654987654|100\.00|80\.00|0\.80", everything)
