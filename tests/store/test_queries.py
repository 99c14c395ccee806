"""The auditors' questions, page by page, against answers put together from the files."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from cli.storing.folders import record_folder
from detector.errors import UsageError
from detector.instant import parse_instant
from detector.money import parse_minor
from store.queries.deciding import decisions_between
from store.queries.history import history_of
from store.queries.judged import contradicted_undecided, flagged_of_team, orders_of_pair
from store.queries.ledger import ledger_of
from store.queries.paging import Page
from store.recording.recorder import Recorder
from store.types import utc
from tests.store.conftest import Replayed
from tests.store.feeding import KAFKA, Log, write_all
from tests.store.records import ACTIVITIES, ASSESSMENTS, ORDERS, PEOPLE, activity, assessment, order

ALWAYS = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
QUARTER = datetime(2025, 7, 1, tzinfo=UTC), datetime(2025, 10, 1, tzinfo=UTC)


@pytest.fixture
def recorded(engine: Engine, replayed: Replayed) -> Engine:
    record_folder(engine, replayed.result, progress=lambda *_: None)
    return engine


def turn(ask: Callable[..., Page[Any]], limit: int = 3) -> list[Any]:
    """All rows, page by page."""
    rows: list[Any] = []
    cursor: str | None = None
    while True:
        page = ask(after=cursor, limit=limit)
        assert 0 < len(page.rows) <= limit or (cursor is None and not page.rows)
        rows += page.rows
        cursor = page.next
        if cursor is None:
            return rows


def said(replayed: Replayed, file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in replayed.lines(file)]


def at(text: str) -> datetime:
    return utc(parse_instant(text))


def statements(replayed: Replayed) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for event in said(replayed, "orders.ndjson"):
        found.setdefault(event["order_id"], []).append(event)
    for events in found.values():
        events.sort(key=lambda event: (at(event["occurred_at"]), event["event_id"]))
    return found


def team_at(versions: list[dict[str, Any]], when: datetime) -> str | None:
    """A person's team at a time, the plain way."""
    versions = sorted(versions, key=lambda v: (at(v["effective_from"]), at(v["occurred_at"]), v["event_id"]))
    holding = [version for version in versions if at(version["effective_from"]) <= when] or versions[:1]
    team: str | None = holding[-1].get("team_id")
    return team


def flagged(replayed: Replayed, team: str, between: tuple[datetime, datetime], outcomes: set[str]) -> list[str]:
    orders, found = statements(replayed), []
    people: dict[str, list[dict[str, Any]]] = {}
    for version in said(replayed, "people.ndjson"):
        people.setdefault(version["person_id"], []).append(version)
    for item in said(replayed, "assessments.ndjson"):
        stated = orders.get(item.get("order_id", ""))
        if stated is None or item["outcome"] not in outcomes:
            continue
        when, last = at(stated[0]["occurred_at"]), stated[-1]
        on_it = {last["seller_id"], item.get("originator_id"), *(owner["owner"] for owner in item["path"])} - {None}
        if between[0] <= when < between[1] and any(team_at(people.get(one, [{}]), when) == team for one in on_it):
            amount = parse_minor(last["amount"], last["currency"])
            found.append((last["currency"], -amount, item["customer_id"], item["order_id"]))
    return [order_id for *_, order_id in sorted(found)]


def teams(replayed: Replayed) -> list[str]:
    return sorted({version["team_id"] for version in said(replayed, "people.ndjson") if version.get("team_id")})


@pytest.mark.parametrize("between", [ALWAYS, QUARTER])
def test_flagged_orders_of_teams_by_amount(
    recorded: Engine, replayed: Replayed, between: tuple[datetime, datetime]
) -> None:
    counted = 0
    for team in teams(replayed):
        wanted = flagged(replayed, team, between, {"review", "clear"})
        rows = turn(lambda **page: flagged_of_team(recorded, team, between, outcomes=("review", "clear"), **page), 7)  # noqa: B023
        assert [row.order_id for row in rows] == wanted
        review = flagged_of_team(recorded, team, between)
        assert [row.order_id for row in review.rows] == flagged(replayed, team, between, {"review"})
        counted += len(review.rows)
    assert counted > 2


