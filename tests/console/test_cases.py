"""Cases over HTTP: who works on which, as it was seen, and what it comes to."""

from typing import Any

import pytest
from sqlalchemy import Engine

from console.door import COOKIE
from store.audit.chain import StoredChain
from store.engine import reading, writing
from store.queries.cases import history_of_case
from store.tables import cases as tables
from tests.console.office import Client, Office, make_office
from tests.console.world import browsing, key_of, make_account, session_of
from tests.store.cases.firm import CASE, alert, judged, person
from tests.store.dumps import rows
from tests.store.records import ALERTS, ASSESSMENTS, CREDITS, ORDERS, PEOPLE, credit, order

NOTED = {"text": "Called mei"}
HONEST = {"disposition": "honest", "reason": "Looked at it", "release": ["SO1"]}


def steps(office: Office) -> list[str]:
    with reading(office.firm.engine) as connection:
        return [step.kind for step in history_of_case(connection, CASE)]


def test_from_the_first_look_to_the_end(office: Office, client: Client) -> None:
    taken = office.post(client, "/case/assign", "boss", {"due_on": "2026-07-01"}, office.tag(client, "boss"))
    assert taken.status_code == 200, taken.text
    case = taken.json()["case"]
    assert (case["state"], case["due_at"], case["version"]) == ("in_review", "2026-07-01T00:00:00Z", 1)
    later = office.post(client, "/case/due", "boss", {"due_on": "2026-08-01"}, taken.headers["etag"])
    assert later.json()["case"]["due_at"] == "2026-08-01T00:00:00Z"
    assert office.post(client, "/case/note", "boss", NOTED).status_code == 200
    decided = office.post(client, "/case/decide", "boss", HONEST, office.tag(client, "boss"))
    assert (decided.status_code, len(decided.json()["event_ids"])) == (200, 1)
    closed = office.post(client, "/case/close", "boss", {}, decided.headers["etag"])
    again = office.post(client, "/case/reopen", "boss", {"reason": "The customer called"}, closed.headers["etag"])
    assert again.json()["case"]["state"] == "reopened"
    assert steps(office) == ["assign", "due", "note", "decide", "close", "reopen"]
    told = office.get(client, "/case", "boss", case_id=CASE).json()
    assert [step.get("text") for step in told["steps"]][2] == "Called mei"
    assert (told["case"]["assignee"], told["case"]["order_id"]) == ("boss", "SO1")
    assert {entry["payee_id"] for entry in told["ledger"]} == {"lin", "mei"}
    assert [item["kind"] for item in told["follow_up"]["items"]] == ["ownership_change", "order"]
    kinds = [entry.kind for entry in StoredChain(office.firm.engine).entries()]
    assert kinds.count("decision") == 2 and kinds.count("case_change") == 5
    assert StoredChain(office.firm.engine).verify().fault is None


def test_without_the_tag_nothing_is_changed(office: Office, client: Client) -> None:
    for path, body in (
        ("/case/assign", {}),
        ("/case/due", {"due_on": None}),
        ("/case/decide", HONEST),
        ("/case/close", {}),
        ("/case/reopen", {"reason": "x"}),
        ("/case/ask", {"person_id": "lin"}),
        ("/case/snooze", {"until": "2026-06-10", "reason": "x"}),
        ("/case/wake", {}),
    ):
        for tag in (None, "*"):
            assert office.post(client, path, "audit", body, tag).status_code == 428, path
        for tag in ('"x"', '"0"', '"99-0000000000000000"', '"99999999999999999999-0000000000000000"'):
            assert office.post(client, path, "audit", body, tag).status_code == 412, (path, tag)
    assert steps(office) == []


def test_who_was_slower_is_told_who_was_first(office: Office, client: Client) -> None:
    seen = office.tag(client, "audit")
    assert office.post(client, "/case/decide", "boss", HONEST, seen).status_code == 200
    late = office.post(client, "/case/decide", "audit", HONEST, seen)
    assert (late.status_code, late.json()["type"]) == (412, "urn:transferwatch:problem:changed-meanwhile")
    assert "boss decide honest" in late.json()["detail"]
    fresh = office.post(client, "/case/decide", "audit", HONEST, office.tag(client, "audit"))
    assert (fresh.status_code, fresh.json()["type"]) == (409, "urn:transferwatch:problem:case-state")
    assert len(rows(office.firm.engine, tables.outbox)) == 1


def test_nobody_decides_on_what_was_judged_anew(office: Office, client: Client) -> None:
    seen = office.tag(client, "audit")
    office.firm.say(ASSESSMENTS, **judged(revision=2, score=90))
    late = office.post(client, "/case/decide", "audit", HONEST, seen)
    assert (late.status_code, late.json()["type"]) == (409, "urn:transferwatch:problem:judged-anew")
    assert office.post(client, "/case/decide", "audit", HONEST, office.tag(client, "audit")).status_code == 200


