"""Webhooks to a real receiver: what arrives, who can know that it is ours, and what happens when nobody answers."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import select

from console.webhooks.deliverer import Deliverer
from detector.instant import DAY_US, SECOND_US
from store.audit.chain import StoredChain
from store.engine import reading
from store.sealing.vault import Vault
from store.tables import webhooks as tables
from store.webhooks import delivering
from store.webhooks.delivering import WAITS_S, claim_due, forget_old
from tests.console.hook_desk import HERE, Desk, told
from tests.console.office import Client
from tests.console.receiver import Receiver
from tests.console.world import NOW_US, VAULT
from tests.store.cases.firm import CASE, RELEASE
from tests.store.dumps import rows

PAGE = Path(__file__).parents[2] / "docs" / "webhooks.md"


def sample() -> Callable[..., bool]:
    """The receiver's code of the documentation, as it stands there."""
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    scope: dict[str, Any] = {}
    exec(code, scope)
    return scope["is_ours"]  # type: ignore[no-any-return]


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
    other = Deliverer(desk.engine, Vault(lambda: [b"o" * 32]), lambda: desk.now_us, HERE)
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
    for _ in range(12):
        desk.post(client, "ping", webhook_id=hook)
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: desk.deliver(), range(3)))
    assert sum(arrived for arrived, _ in done) == len(receiver.came) == 12
    assert len({came.headers["Transferwatch-Event-Id"] for came in receiver.came}) == 12


def test_a_receiver_that_only_drips_is_left_in_time(desk: Desk, client: Client, receiver: Receiver) -> None:
    """Each letter comes well within the time for a letter; the whole does not."""
    hook, _ = desk.add(client, receiver.url)
    desk.post(client, "ping", webhook_id=hook)
    receiver.drips = True
    assert desk.deliver(deadline_s=0.5) == (0, 1)
    assert desk.log(client, hook)[0]["log"][0]["error"] == "timeout"


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


def figures(client: Client) -> dict[str, float]:
    lines = [
        line.split() for line in client.get("/metrics").text.splitlines() if line.startswith("transferwatch_webhook")
    ]
    return {
        name.removeprefix("transferwatch_webhook_"): float(value) for name, value in lines if "_created" not in name
    }


def test_the_console_tells_how_deliveries_fare(desk: Desk, client: Client, receiver: Receiver) -> None:
    assert figures(client) == {}, "somebody else delivers"
    house = desk.office.app.state.house
    house.deliverer = deliverer = Deliverer(desk.engine, VAULT, lambda: desk.now_us, HERE)
    hook, _ = desk.add(client, receiver.url, "case.decided")
    receiver.statuses = [500, 200, 410]
    for _ in range(2):
        desk.post(client, "ping", webhook_id=hook)
    deliverer.deliver()
    house.clock_us = lambda: NOW_US + 90 * SECOND_US
    counted = {f'attempts_total{{result="{name}"}}': 1 for name in ("delivered", "failed")}
    dead = 'attempts_total{result="dead"}'
    assert figures(client) == {**counted, dead: 0, "oldest_waiting_seconds": 90}
    desk.now_us += 10 * SECOND_US
    deliverer.deliver()
    assert figures(client) == {**counted, dead: 1, "oldest_waiting_seconds": 0}
    assert figures(client)[dead] == 1, "looked at twice, it is counted once"
