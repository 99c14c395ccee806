"""Orders by any combination of conditions, the ledger, and evidence: against the files, on both databases."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from cli.storing.folders import record_folder
from detector.errors import UsageError
from detector.money import parse_minor
from store.engine import reading
from store.queries.deciding import decisions_between
from store.queries.entries import LedgerFilter, ledger_entries
from store.queries.evidence import evidence_by_id, evidence_of_orders
from store.queries.history import history_of
from store.queries.judged import REVIEW
from store.queries.paging import cursor_of
from store.queries.pairs import pairs_between
from store.queries.said import FindingFilter, search_findings, search_letters
from store.queries.searching import OrderFilter, search_orders
from store.queries.staff import names_of, people_now
from tests.store.conftest import Replayed
from tests.store.test_queries import ALWAYS, at, said, statements, team_at, turn

HALF = datetime(2025, 6, 1, tzinfo=UTC), datetime(2025, 12, 1, tzinfo=UTC)
Fact = dict[str, Any]


@pytest.fixture
def recorded(engine: Engine, replayed: Replayed) -> Engine:
    record_folder(engine, replayed.result, progress=lambda *_: None)
    return engine


def facts(replayed: Replayed) -> list[Fact]:
    """What is known of each order, put together the plain way."""
    stated = statements(replayed)
    versions: dict[str, list[Fact]] = {}
    for version in said(replayed, "people.ndjson"):
        versions.setdefault(version["person_id"], []).append(version)
    found = []
    for item in said(replayed, "assessments.ndjson"):
        if item.get("order_id") not in stated:
            continue
        events = stated[item["order_id"]]
        when, last = at(events[0]["occurred_at"]), events[-1]
        people = {last["seller_id"], item.get("originator_id"), item.get("beneficiary_id")}
        people |= {owner.get("owner") for owner in item["path"]}
        people -= {None}
        test = item.get("reason_test") or {"result": "none"}
        decided = any(
            each["state"] == "holds" and each["decision"] in ("release", "reassign")
            for each in item.get("decisions") or []
        )
        teams = {team_at(versions[person], when) for person in people if person in versions}
        found.append(
            {
                "order_id": item["order_id"], "customer_id": item["customer_id"], "when": when, "people": people,
                "teams": teams, "outcome": item["outcome"], "rules": {hit["rule_id"] for hit in item["hits"]},
                "reason": test["result"], "decided": decided, "currency": last["currency"],
                "minor": parse_minor(last["amount"], last["currency"]), "originator": item.get("originator_id"),
                "beneficiary": item.get("beneficiary_id"),
            }
        )  # fmt: skip
    return sorted(found, key=lambda fact: (fact["when"], fact["customer_id"], fact["order_id"]), reverse=True)


def cases(known: list[Fact]) -> list[tuple[OrderFilter, Callable[[Fact], bool]]]:
    """Conditions alone and together, with how they are read off the facts."""
    flagged = next(fact for fact in known if fact["outcome"] == "review" and fact["rules"] and fact["originator"])
    team, rule = sorted(filter(None, flagged["teams"]))[0], sorted(flagged["rules"])[0]
    person, money, minor = flagged["beneficiary"], flagged["currency"], flagged["minor"]
    only, amount = frozenset({person}), f"{minor // 100}.{minor % 100:02}"
    return [
        (OrderFilter(), lambda _: True),
        (OrderFilter(between=HALF), lambda f: HALF[0] <= f["when"] < HALF[1]),
        (OrderFilter(team_id=team), lambda f: team in f["teams"]),
        (OrderFilter(team_id="no such team"), lambda _: False),
        (OrderFilter(person_id=person), lambda f: person in f["people"]),
        (OrderFilter(rule_id=rule), lambda f: rule in f["rules"]),
        (OrderFilter(outcomes=("review", "watch")), lambda f: f["outcome"] != "clear"),
        (OrderFilter(reason="contradicted"), lambda f: f["reason"] == "contradicted"),
        (OrderFilter(reason="none", outcomes=REVIEW), lambda f: (f["reason"], f["outcome"]) == ("none", "review")),
        (OrderFilter(decided=True), lambda f: f["decided"]),
        (OrderFilter(amount_from=amount, currency=money), lambda f: f["currency"] == money and f["minor"] >= minor),
        (OrderFilter(amount_to=amount, currency=money), lambda f: f["currency"] == money and f["minor"] <= minor),
        (OrderFilter(originator_id=flagged["originator"]), lambda f: f["originator"] == flagged["originator"]),
        (OrderFilter(only_people=only), lambda f: person in f["people"]),
        (OrderFilter(only_people=frozenset()), lambda _: False),
        (
            OrderFilter(team_id=team, outcomes=REVIEW, rule_id=rule, decided=False, only_people=only),
            lambda f: team in f["teams"] and f["outcome"] == "review" and rule in f["rules"]
            and not f["decided"] and person in f["people"],
        ),
    ]  # fmt: skip


def test_any_combination_of_conditions(recorded: Engine, replayed: Replayed) -> None:
    known = facts(replayed)
    hit = 0
    for wanted, holds in cases(known):
        expected = [fact["order_id"] for fact in known if holds(fact)]
        rows = turn(lambda wanted=wanted, **page: search_orders(recorded, wanted, **page), limit=40)
        assert [row.order_id for row in rows] == expected, wanted
        hit += 0 < len(expected) < len(known)
    assert hit >= 12, "the conditions must tell some orders from others"


def test_evidence_is_the_assessment_as_it_was_said(recorded: Engine, replayed: Replayed) -> None:
    said_of = {item["assessment_id"]: item for item in said(replayed, "assessments.ndjson")}
    rows = turn(lambda **page: evidence_of_orders(recorded, OrderFilter(outcomes=REVIEW), **page))
    known = [fact for fact in facts(replayed) if fact["outcome"] == "review"]
    assert [row.assessment.order_id for row in rows] == [fact["order_id"] for fact in known]
    assert [row.people for row in rows] == [fact["people"] for fact in known]
    assert all(row.assessment.hits == [] or row.assessment.score > 0 for row in rows)
    transfer = next(name for name in said_of if name.startswith("transfer:"))
    (found,) = evidence_by_id(recorded, transfer)
    assert found.assessment.features == said_of[transfer]["features"]
    assert {said_of[transfer].get("originator_id"), said_of[transfer].get("beneficiary_id")} - {None} <= found.people
    assert evidence_by_id(recorded, "order:none") == []


def test_the_ledger_by_what_is_known_of_it(recorded: Engine, replayed: Replayed) -> None:
    entries = said(replayed, "credits.ndjson")
    payee, order = entries[0]["payee_id"], entries[0]["order_id"]
    held = [each for each in entries if each["status"] == "held" and each["payee_id"] == payee]
    for wanted, expected in (
        (LedgerFilter(), entries),
        (LedgerFilter(order_id=order), [each for each in entries if each["order_id"] == order]),
        (LedgerFilter(payee_id=payee, status="held"), held),
        (LedgerFilter(only_people=frozenset({payee})), [each for each in entries if each["payee_id"] == payee]),
        (
            LedgerFilter(period="2025-07", until_period="2025-08"),
            [each for each in entries if "2025-07" <= each["accounting_period"] <= "2025-08"],
        ),
    ):
        rows = turn(lambda wanted=wanted, **page: ledger_entries(recorded, wanted, **page), limit=50)
        assert sorted(row.entry_id for row in rows) == sorted(each["entry_id"] for each in expected)
        assert [row.accounting_period for row in rows] == sorted(row.accounting_period for row in rows)


def test_pairs_are_counted_from_won_orders(recorded: Engine, replayed: Replayed) -> None:
    expected: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in facts(replayed):
        if fact["minor"] and fact["originator"] and fact["beneficiary"] not in (None, fact["originator"]):
            key = (fact["originator"], fact["beneficiary"], fact["currency"])
            expected.setdefault(key, []).append(fact)
    rows = turn(lambda **page: pairs_between(recorded, ALWAYS, **page))
    assert [(row.originator_id, row.beneficiary_id, row.currency) for row in rows] == sorted(expected)
    for row, key in zip(rows, sorted(expected), strict=True):
        assert row.orders == len(expected[key])
        assert row.review == sum(fact["outcome"] == "review" for fact in expected[key])
        assert parse_minor(row.amount, row.currency) == sum(fact["minor"] for fact in expected[key])


def test_some_peoples_history_and_decisions(recorded: Engine, replayed: Replayed) -> None:
    first: dict[str, str] = {}
    actor = next(
        each
        for each in said(replayed, "activities.ndjson")
        if first.setdefault(each["customer_id"], each["actor_id"]) != each["actor_id"]
    )
    rows = turn(lambda **page: history_of(recorded, actor["customer_id"], only_people={actor["actor_id"]}, **page))
    done = {row.event_id for row in rows if row.kind == "activity"}
    mine = [each for each in said(replayed, "activities.ndjson") if each["customer_id"] == actor["customer_id"]]
    assert done == {each["event_id"] for each in mine if each["actor_id"] == actor["actor_id"]}
    assert len(done) < len({each["event_id"] for each in mine})
    some = turn(lambda **page: decisions_between(recorded, ALWAYS, only_people={"M0"}, **page))
    assert {row.decided_by for row in some} == {"M0"}
    on_order = {fact["order_id"]: fact["people"] for fact in facts(replayed)}
    one = said(replayed, "decisions.ndjson")[0]
    person = sorted(on_order[one["order_id"]])[0]
    near = turn(lambda **page: decisions_between(recorded, ALWAYS, only_people={person}, **page))
    assert {row.order_id for row in near} == {
        each["order_id"] for each in said(replayed, "decisions.ndjson") if person in on_order[each["order_id"]]
    }


def test_findings_tell_nothing_of_those_that_are_not_seen(recorded: Engine, replayed: Replayed) -> None:
    ids = sorted(each["finding_id"] for each in said(replayed, "findings.ndjson"))
    odd = set(ids[::2])
    rows = turn(lambda **page: search_findings(recorded, FindingFilter(), lambda each: each.finding_id in odd, **page))
    assert [row.finding_id for row in rows] == sorted(odd)
    kind = json.loads(replayed.lines("findings.ndjson")[0])["kind"]
    some = turn(lambda **page: search_findings(recorded, FindingFilter(kind=kind), lambda _: True, **page), limit=50)
    assert {row.kind for row in some} == {kind}
    assert search_letters(recorded, reason_code="none").rows == []


def test_people_and_names(recorded: Engine, replayed: Replayed) -> None:
    now = datetime(2030, 1, 1, tzinfo=UTC)
    with reading(recorded) as connection:
        staff = people_now(connection, now)
        names = names_of(connection, "person", staff)
    versions: dict[str, list[Fact]] = {}
    for version in said(replayed, "people.ndjson"):
        versions.setdefault(version["person_id"], []).append(version)
    assert {person: state.team_id for person, state in staff.items()} == {
        person: team_at(each, now) for person, each in versions.items()
    }
    assert set(names) <= set(staff)


@pytest.mark.parametrize(
    "cursor",
    [
        cursor_of("orders", ("2026-03-01T00:00:00", "C1", "O1")),
        cursor_of("orders", ("0001-01-01T00:00:00+08:00", "C1", "O1")),
        cursor_of("orders", (1, "C1", "O1")),
        cursor_of("orders", ("2026-03-01T00:00:00Z", "C1")),
    ],
)
def test_cursors_that_no_database_takes_are_refused(engine: Engine, cursor: str) -> None:
    with pytest.raises(UsageError, match="cursor"):
        search_orders(engine, OrderFilter(), after=cursor)
    with pytest.raises(UsageError, match="cursor"):
        search_letters(engine, after=cursor_of("letters", (2**64, 0)))
    nul = cursor_of("orders", ("2026-03-01T00:00:00Z", "\0", ""))
    assert search_orders(engine, OrderFilter(), after=nul).rows == []
