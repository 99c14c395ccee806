"""The recorder on topics: transactions with gaps, a database that goes away, stops at any moment."""

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from cli.storing import patience
from cli.storing.following import Follower
from detector.errors import ClusterError
from detector.events import TOPICS
from store.engine import StoreDown, open_engine
from store.migrations.running import upgrade
from store.recording.batch import RECORDED_TOPICS
from store.recording.incoming import Incoming, Place
from store.recording.offsets import Move
from store.recording.recorder import Recorder, Written
from store.tables import events, judgements
from streams.cluster.keys import partition_of
from streams.live.writer import Record
from tests.live.fake_kafka import FakeConsumer, FakeKafka
from tests.store.conftest import Replayed
from tests.store.dumps import dump, rows
from tests.store.feeding import FILES, KAFKA
from tests.store.postgres import Server, needed_programs, started
from tests.store.records import ACTIVITIES, ASSESSMENTS, ORDERS, activity, assessment, order

KEYS = {topic.name: topic.key for topic in TOPICS}
OUTPUT_KEYS = {
    ASSESSMENTS: "assessment_id",
    "transferwatch.alerts.v1": "case_id",
    "transferwatch.credits.v1": "order_id",
}
OUTPUT_KEYS |= {"transferwatch.findings.v1": "finding_id", "transferwatch.dead-letters.v1": "topic"}


def put(kafka: FakeKafka, topic: str, line: bytes) -> None:
    """An event as a CRM publishes it, or an output in a transaction of its own."""
    fields = json.loads(line)
    if topic in KEYS:
        kafka.append(topic, fields[KEYS[topic]].encode(), line)
        return
    key = fields[OUTPUT_KEYS[topic]].encode()
    partition = partition_of(key, kafka.partitions[topic])
    kafka.commit([Record(kafka.names.topic(topic), partition, key, line)], {})


def filled(replayed: Replayed) -> FakeKafka:
    kafka = FakeKafka(namespace="acme")
    for topic, file in FILES.items():
        for line in replayed.lines(file):
            put(kafka, topic, line)
    return kafka


def follow(kafka: FakeKafka, recorder: Any, told: list[str] | None = None) -> Follower:
    """Read to the end."""
    options = {"isolation_level": "read_committed", "auto_offset_reset": "earliest", "enable_auto_commit": False}
    consumer = FakeConsumer(kafka, **options)

    def log(event: str, figures: Mapping[str, Any]) -> None:
        if told is not None:
            told.append(event)

    partitions = {topic: kafka.partitions[topic] for topic in RECORDED_TOPICS}
    follower = Follower(recorder, consumer, kafka.names, partitions, log)
    asyncio.run(follower.follow(asyncio.Event(), once=True))
    return follower


def said(engine: Engine) -> dict[str, Any]:
    """What a store holds, apart from where in the topics it stood."""
    found = dump(engine, "offsets", "store_facts", "credits")
    names = ("line",)
    found["credits"] = sorted(
        tuple((name, str(value)) for name, value in row.items() if name not in names)
        for row in rows(engine, judgements.credits)
    )
    return found


class Shaky:
    """A recorder whose database goes away before, or after it has committed."""

    def __init__(self, recorder: Recorder, downs: list[str | None]) -> None:
        self.recorder = recorder
        self.downs = downs

    def positions(self) -> dict[Place, int]:
        if self.downs and self.downs[0] == "asking":
            self.downs.pop(0)
            raise StoreDown("gone")
        return self.recorder.positions()

    def write(self, records: list[Incoming], moves: Mapping[Place, Move]) -> Written:
        down = self.downs.pop(0) if self.downs else None
        if down == "before":
            raise StoreDown("gone")
        written = self.recorder.write(records, moves)
        if down == "after":
            raise StoreDown("gone")
        return written


def test_what_the_topics_hold_is_written(new_engine: Callable[[], Engine], replayed: Replayed) -> None:
    kafka, one, other = filled(replayed), new_engine(), new_engine()
    follow(kafka, Recorder(one, KAFKA))
    from tests.store.feeding import Log, write_all

    log = Log().of_replay(replayed)
    write_all(Recorder(other, KAFKA), [record for records in log.records.values() for record in records])
    assert said(one) == said(other)


