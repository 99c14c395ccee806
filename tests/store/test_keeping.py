"""Retention and erasure: words and names are gone, also from the file, and do not come back; figures stay."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from detector.errors import UsageError
from store.engine import open_engine, settle
from store.keeping.erasing import erase
from store.keeping.retaining import retain
from store.migrations.running import upgrade
from store.recording.incoming import Incoming, Place
from store.recording.recorder import Recorder
from store.tables import events, judgements
from tests.store.dumps import rows
from tests.store.feeding import KAFKA, Log, write_all
from tests.store.records import (
    ACTIVITIES,
    CHANGES,
    CREDITS,
    DECISIONS,
    LETTERS,
    NAMES,
    ORDERS,
    activity,
    credit,
    letter,
    name,
    order,
)  # fmt: skip

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SECRET = "Divorced, needs money by May"


def b64(value: object) -> str:
    return b64encode(json.dumps(value).encode()).decode()


def change(**fields: object) -> dict[str, object]:
    base = {"event_id": "w1", "occurred_at": "2026-03-01T09:00:00+08:00", "customer_id": "C1", "changed_by": "E1"}
    return {**base, "new_owner_id": "E2", "reason_text": SECRET, **fields}


def decision(**fields: object) -> dict[str, object]:
    base = {"event_id": "d1", "occurred_at": "2026-03-05T09:00:00+08:00", "customer_id": "C1", "decided_by": "M1"}
    return {**base, "decision": "explain", "order_id": "SO1", "reason": SECRET, "reason_text": SECRET, **fields}


def said_by_all() -> Log:
    """Two customers; E1 speaks about both, E2 about C2 only."""
    log = Log()
    log.say(NAMES, **name())
    log.say(NAMES, **name(subject_id="E1", subject_type="person", display_name="Amy"))
    log.say(ACTIVITIES, **activity(content=SECRET))
    log.say(ACTIVITIES, **activity(event_id="a2", customer_id="C2", content="To be called in June"))
    log.say(ACTIVITIES, **activity(event_id="a3", customer_id="C2", actor_id="E2", content="Wants a discount"))
    log.say(CHANGES, **change())
    log.say(DECISIONS, **decision())
    log.say(ORDERS, **order())
    log.say(CREDITS, **credit())
    bad = {**activity(content=SECRET), "occurred_at": "yesterday"}
    log.say(
        LETTERS, **letter(topic=ACTIVITIES, key_b64=b64("C1"), value_b64=b64(bad), message="'yesterday' is no time")
    )
    log.say(LETTERS, **letter(value_b64=b64({"customer_id": "C2"})))
    return log


def everything(log: Log) -> list[Incoming]:
    return [record for records in log.records.values() for record in records]


@pytest.fixture
def filled(engine: Engine) -> Engine:
    write_all(Recorder(engine, KAFKA), everything(said_by_all()))
    return engine


def words(engine: Engine) -> list[str | None]:
    found = [row["content"] for row in rows(engine, events.activities)]
    found += [row["reason_text"] for row in rows(engine, events.ownership_changes)]
    return found + [row["reason"] for row in rows(engine, events.decisions)]


def test_a_customer_is_erased(filled: Engine) -> None:
    before = rows(filled, judgements.credits), rows(filled, judgements.orders)
    done = erase(filled, "customer", "C1", NOW)
    assert (done.names, done.texts, done.dead_letters) == (1, 3, 1)
    assert sorted(words(filled), key=str) == [None, None, None, "To be called in June", "Wants a discount"]
    assert {row["subject_id"]: row["display_name"] for row in rows(filled, events.names)} == {"C1": None, "E1": "Amy"}
    assert (rows(filled, judgements.credits), rows(filled, judgements.orders)) == before
    emptied, kept = sorted(rows(filled, judgements.dead_letters), key=lambda row: row["offset"])
    assert (emptied["message"], emptied["letter"]["message"], emptied["subject_id"]) == ("removed", "removed", None)
    assert set(emptied["letter"]) == {
        "topic", "partition", "offset", "reason_code", "message", "value_length", "value_sha256"
    }  # fmt: skip
    assert kept["letter"]["value_b64"] == b64({"customer_id": "C2"})


def test_a_person_is_erased(filled: Engine) -> None:
    done = erase(filled, "person", "E1", NOW)
    assert (done.names, done.texts) == (1, 3)
    assert sorted(words(filled), key=str) == [SECRET, None, None, None, "Wants a discount"]
    assert [row["actor_id"] for row in rows(filled, events.activities)].count("E1") == 2, "who did the work stays"


def test_what_was_erased_does_not_come_back(filled: Engine) -> None:
    """Neither by records that are read again, nor by later ones."""
    erase(filled, "customer", "C1", NOW)
    log = said_by_all()
    later = [
        log.say(ACTIVITIES, **activity(event_id="a9", content=SECRET)),
        log.say(NAMES, **name(event_id="n9", occurred_at="2026-05-01T00:00:00Z", display_name="Lin again")),
        log.say(DECISIONS, **decision(event_id="d9")),
        log.say(LETTERS, **letter(value_b64=b64({"x": ["C1", SECRET]}))),
    ]
    write_all(Recorder(filled, KAFKA), later)
    assert SECRET not in words(filled)
    assert {row["subject_id"]: row["display_name"] for row in rows(filled, events.names)}["C1"] is None
    assert [row["letter"].get("value_b64") for row in rows(filled, judgements.dead_letters)].count(None) == 2


def test_erasing_twice_changes_nothing_more(filled: Engine) -> None:
    erase(filled, "customer", "C1", NOW)
    assert tuple(erase(filled, "customer", "C1", NOW)) == (0, 0, 0)


def test_erased_words_are_not_in_the_file(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade(engine)
    long = SECRET * 500
    log = said_by_all()
    log.say(ACTIVITIES, **activity(event_id="a8", content=long))
    write_all(Recorder(engine, KAFKA), everything(log))
    settle(engine)
    assert SECRET.encode() in (tmp_path / "store.db").read_bytes()
    erase(engine, "customer", "C1", NOW)
    settle(engine)
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert SECRET.encode() not in left and b"Lin" not in left


def test_words_are_kept_for_a_shorter_time_than_figures(filled: Engine) -> None:
    """The events lie 92 days back."""
    assert tuple(retain(filled, NOW, text_days=100)) == (0, 0, 0)
    assert retain(filled, NOW, text_days=90).texts == 4
    assert [word for word in words(filled) if word] == [SECRET], "the decision is 88 days old"
    assert len(rows(filled, events.activities)) == 3
    done = retain(filled, NOW, text_days=30, figure_days=90)
    assert (done.texts, done.events) == (1, 4)
    assert rows(filled, events.activities) == rows(filled, events.ownership_changes) == []
    assert len(rows(filled, judgements.orders)) == len(rows(filled, judgements.credits)) == 1


def test_what_is_too_old_does_not_come_back(filled: Engine) -> None:
    retain(filled, NOW, text_days=30, figure_days=90)
    log = said_by_all()
    log.say(ACTIVITIES, **activity(event_id="a9", content=SECRET))
    log.say(CHANGES, **change(event_id="w9", occurred_at="2026-04-01T00:00:00Z"))
    write_all(Recorder(filled, KAFKA), [log.records[Place(topic, 0)][-1] for topic in (ACTIVITIES, CHANGES)])
    assert rows(filled, events.activities) == []
    assert [row["reason_text"] for row in rows(filled, events.ownership_changes)] == [None]


def test_dead_letters_age_from_when_they_were_written(engine: Engine) -> None:
    log, recorder = Log(), Recorder(engine, KAFKA)
    for month in (1, 5):
        written_us = int(datetime(2026, month, 1, tzinfo=UTC).timestamp() * 1_000_000)
        record = log.say(LETTERS, **letter(value_b64=b64(SECRET)))
        write_all(recorder, [record._replace(at_us=written_us)])
    assert retain(engine, NOW, text_days=60).dead_letters == 1
    left = sorted(rows(engine, judgements.dead_letters), key=lambda row: row["offset"])
    assert [row["letter"].get("value_b64") for row in left] == [None, b64(SECRET)]


def test_times_that_make_no_sense(engine: Engine) -> None:
    with pytest.raises(UsageError, match="no less time"):
        retain(engine, NOW, text_days=90, figure_days=30)