def test_orders_of_every_pair(recorded: Engine, replayed: Replayed) -> None:
    ordered = statements(replayed)
    pairs: dict[tuple[str, str], list[Any]] = {}
    for item in said(replayed, "assessments.ndjson"):
        if item.get("originator_id") and "order_id" in item:
            when = at(ordered[item["order_id"]][0]["occurred_at"])
            key = item["originator_id"], item["beneficiary_id"]
            pairs.setdefault(key, []).append((when, item["assessment_id"], item["outcome"], item["score"]))
    assert max(map(len, pairs.values())) > 1
    for (originator, beneficiary), wanted in pairs.items():
        rows = turn(lambda **page: orders_of_pair(recorded, originator, beneficiary, **page), 1)  # noqa: B023
        wanted.sort(reverse=True)
        assert [(f"order:{row.order_id}", row.outcome, row.score) for row in rows] == [item[1:] for item in wanted]


def test_contradicted_reasons_without_a_decision(recorded: Engine, replayed: Replayed) -> None:
    ordered, wanted = statements(replayed), []
    for item in said(replayed, "assessments.ndjson"):
        holds = [d for d in item.get("decisions", []) if d["state"] == "holds" and d["decision"] != "explain"]
        if item.get("reason_test", {}).get("result") == "contradicted" and not holds and "order_id" in item:
            wanted.append((at(ordered[item["order_id"]][0]["occurred_at"]), item["order_id"]))
    assert wanted
    rows = turn(lambda **page: contradicted_undecided(recorded, **page), 2)
    assert [row.order_id for row in rows] == [order_id for _, order_id in sorted(wanted, reverse=True)]


def test_ledger_of_a_person_with_reversals(recorded: Engine, replayed: Replayed) -> None:
    ledgers: dict[str, list[Any]] = {}
    for line, item in enumerate(said(replayed, "credits.ndjson")):
        key = (item["accounting_period"], at(item["effective_at"]), line, item["entry_id"])
        ledgers.setdefault(item["payee_id"], []).append((key, item))
    reversals = 0
    for payee, entries in ledgers.items():
        entries.sort(key=lambda entry: entry[0])
        rows = turn(lambda **page: ledger_of(recorded, payee, "2024-01", until_period="2027-12", **page), 3)  # noqa: B023
        assert [(r.entry_id, r.amount, r.reverses) for r in rows] == [
            (item["entry_id"], item["amount"], item.get("reverses")) for _, item in entries
        ]
        period = entries[0][0][0]
        one = [row.entry_id for row in ledger_of(recorded, payee, period, limit=1000).rows]
        assert one == [item["entry_id"] for key, item in entries if key[0] == period]
        reversals += sum(row.reverses is not None for row in rows)
    assert reversals > 3


def test_who_decided_what_within_a_month(recorded: Engine, replayed: Replayed) -> None:
    month = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    wanted = [item for item in said(replayed, "decisions.ndjson") if month[0] <= at(item["occurred_at"]) < month[1]]
    wanted.sort(key=lambda item: (at(item["occurred_at"]), item["customer_id"], item["event_id"]))
    rows = turn(lambda **page: decisions_between(recorded, month, **page), 2)
    assert len(rows) > 2
    assert [(r.event_id, r.decided_by, r.reason) for r in rows] == [
        (item["event_id"], item["decided_by"], item["reason"]) for item in wanted
    ]
    assert {row.decided_at.isoformat() for row in rows} == {"2026-02-03T10:00:00+08:00"}
    states = {
        (item["customer_id"], each["event_id"]): (each["state"], each.get("why"))
        for item in said(replayed, "assessments.ndjson")
        for each in item.get("decisions", ())
    }
    assert [(row.state, row.why) for row in rows] == [states[row.customer_id, row.event_id] for row in rows]
    assert {row.state for row in rows} == {"holds"}
    mine = turn(lambda **page: decisions_between(recorded, month, decided_by="M1", **page))
    assert mine == [row for row in rows if row.decided_by == "M1"]


