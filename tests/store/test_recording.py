"""What was recorded is what the folders hold, whatever the database, the lots and the order of topics."""

import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from cli.storing.folders import record_folder
from detector.instant import parse_instant
from detector.money import parse_minor
from store.recording.recorder import Recorder
from store.tables import events, judgements
from store.types import in_zone, utc
from tests.store.conftest import Replayed
from tests.store.dumps import OF_READING, dump, rows
from tests.store.feeding import KAFKA, Log, moves_of, write_all


def record(engine: Engine, replayed: Replayed, **options: Any) -> Any:
    return record_folder(engine, replayed.result, progress=lambda *_: None, **options)


def said(replayed: Replayed, file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in replayed.lines(file)]


def first_of_each(records: list[dict[str, Any]], *keys: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for item in records:
        found.setdefault(tuple(item[key] for key in keys), item)
    return found


def test_events_are_as_they_were_said(engine: Engine, replayed: Replayed) -> None:
    record(engine, replayed)
    wanted = first_of_each(said(replayed, "activities.ndjson"), "customer_id", "event_id")
    kept = rows(engine, events.activities)
    assert {(row["customer_id"], row["event_id"]) for row in kept} == set(wanted)
    for row in kept:
        event = wanted[row["customer_id"], row["event_id"]]
        at = in_zone(row["occurred_at"], row["occurred_offset"])
        stated = datetime.fromisoformat(event["occurred_at"])
        assert (at, at.utcoffset()) == (stated, stated.utcoffset())
        for name in ("actor_id", "activity_type", "content", "stage", "duration_seconds", "direction"):
            assert row[name] == event.get(name)


def test_decisions_and_people_are_all_there(engine: Engine, replayed: Replayed) -> None:
    record(engine, replayed)
    decisions = said(replayed, "decisions.ndjson")
    assert decisions
    assert {row["reason"] for row in rows(engine, events.decisions)} == {item["reason"] for item in decisions}
    shared = [row["shares"] for row in rows(engine, events.decisions) if row["decision"] == "reassign"]
    assert shared and all(shares[0] == {"payee_id": "E1", "share": "0.5"} for shares in shared)
    people = first_of_each(said(replayed, "people.ndjson"), "person_id", "event_id")
    assert len(rows(engine, events.people)) == len(people)


def test_outputs_are_kept_whole(engine: Engine, replayed: Replayed) -> None:
    record(engine, replayed)
    kept = {row["assessment_id"]: row["assessment"] for row in rows(engine, judgements.assessment_revisions)}
    assert kept == {item["assessment_id"]: item for item in said(replayed, "assessments.ndjson")}
    alerts = {row["alert_id"]: row["alert"] for row in rows(engine, judgements.alerts)}
    assert alerts == {item["alert_id"]: item for item in said(replayed, "alerts.ndjson")}
    findings = {row["finding_id"]: row["finding"] for row in rows(engine, judgements.findings)}
    assert findings == {item["finding_id"]: item for item in said(replayed, "findings.ndjson")}


def test_the_ledger_adds_up_to_the_orders(engine: Engine, replayed: Replayed) -> None:
    record(engine, replayed)
    booked = Counter[tuple[str, str]]()
    for entry in rows(engine, judgements.credits):
        booked[entry["customer_id"], entry["order_id"]] += entry["amount_minor"]
        assert entry["reverses"] is None or entry["amount_minor"] <= 0
    nets = {(row["customer_id"], row["order_id"]): row["amount_minor"] for row in rows(engine, judgements.orders)}
    assert any(entry["reverses"] for entry in rows(engine, judgements.credits))
    assert {key: booked[key] for key in nets} == nets


def test_orders_are_their_first_and_last_statements(engine: Engine, replayed: Replayed) -> None:
    record(engine, replayed)
    statements: dict[tuple[str, str], list[Any]] = {}
    for event in said(replayed, "orders.ndjson"):
        statements.setdefault((event["customer_id"], event["order_id"]), []).append(event)
    for row in rows(engine, judgements.orders):
        stated = statements[row["customer_id"], row["order_id"]]
        stated.sort(key=lambda event: (parse_instant(event["occurred_at"]), event["event_id"]))
        assert row["ordered_at"] == utc(parse_instant(stated[0]["occurred_at"]))
        assert (row["statement_id"], row["seller_id"]) == (stated[-1]["event_id"], stated[-1]["seller_id"])
        assert row["amount_minor"] == parse_minor(stated[-1]["amount"], row["currency"])


def test_judgements_stand_at_the_times_of_their_orders(engine: Engine, replayed: Replayed) -> None:
    record(engine, replayed)
    ordered = {row["order_id"]: row["ordered_at"] for row in rows(engine, judgements.orders)}
    kept = rows(engine, judgements.assessments)
    assert {row["matter_at"] == ordered[row["order_id"]] for row in kept if row["order_id"]} == {True}
    on_orders = {(row["order_id"], row["person_id"]) for row in rows(engine, judgements.order_people)}
    assert {(row["order_id"], row["beneficiary_id"]) for row in kept if row["order_id"]} <= on_orders


def test_recording_again_changes_nothing(engine: Engine, replayed: Replayed) -> None:
    first = record(engine, replayed)
    before = dump(engine)
    again = record(engine, replayed)
    assert sum(first.read.values()) > 0
    assert (sum(again.read.values()), dump(engine)) == (0, before)


def test_lots_of_any_size_say_the_same(new_engine: Callable[[], Engine], replayed: Replayed) -> None:
    one, other = new_engine(), new_engine()
    record(one, replayed)
    record(other, replayed, batch_records=37)
    assert dump(one) == dump(other)


@pytest.mark.parametrize("seed", range(3))
def test_topics_may_be_read_in_any_order(new_engine: Callable[[], Engine], replayed: Replayed, seed: int) -> None:
    straight, mixed = new_engine(), new_engine()
    log, random_ = Log().of_replay(replayed), random.Random(seed)
    write_all(Recorder(straight, KAFKA), [item for records in log.records.values() for item in records])
    recorder, left = Recorder(mixed, KAFKA), {place: list(records) for place, records in log.records.items() if records}
    while left:
        lot = []
        for place in random_.sample(sorted(left), min(3, len(left))):
            size = random_.randint(1, 400)
            lot += left[place][:size]
            left[place] = left[place][size:]
        recorder.write(lot, moves_of(recorder, lot))
        left = {place: records for place, records in left.items() if records}
    assert dump(mixed) == dump(straight)


def test_both_databases_hold_the_same(tmp_path: Any, new_postgres: Callable[[], str], replayed: Replayed) -> None:
    from store.engine import open_engine
    from store.migrations.running import upgrade

    dumps = []
    for url in (f"sqlite:///{tmp_path / 'one.db'}", new_postgres()):
        engine = open_engine(url)
        upgrade(engine)
        record(engine, replayed)
        dumps.append(dump(engine, *OF_READING))
        engine.dispose()
    assert dumps[0] == dumps[1]
