"""Snoozing over HTTP: who may, what the list shows, what is told."""

import pytest

from store.audit.chain import StoredChain
from tests.console.office import Client, Office
from tests.store.cases.firm import CASE

UNTIL = {"until": "2026-06-10", "reason": "Waiting for the contract"}


def found(office: Office, client: Client, by: str = "audit", **asked: str) -> list[str]:
    answer = office.get(client, "/cases", by, **asked)
    assert answer.status_code == 200, answer.text
    return [item["case_id"] for item in answer.json()["items"]]


def test_it_leaves_the_list_and_comes_back(office: Office, client: Client) -> None:
    done = office.post(client, "/case/snooze", "boss", UNTIL, office.tag(client, "boss"))
    assert done.status_code == 200, done.text
    case = done.json()["case"]
    assert (case["state"], case["version"], case["snoozed_until"]) == ("open", 1, "2026-06-10T00:00:00Z")
    assert (found(office, client), found(office, client, state="open")) == ([], [])
    for asked in ({"snoozed": "only"}, {"snoozed": "any"}, {"customer_id": "C1"}, {"order_id": "SO1"}):
        assert found(office, client, **asked) == [CASE], asked
    assert found(office, client, customer_id="C1", snoozed="no") == []
    exports = [office.get(client, "/exports/cases", "audit", **asked).text for asked in ({}, {"snoozed": "any"})]
    assert [("2026-06-10T00:00:00Z" in text) for text in exports] == [False, True]
    told = office.get(client, "/case", "boss", case_id=CASE).json()
    assert told["case"]["snoozed_until"] == "2026-06-10T00:00:00Z"
    assert [(step["kind"], step["text"]) for step in told["steps"]] == [("snooze", UNTIL["reason"])]
    woken = office.post(client, "/case/wake", "audit", {}, done.headers["etag"])
    assert (woken.status_code, "snoozed_until" in woken.json()["case"]) == (200, True)
    assert woken.json()["case"]["snoozed_until"] is None and found(office, client) == [CASE]
    again = office.post(client, "/case/wake", "audit", {}, woken.headers["etag"])
    assert (again.status_code, again.json()["type"]) == (409, "urn:transferwatch:problem:case-state")
    entered = [entry for entry in StoredChain(office.firm.engine).entries() if entry.kind == "snooze"]
    assert [(entry.actor, entry.details.get("lifted")) for entry in entered] == [("a-boss", None), ("a-audit", True)]
    assert UNTIL["reason"] not in str(entered)


def test_who_may_not(office: Office, client: Client) -> None:
    seen = office.tag(client, "audit")
    refused = office.post(client, "/case/snooze", "gao", UNTIL, seen)
    assert (refused.status_code, refused.json()["goes_to"]) == (403, "boss"), "gao moved the customer"
    for name in ("lin", "mei", "ana", "pay", "root"):
        for path, body in (("/case/snooze", UNTIL), ("/case/wake", {})):
            answer = office.post(client, path, name, body, seen)
            assert (answer.status_code, answer.json()["type"]) == (403, "urn:transferwatch:problem:not-allowed"), name
    assert found(office, client) == [CASE]


@pytest.mark.parametrize(
    "body",
    [
        {"until": "2026-06-10"},
        {"until": "2026-06-10", "reason": " "},
        {"until": "2026-05-28", "reason": "x"},
        {"until": "2026-06-28", "reason": "x"},
        {"until": "9999-12-31", "reason": "x"},
        {"until": "2026-06-10T00:00:00Z", "reason": "x"},
    ],
)
def test_what_is_no_snooze(office: Office, client: Client, body: dict[str, str]) -> None:
    assert office.post(client, "/case/snooze", "audit", body, office.tag(client, "audit")).status_code == 400
    assert found(office, client) == [CASE]


def test_two_at_once(office: Office, client: Client) -> None:
    seen = office.tag(client, "audit")
    assert office.post(client, "/case/snooze", "boss", UNTIL, seen).status_code == 200
    late = office.post(client, "/case/snooze", "audit", UNTIL, seen)
    assert late.status_code == 412 and "boss snooze" in late.json()["detail"]
