"""The recorder on what is rare: deletions, conflicts, other feeds, second recorders, odd ids and texts."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cli.storing.folders import record_folder
from detector.errors import InputError, StoreError, UsageError
from store.recording.feed import Feed, feed_of
from store.recording.incoming import Place
from store.recording.offsets import Move
from store.recording.recorder import Recorder
from store.tables import events, judgements
from streams.replay import replay_folder
from tests.cli.worlds import World
from tests.store.conftest import Replayed
from tests.store.dumps import dump, rows
from tests.store.feeding import KAFKA, Log, moves_of, write_all
from tests.store.records import (
    ACTIVITIES,
    ASSESSMENTS,
    CREDITS,
    FINDINGS,
    LETTERS,
    NAMES,
    ORDERS,
    activity,
    assessment,
    credit,
    letter,
    name,
    order,
)  # fmt: skip


@pytest.fixture
def recorder(engine: Engine) -> Recorder:
    return Recorder(engine, KAFKA)


def test_a_deleted_assessment_is_gone_and_its_revisions_stay(engine: Engine, recorder: Recorder) -> None:
    log = Log()
    write_all(recorder, [log.say(ORDERS, **order()), log.say(ASSESSMENTS, **assessment())])
    assert len(rows(engine, judgements.order_people)) == 1
    write_all(recorder, [log.put(ASSESSMENTS, None, b"order:SO1")])
    assert rows(engine, judgements.assessments) == rows(engine, judgements.order_people) == []
    assert len(rows(engine, judgements.assessment_revisions)) == 1


@pytest.mark.parametrize("at_once", [True, False])
def test_what_comes_back_after_a_deletion_stands(engine: Engine, recorder: Recorder, at_once: bool) -> None:
    log = Log()
    said = [
        log.say(ASSESSMENTS, **assessment()),
        log.put(ASSESSMENTS, None, b"order:SO1"),
        log.say(ASSESSMENTS, **assessment(revision=2, outcome="review", score=80)),
        log.say(FINDINGS, finding_id="f1", kind="pair_count", n=1),
        log.put(FINDINGS, None, b"f1"),
    ]
    for lot in [said] if at_once else [[record] for record in said]:
        write_all(recorder, lot)
    (kept,) = rows(engine, judgements.assessments)
    assert (kept["revision"], kept["outcome"]) == (2, "review")
    assert [row["revision"] for row in rows(engine, judgements.assessment_revisions)] == [1, 2]
    assert rows(engine, judgements.findings) == []


def test_an_order_with_two_customers_raises_an_alarm(engine: Engine, recorder: Recorder) -> None:
    log = Log()
    assert write_all(recorder, [log.say(ORDERS, **order())]).conflicts == ()
    written = write_all(recorder, [log.say(ORDERS, **order(event_id="o2", customer_id="C2"))])
    assert written.conflicts == ("SO1",)
    (alarm,) = rows(engine, judgements.findings)
    assert (alarm["kind"], alarm["finding"]["params"]["customers"]) == ("order_customer_conflict", "C1, C2")


def test_replay_and_store_raise_the_same_alarm(engine: Engine, tmp_path: Path) -> None:
    world = World()
    world.person("E1", "sales")
    for customer in ("C1", "C2"):
        world.hop(0, customer, None, "E1")
        world.order(3, customer, "E1", order_id="SO1")
    replay_folder(world.write(tmp_path / "events"), tmp_path / "result")
    done = record_folder(engine, tmp_path / "result", progress=lambda *_: None)
    assert done.conflicts == {"SO1"}
    said = (tmp_path / "result" / "findings.ndjson").read_bytes().splitlines()
    assert [row["finding"] for row in rows(engine, judgements.findings)] == [json.loads(line) for line in said]


def test_what_was_read_first_holds(engine: Engine, recorder: Recorder) -> None:
    log = Log()
    write_all(recorder, [log.say(ACTIVITIES, **activity(content="one")), log.say(ACTIVITIES, **activity(content="2"))])
    write_all(recorder, [log.say(ACTIVITIES, **activity(content="three"))])
    assert [row["content"] for row in rows(engine, events.activities)] == ["one"]


def test_a_conflicting_statement_moves_no_order(engine: Engine, recorder: Recorder) -> None:
    log = Log()
    write_all(recorder, [log.say(ORDERS, **order())])
    write_all(recorder, [log.say(ORDERS, **order(amount="900.00", occurred_at="2026-03-09T09:00:00+08:00"))])
    assert [row["amount"] for row in rows(engine, judgements.orders)] == ["100.00"]


def test_the_latest_name_holds_in_any_order(engine: Engine, recorder: Recorder) -> None:
    log = Log()
    later = name(event_id="n2", occurred_at="2026-03-02T09:00:00+08:00", display_name="Lin Wei")
    write_all(recorder, [log.say(NAMES, **later), log.say(NAMES, **name())])
    write_all(recorder, [log.say(NAMES, **name(event_id="n0"))])
    assert [row["display_name"] for row in rows(engine, events.names)] == ["Lin Wei"]


def test_unusable_events_are_counted_and_no_rows(engine: Engine, recorder: Recorder) -> None:
    log = Log()
    bad = [log.put(ACTIVITIES, b"{"), log.say(ACTIVITIES, **activity(occurred_at="2026-03-01T09:00:00"))]
    bad.append(log.put(ACTIVITIES, json.dumps(activity()).encode(), key=b"C2"))
    written = write_all(recorder, [*bad, log.put(ACTIVITIES, None), log.say(LETTERS, **letter())])
    assert (written.unusable, rows(engine, events.activities)) == ({ACTIVITIES: 4}, [])
    assert len(rows(engine, judgements.dead_letters)) == 1


def test_texts_and_ids_that_a_database_cannot_hold(engine: Engine, recorder: Recorder) -> None:
    log, long = Log(), "客" * 5000
    odd = [activity(content="a\0b"), activity(event_id=long), activity(event_id=long + "2", customer_id="C\0")]
    write_all(recorder, [log.say(ACTIVITIES, **each) for each in odd])
    write_all(recorder, [log.say(ACTIVITIES, **each) for each in odd])
    write_all(recorder, [log.say(ASSESSMENTS, **assessment(customer_id="C\0", features={"odd\0": "\0"}))])
    kept = rows(engine, events.activities)
    assert len(kept) == 3
    assert {row["content"] for row in kept} == {"a␀b", None}
    assert all(len(row["event_id"].encode()) <= 255 for row in kept)
    (revision,) = rows(engine, judgements.assessment_revisions)
    assert (revision["customer_id"], revision["assessment"]["features"]) == ("C␀", {"odd␀": "␀"})


def test_a_second_recorder_is_refused(engine: Engine, recorder: Recorder) -> None:
    log = Log()
    record = log.say(ACTIVITIES, **activity())
    moves = moves_of(recorder, [record])
    recorder.write([record], moves)
    before = dump(engine)
    with pytest.raises(StoreError, match=r"another recorder .* one recorder"):
        Recorder(engine, KAFKA).write([log.say(ACTIVITIES, **activity(event_id="a2"))], moves)
    assert dump(engine) == before


def test_nothing_is_written_where_a_record_is_unknown(engine: Engine, recorder: Recorder) -> None:
    log = Log()
    with pytest.raises(StoreError, match=r"assessments.v1 partition 0 offset 0.*version"):
        write_all(recorder, [log.say(ACTIVITIES, **activity()), log.say(ASSESSMENTS, assessment_id="x")])
    assert (rows(engine, events.activities), recorder.positions()) == ([], {})


def test_a_store_has_one_feed(engine: Engine, recorder: Recorder, replayed: Replayed) -> None:
    with pytest.raises(UsageError, match="give another store"):
        record_folder(engine, replayed.result, progress=lambda *_: None)
    with pytest.raises(UsageError, match="cluster-2"):
        Recorder(engine, Feed("kafka", "cluster-2/"))


def test_ledger_lines_keep_the_order_of_reading(engine: Engine, recorder: Recorder) -> None:
    log = Log()
    entries = [credit(), credit(entry_id="a0", amount="-100.00", share="-1.00", reverses="x1")]
    write_all(recorder, [log.say(CREDITS, **entry) for entry in entries])
    kept = sorted(rows(engine, judgements.credits), key=lambda row: row["line"])
    assert [(row["entry_id"], row["amount_minor"]) for row in kept] == [("x1", 10000), ("a0", -10000)]


def test_a_new_replay_takes_the_place_of_the_last(
    new_engine: Callable[[], Engine], replayed: Replayed, tmp_path: Path
) -> None:
    """Fewer events, then all: what stands at the end is what a store holds that saw only the last."""
    both, last = new_engine(), new_engine()
    fewer = tmp_path / "events"
    fewer.mkdir()
    for path in replayed.events.glob("*.ndjson"):
        if path.name != "decisions.ndjson":
            (fewer / path.name).write_bytes(path.read_bytes())
    replay_folder(fewer, tmp_path / "result")
    record_folder(both, tmp_path / "result", progress=lambda *_: None)
    record_folder(both, replayed.result, progress=lambda *_: None)
    record_folder(last, replayed.result, progress=lambda *_: None)
    one, other = dump(both), dump(last)
    for table in ("credits", "alerts", "order_people", "orders", "decisions", "findings", "dead_letters", "offsets"):
        assert one[table] == other[table], table
    revisions = {row["assessment_id"]: row["revision"] for row in rows(both, judgements.assessments)}
    assert set(revisions.values()) == {1, 2}
    kept = {(row["assessment_id"], row["revision"]): row for row in rows(both, judgements.assessment_revisions)}
    assert all(kept[key]["assessment"]["revision"] == key[1] for key in kept)
    now = {item: kept[item, revision]["assessment"] for item, revision in revisions.items()}
    assert now == {
        each["assessment_id"]: {**each, "revision": revisions[each["assessment_id"]]}
        for each in map(json.loads, replayed.lines("assessments.ndjson"))
    }


def test_a_recording_that_was_cut_off_goes_on(new_engine: Callable[[], Engine], replayed: Replayed) -> None:
    cut, whole = new_engine(), new_engine()

    def stop(_: str, done: int, of: int) -> None:
        if done > of // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record_folder(cut, replayed.result, progress=stop, batch_records=100)
    state = feed_of(cut)
    assert state is not None and state[2] == "reading"
    record_folder(cut, replayed.result, progress=lambda *_: None)
    record_folder(whole, replayed.result, progress=lambda *_: None)
    assert dump(cut) == dump(whole)


def test_folders_that_are_not_there(engine: Engine, replayed: Replayed, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="transferwatch replay"):
        record_folder(engine, replayed.events, progress=lambda *_: None)
    with pytest.raises(InputError, match="--input"):
        record_folder(engine, replayed.result, tmp_path / "moved", progress=lambda *_: None)


def test_an_offset_moves_from_where_it_stands_only(engine: Engine, recorder: Recorder) -> None:
    place = Place(ACTIVITIES, 7)
    recorder.write([], {place: Move(None, 5)})
    with pytest.raises(StoreError):
        recorder.write([], {place: Move(4, 9)})
    recorder.write([], {place: Move(5, 9)})
    assert recorder.positions() == {place: 9}
