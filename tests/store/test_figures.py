"""Sources of results and quota attainment: against the files, on both databases."""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
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
from streams.replay import replay_folder
from tests.contract.story import story, write
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
            assert item["compared_with"] == item["originator_id"]
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


BY_HAND = {
    "own": """
2026-01-05 09:00 | owner — → mei by gao
2026-01-06 09:00 | work mei 4 meetings
2026-03-10 10:00 | order O1 seller mei 1000.00 CNY new
""",
    "worked": """
2026-01-05 09:00 | owner — → lin by gao
2026-01-06 09:00 | work lin 3 meetings
2026-01-12 09:00 | owner lin → mei by gao reason capacity
2026-01-13 09:00 | work mei 20 meetings
2026-03-10 10:00 | order W1 seller mei 200.00 CNY new
""",
    "ripe": """
2026-01-05 09:00 | owner — → lin by gao
2026-01-12 09:00 | work lin 8 meetings
2026-03-06 10:00 | owner lin → mei by lin
2026-03-10 10:00 | order R1 seller mei 30.00 CNY new
2026-03-12 10:00 | amended R1 seller mei 28.00 CNY
""",
    "sold": """
2025-11-03 09:00 | owner — → lin by gao
2025-11-04 09:00 | work lin 4 meetings
2025-12-10 10:00 | order S1 seller lin 5000.00 CNY new
2025-12-20 10:00 | owner lin → mei by gao reason post_sale_handover
2026-03-10 10:00 | order S2 seller mei 4.00 CNY repeat
""",
    "two": """
2025-11-03 09:00 | owner — → lin by gao
2025-11-04 09:00 | work lin 4 meetings
2025-12-10 10:00 | order T1 seller lin 5000.00 CNY new
2025-12-11 09:00 | work lin 9 meetings
2026-01-10 10:00 | owner lin → wang by gao
2026-01-11 09:00 | work wang 4 meetings
2026-03-06 10:00 | owner wang → mei by wang
2026-03-10 10:00 | order T2 seller mei 0.50 CNY repeat
""",
    "refunded": """
2026-01-05 09:00 | owner — → mei by gao
2026-01-06 09:00 | work mei 4 meetings
2026-03-10 10:00 | order X1 seller mei 9000.00 CNY new
2026-03-20 10:00 | cancelled X1 seller mei 0.00 CNY
""",
}


def test_sources_worked_out_by_hand(engine: Engine, tmp_path: Path) -> None:
    """One order of each source; T2 is no post-sale: its path is Wang's, who was never paid, though Lin worked more."""
    events = story("")
    for name, lines in BY_HAND.items():
        for topic, told in story(lines, name).items():
            events[topic] += [row | {"event_id": f"{name}-{row['event_id']}"} for row in told if topic != "people"]
    replay_folder(write(events, tmp_path / "in"), tmp_path / "out")
    record_folder(engine, tmp_path / "out", progress=lambda *_: None)
    with reading(engine) as connection:
        rows = sources_between(connection, (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)), None)
    assert [(row.person_id, row.source, row.orders, row.amount) for row in rows] == [
        ("mei", "own", 1, "1000.00"),
        ("mei", "post_sale", 1, "4.00"),
        ("mei", "transferred_without_work", 2, "28.50"),
        ("mei", "worked_handover", 1, "200.00"),
    ]


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
