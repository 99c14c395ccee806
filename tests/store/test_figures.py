"""Sources of results and quota attainment: against the files, on both databases."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from cli.storing.folders import record_folder
from console.handlers.measured import read_term
from detector.errors import UsageError
from detector.money import parse_minor
from detector.pack import Calendar
from store.engine import reading
from store.queries.figures import attainment_of, sources_between
from store.recording.outputs import signed_minor
from tests.store.conftest import Replayed
from tests.store.test_queries import ALWAYS, at, said, statements

SHANGHAI = Calendar("Asia/Shanghai", 1)


@pytest.fixture
def recorded(engine: Engine, replayed: Replayed) -> Engine:
    record_folder(engine, replayed.result, progress=lambda *_: None)
    return engine


def test_sources_of_assistants_results(recorded: Engine, replayed: Replayed) -> None:
    stated = statements(replayed)
    expected: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for item in said(replayed, "assessments.ndjson"):
        features = item["features"]
        if item.get("order_id") not in stated or features.get("payee_role") != "assistant":
            continue
        last = stated[item["order_id"]][-1]
        minor, kind = parse_minor(last["amount"], last["currency"]), "transferred_without_work"
        if item.get("originator_id") is None:
            kind = "own"
        elif last.get("order_type") in ("repeat", "renewal") and features.get("originator_paid_before"):
            kind = "post_sale"
        elif item["outcome"] == "clear":
            kind = "worked_handover"
        if minor:
            expected[last["seller_id"], last["currency"], kind].append(minor)
    with reading(recorded) as connection:
        rows = sources_between(connection, ALWAYS, None)
        some = sources_between(connection, ALWAYS, frozenset({rows[0].person_id}))
    found = {(r.person_id, r.currency, r.source): (r.orders, parse_minor(r.amount, r.currency)) for r in rows}
    assert found == {key: (len(minors), sum(minors)) for key, minors in expected.items()}
    assert {key[2] for key in found} == {"own", "post_sale", "worked_handover", "transferred_without_work"}
    assert {row.person_id for row in some} == {rows[0].person_id}


def _in(period: Any, when: datetime) -> bool:
    since, until = period.between
    return bool(since <= when < until)


def test_attainment_of_quotas(recorded: Engine, replayed: Replayed) -> None:
    quotas = said(replayed, "quotas.ndjson")
    period = sorted(each["period"] for each in quotas)[len(quotas) // 2]
    term = read_term(period, SHANGHAI)
    with reading(recorded) as connection:
        rows = attainment_of(connection, term, None)
        assert attainment_of(connection, term, frozenset()) == []
    assert {(row.person_id, row.metric) for row in rows} == {
        (each["person_id"], each["metric"]) for each in quotas if each["period"] == period
    }
    reached = 0
    for row in rows:
        if row.metric != "revenue" or row.currency is None:
            continue
        lasts = [events[-1] for events in statements(replayed).values() if _in(term, at(events[0]["occurred_at"]))]
        mine = [each for each in lasts if each["seller_id"] == row.person_id and each["currency"] == row.currency]
        booked = sum(parse_minor(each["amount"], row.currency) for each in mine)
        assert parse_minor(row.booked, row.currency) == booked
        entries = [each for each in said(replayed, "credits.ndjson") if each["payee_id"] == row.person_id]
        for status, told in (("held", row.held), ("posted", row.posted)):
            theirs = [each for each in entries if each["status"] == status and each["currency"] == row.currency]
            minors = [
                signed_minor(each["amount"], row.currency)
                for each in theirs
                if each["accounting_period"] in term.months
            ]
            assert told is not None
            assert signed_minor(told, row.currency) == sum(minors)
        target = parse_minor(row.target, row.currency)
        assert row.attainment is not None
        assert abs(float(row.attainment) - booked / target) <= 0.0001
        reached += booked > 0
    assert reached > 0, "nobody sold anything: this tests nothing"


def test_terms_are_the_companys(recorded: Engine) -> None:
    term = read_term("2026-Q1", Calendar("Asia/Shanghai", 26))
    zone = ZoneInfo("Asia/Shanghai")
    assert term.months == ["2026-01", "2026-02", "2026-03"]
    assert term.between == (datetime(2025, 12, 26, tzinfo=zone), datetime(2026, 3, 26, tzinfo=zone))
    assert term.between[0].astimezone(UTC).hour == 16
    for wrong in ("2026", "2026-13", "2026-Q5", "1990-01", "2026-03-01"):
        with pytest.raises(UsageError):
            read_term(wrong, SHANGHAI)