def test_a_weak_tag_of_a_proxy_still_says_what_was_seen(office: Office, client: Client) -> None:
    assert office.post(client, "/case/decide", "audit", HONEST, f"W/{office.tag(client, 'audit')}").status_code == 200


@pytest.mark.parametrize("path", ["/case/decide", "/case/assign"])
def test_who_moved_the_customer_does_not_decide(office: Office, client: Client, path: str) -> None:
    """Gao made the change; it goes to the boss. Notes they may write, and hand the case on."""
    seen = office.tag(client, "gao")
    refused = office.post(client, path, "gao", HONEST if path == "/case/decide" else {}, seen)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:transferwatch:problem:barred")
    assert refused.json()["goes_to"] == "boss"
    assert "mover" in refused.json()["detail"]
    told = office.get(client, "/case", "gao", case_id=CASE).json()["deciding"]
    assert told == {"barred": ["gao", "lin", "mei"], "may": False, "parts": ["mover"], "goes_to": "boss"}
    assert office.post(client, "/case/note", "gao", NOTED).status_code == 200
    handed = office.post(client, "/case/assign", "gao", {"assignee": "boss"}, office.tag(client, "gao"))
    assert handed.json()["case"]["assignee_id"] == "a-boss"


def test_cases_go_to_those_only_who_may_decide(office: Office, client: Client) -> None:
    seen = office.tag(client, "boss")
    for name, status in (("ana", 400), ("lin", 400), ("nobody", 400), ("gao", 403), ("audit", 200)):
        answer = office.post(client, "/case/assign", "boss", {"assignee": name}, seen)
        assert answer.status_code == status, (name, answer.text)


def test_a_key_needs_the_scope_and_a_browser_the_token(office: Office, client: Client) -> None:
    seen, engine = office.tag(client, "audit"), office.firm.engine
    url, match = f"/api/v1/case/note?case_id={CASE}", {"If-Match": seen}
    wrong = client.post(url, json=NOTED, headers=key_of(engine, "audit", "cases:read") | match)
    right = client.post(url, json=NOTED, headers=key_of(engine, "audit", "decisions:write") | match)
    assert (wrong.status_code, right.status_code) == (403, 200)
    cookie = f"{COOKIE}={session_of(engine, 'audit')}"
    assert client.post(url, json=NOTED, headers={"Cookie": cookie}).status_code == 403
    assert steps(office) == ["note"]


def test_what_cannot_be_decided_is_told_and_nothing_stands(office: Office, client: Client) -> None:
    seen = office.tag(client, "audit")
    twice = {**HONEST, "reassign": [{"order_id": "SO1", "shares": [{"payee_id": "mei", "share": "1"}]}]}
    blank, unknown = {**HONEST, "reason": "  "}, {**HONEST, "release": ["SO9"]}
    for body in (twice, blank, unknown, {**HONEST, "disposition": "guilty"}, {**HONEST, "verdict": 1}):
        assert office.post(client, "/case/decide", "audit", body, seen).status_code == 400
    assert steps(office) == [] and rows(office.firm.engine, tables.outbox) == []
    split = {**HONEST, "release": [], "reassign": [{"order_id": "SO1", "shares": [{"payee_id": "mei", "share": "1"}]}]}
    assert office.post(client, "/case/decide", "audit", split, seen).status_code == 200


def test_whoever_does_not_see_the_money_does_not_free_it(office: Office, client: Client) -> None:
    """A deputy of the team sees that there is a case, not how much it is about."""
    office.firm.say(PEOPLE, **person("deputy", None, "manager"))
    with writing(office.firm.engine) as connection:
        make_account(connection, "deputy", "manager", "deputy")
    seen = office.tag(client, "deputy")
    refused = office.post(client, "/case/decide", "deputy", HONEST, seen)
    assert refused.status_code == 403 and "amounts" in refused.json()["detail"]
    assert "100.00" not in office.get(client, "/case", "deputy", case_id=CASE).text


def test_a_missing_reason_is_asked_for_and_given(office: Office, client: Client) -> None:
    asked = office.post(client, "/case/ask", "boss", {"person_id": "lin", "days": 7}, office.tag(client, "boss"))
    assert asked.status_code == 200, asked.text
    token = asked.json()["token"]
    told = office.post(client, "/question", "lin", {"token": token}).json()
    assert (told["order_id"], told["transfer_event_id"], told["customer_id"]) == ("SO1", "h1", "C1")
    reason = {"token": token, "code": "territory_change", "text": "I was moved to the north"}
    refusals = {office.post(client, "/answer", name, reason).text for name in ("mei", "boss", "audit")}
    forged = {**reason, "token": token[:-2] + "xx"}
    refusals.add(office.post(client, "/answer", "lin", forged).text)
    assert len(refusals) == 1 and "urn:transferwatch:problem:account" in refusals.pop()
    assert office.post(client, "/answer", "lin", {**reason, "code": "bad"}).status_code == 400
    given = office.post(client, "/answer", "lin", reason)
    assert (given.status_code, len(given.json()["event_ids"])) == (200, 1)
    assert office.post(client, "/answer", "lin", reason).status_code == 400, "it works once"
    assert steps(office) == ["ask", "explain"]
    key = client.post("/api/v1/answer", json=reason, headers=key_of(office.firm.engine, "lin"))
    assert key.status_code == 403 and "not a key" in key.json()["detail"], "no key answers for a person"
    assert office.get(client, "/case", "lin", case_id=CASE).status_code == 403, "it is no right beyond itself"