def test_history_of_every_customer(recorded: Engine, replayed: Replayed) -> None:
    files = ("ownership-changes.ndjson", "activities.ndjson", "orders.ndjson", "decisions.ndjson")
    histories: dict[str, set[Any]] = {}
    for rank, file in enumerate(files):
        for event in said(replayed, file):
            key = (at(event["occurred_at"]), rank, event["event_id"])
            histories.setdefault(event["customer_id"], set()).add(key)
    for customer, wanted in list(histories.items())[:40]:
        rows = turn(lambda **page: history_of(recorded, customer, **page), 4)  # noqa: B023
        assert [row.event_id for row in rows] == [event_id for _, _, event_id in sorted(wanted)]


def test_events_tied_in_time_come_once_each(engine: Engine) -> None:
    log, recorder = Log(), Recorder(engine, KAFKA)
    tied = [log.say(ACTIVITIES, **activity(event_id=f"a{n}", occurred_at=order()["occurred_at"])) for n in range(5)]
    write_all(recorder, [log.say(ORDERS, **order(event_id=f"o{n}")) for n in range(3)] + tied)
    for limit in range(1, 9):
        rows = turn(lambda **page: history_of(engine, "C1", **page), limit)  # noqa: B023
        assert [row.event_id for row in rows] == ["a0", "a1", "a2", "a3", "a4", "o0", "o1", "o2"]


def test_a_team_is_the_one_of_the_orders_time(engine: Engine) -> None:
    log, recorder = Log(), Recorder(engine, KAFKA)
    version = {"person_id": "E2", "role": "assistant", "status": "active", "occurred_at": "2026-01-01T00:00:00Z"}
    moves = [("p1", "T1", "2026-01-01T00:00:00Z"), ("p2", "T2", "2026-03-02T02:00:00Z")]
    records = [
        log.say(PEOPLE, **version, event_id=event_id, team_id=team, effective_from=since)
        for event_id, team, since in moves
    ]
    late = order(event_id="o2", order_id="SO2", occurred_at="2026-03-02T02:00:00Z")
    early = order(event_id="o0", order_id="SO0", occurred_at="2025-12-01T00:00:00Z", amount="500.00")
    records += [log.say(ORDERS, **each) for each in (order(), late, early)]
    for order_id in ("SO0", "SO1", "SO2"):
        judged = assessment(assessment_id=f"order:{order_id}", order_id=order_id, outcome="review")
        records.append(log.say(ASSESSMENTS, **judged))
    write_all(recorder, records)
    found = {team: [row.order_id for row in flagged_of_team(engine, team, ALWAYS).rows] for team in ("T1", "T2")}
    assert found == {"T1": ["SO0", "SO1"], "T2": ["SO2"]}, "the first state holds backwards, the later one from then on"


@pytest.mark.parametrize("cursor", ["", "xx", "WyJwYWlyIl0", "é"])
def test_a_cursor_of_something_else_is_refused(engine: Engine, cursor: str) -> None:
    with pytest.raises(UsageError, match="cursor"):
        ledger_of(engine, "E1", "2026-03", after=cursor)


def test_pages_and_times_that_make_no_sense(engine: Engine) -> None:
    with pytest.raises(UsageError, match="1 to 1000"):
        history_of(engine, "C1", limit=0)
    with pytest.raises(UsageError, match="in order"):
        decisions_between(engine, (ALWAYS[1], ALWAYS[0]))
    with pytest.raises(UsageError, match="offsets"):
        decisions_between(engine, (datetime(2026, 1, 1), ALWAYS[1]))  # noqa: DTZ001