def test_reading_again_finds_nothing_new(engine: Engine, replayed: Replayed) -> None:
    kafka, recorder = filled(replayed), Recorder(engine, KAFKA)
    follow(kafka, recorder)
    before = dump(engine)
    assert sum(follow(kafka, recorder).done.read.values()) == 0
    assert dump(engine) == before
    put(kafka, ACTIVITIES, json.dumps(activity()).encode())
    assert follow(kafka, recorder).done.read == {ACTIVITIES: 1}


def test_a_database_that_goes_away(
    new_engine: Callable[[], Engine], replayed: Replayed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost, nothing stands twice, also where a commit was done and only its answer was lost."""
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 0.0)
    kafka, steady, shaken, told = filled(replayed), new_engine(), new_engine(), list[str]()
    follow(kafka, Recorder(steady, KAFKA))
    downs: list[str | None] = [None, "before", "after", "asking", "asking", None, "after", "before"]
    follow(kafka, Shaky(Recorder(shaken, KAFKA), downs), told)
    assert downs == []
    assert dump(shaken) == dump(steady)
    assert told.count("store.down") == 6


class Switched:
    """A recorder whose server is stopped for a while before its third transaction."""

    def __init__(self, recorder: Recorder, server: Server) -> None:
        self.recorder = recorder
        self.server = server
        self.writes = 0

    def positions(self) -> dict[Place, int]:
        return self.recorder.positions()

    def write(self, records: list[Incoming], moves: Mapping[Place, Move]) -> Written:
        self.writes += 1
        if self.writes == 3:
            self.server.control("-m", "immediate", "stop")
            threading.Timer(1.0, lambda: self.server.start()).start()
        return self.recorder.write(records, moves)


def test_a_server_that_is_stopped_and_started(tmp_path: Path, replayed: Replayed) -> None:
    programs = needed_programs()
    kafka, told = filled(replayed), list[str]()
    steady = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade(steady)
    follow(kafka, Recorder(steady, KAFKA))
    with started(programs, fsync=True) as server:
        engine = open_engine(server.url())
        upgrade(engine)
        follow(kafka, Switched(Recorder(engine, KAFKA), server), told)
        assert "store.down" in told
        assert dump(engine) == dump(steady)
        engine.dispose()


def test_records_where_the_worker_makes_dead_letters(engine: Engine) -> None:
    kafka = FakeKafka()
    line = json.dumps(activity()).encode()
    right = kafka.append(ACTIVITIES, b"C1", line).partition
    kafka.append(ACTIVITIES, b"C1", json.dumps(activity(event_id="a2")).encode(), partition=(right + 1) % 4)
    kafka.append(ACTIVITIES, None, json.dumps(activity(event_id="a3")).encode())
    kafka.append(ACTIVITIES, b"C2", json.dumps(activity(event_id="a4")).encode())
    late_ms = 1_700_000_000_000
    kafka.append(ACTIVITIES, b"C1", json.dumps(activity(event_id="a5")).encode(), at_ms=late_ms)
    done = follow(kafka, Recorder(engine, KAFKA)).done
    assert [row["event_id"] for row in rows(engine, events.activities)] == ["a1"]
    assert done.unusable == {ACTIVITIES: 4}


def test_an_alarm_is_told(engine: Engine) -> None:
    kafka, told = FakeKafka(), list[str]()
    for customer in ("C1", "C2"):
        put(kafka, ORDERS, json.dumps(order(customer_id=customer)).encode())
    put(kafka, ASSESSMENTS, json.dumps(assessment()).encode())
    assert follow(kafka, Recorder(engine, KAFKA), told).done.conflicts == {"SO1"}
    assert told == ["order_customer_conflict"]


def test_topics_that_begin_anew_are_noticed(engine: Engine) -> None:
    kafka, recorder = FakeKafka(), Recorder(engine, KAFKA)
    for number in range(5):
        put(kafka, ACTIVITIES, json.dumps(activity(event_id=f"a{number}")).encode())
    follow(kafka, recorder)
    with pytest.raises(ClusterError, match=r"activities.*fill a new store"):
        follow(FakeKafka(), recorder)