def test_without_a_key_no_link_is_made(empty: Engine) -> None:
    office = make_office(empty, keys=())
    with browsing(office.app) as client:
        answer = office.post(client, "/case/ask", "boss", {"person_id": "lin"}, office.tag(client, "boss"))
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:transferwatch:problem:not-set-up")


def test_conditions_are_those_of_the_store(office: Office, client: Client) -> None:
    """What they find is tested there, on both databases; here, that each parameter is the condition of its name."""
    other = {"case_id": "C2/h9", "customer_id": "C2", "order_id": None, "amount": None, "assessment_id": "transfer:h9"}
    who = {"originator_id": "zhou", "beneficiary_id": "xu", "raised_at": "2026-03-01T00:00:00Z"}
    office.firm.say(ALERTS, **alert(alert_id="x9", severity="high", status="provisional", **other, **who))
    taken = office.post(client, "/case/assign", "boss", {"due_on": "2026-07-01"}, office.tag(client, "boss"))
    assert taken.status_code == 200
    seconds = {"since": "2026-03-02T01:00:00Z", "until": "2026-03-02T01:00:01Z"}
    of_first: list[dict[str, Any]] = [
        {"state": ["in_review", "closed"]}, {"customer_id": "C1"}, {"order_id": "SO1"}, {"person_id": "lin"},
        {"team_id": "T1"}, {"outcome": ["review", "watch"]}, {"severity": "medium"}, {"status": "confirmed"},
        {"currency": "CNY", "amount_from": "100.00", "amount_to": "100.00"}, {"assignee": "boss"}, seconds,
        {"due_before": "2026-07-02T00:00:00Z"},
    ]  # fmt: skip
    of_none = [{"disposition": "honest"}, {"assignee": "me"}, {"currency": "CNY", "amount_from": "100.01"}]
    for asked, found in [*((each, [CASE]) for each in of_first), *((each, []) for each in of_none)]:
        answer = office.get(client, "/cases", "audit", **asked)
        assert [item["case_id"] for item in answer.json()["items"]] == found, asked
    answers = [office.get(client, "/cases", "audit", assignee=name) for name in ("nobody", "no such account")]
    assert [item["case_id"] for item in answers[0].json()["items"]] == ["C2/h9"]
    assert answers[1].status_code == 400


def test_pages_tell_nothing_of_cases_that_are_not_seen(office: Office, client: Client) -> None:
    """Page by page: every case of one's people, and of others not even that they are there."""
    for number in range(6):
        name = "lin" if number % 2 else "zhou"
        ids = {"alert_id": f"a{number}", "case_id": f"C{number}/{name}", "customer_id": f"C{number}", "order_id": None}
        at = f"2026-04-0{number + 1}T00:00:00Z"
        office.firm.say(ALERTS, **alert(**ids, originator_id=name, beneficiary_id=None, raised_at=at))
    seen, after, pages = [], None, 0
    while pages == 0 or after:
        page = office.get(client, "/cases", "gao", limit=2, **({"after": after} if after else {})).json()
        seen += [item["case_id"] for item in page["items"]]
        after, pages = page.get("next"), pages + 1
        assert "zhou" not in str(page)
    assert seen == ["C5/lin", "C3/lin", "C1/lin", CASE]
    for name in ("C0/zhou", "C9/none"):
        answer = office.get(client, "/case", "gao", case_id=name)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:transferwatch:problem:not-found")
        note = office.post(client, "/case/note", "gao", NOTED, case_id=name)
        assert note.status_code == 404


def test_cases_of_one_dossier_are_named(office: Office, client: Client) -> None:
    second = {"alert_id": "x2", "case_id": "C1/h7", "order_id": "SO7", "assessment_id": "order:SO7"}
    office.firm.say(ORDERS, **order(order_id="SO7", event_id="o7", seller_id="mei"))
    office.firm.say(ASSESSMENTS, **judged(assessment_id="order:SO7", order_id="SO7"))
    office.firm.say(CREDITS, **credit(entry_id="e7", order_id="SO7", payee_id="mei", share="1", amount="100.00"))
    office.firm.say(ALERTS, **alert(**second))
    told = office.get(client, "/case", "audit", case_id=CASE).json()
    assert [item["case_id"] for item in told["dossier"]] == ["C1/h7"]


def test_what_did_not_change_is_not_sent_again(office: Office, client: Client) -> None:
    headers = key_of(office.firm.engine, "audit")
    first = client.get("/api/v1/case", params={"case_id": CASE}, headers=headers)
    again = client.get(
        "/api/v1/case", params={"case_id": CASE}, headers=headers | {"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
