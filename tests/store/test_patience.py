"""A store that is down for a while: the recorder waits longer each time, says so, shows it, and can be told to stop."""

import asyncio
import json
import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from cli.storing import patience
from cli.storing.following import Follower
from cli.storing.metering import RecorderMeter
from store.engine import open_engine
from store.migrations.running import upgrade
from store.recording.batch import RECORDED_TOPICS
from store.recording.recorder import Recorder
from store.tables import events
from tests.live.fake_kafka import FakeConsumer, FakeKafka
from tests.store.dumps import rows
from tests.store.feeding import KAFKA
from tests.store.records import ACTIVITIES, activity
from tests.store.test_following import Shaky, put

Told = list[tuple[str, Mapping[str, Any]]]


def follower_of(recorder: Any, log: patience.Log, meter: RecorderMeter | None = None) -> Follower:
    """A recorder of one activity."""
    kafka = FakeKafka()
    put(kafka, ACTIVITIES, json.dumps(activity()).encode())
    options = {"isolation_level": "read_committed", "auto_offset_reset": "earliest", "enable_auto_commit": False}
    partitions = {topic: kafka.partitions[topic] for topic in RECORDED_TOPICS}
    consumer = FakeConsumer(kafka, **options)
    return Follower(recorder, consumer, kafka.names, partitions, log, meter=meter)


def noting(told: Told) -> patience.Log:
    return lambda *said: told.append(said)


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade(engine)
    return Recorder(engine, KAFKA)


def test_a_store_that_can_be_read_but_not_written(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the disk is full: without a wait it would be tried again at once, for ever."""
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 0.001)
    monkeypatch.setattr(patience, "LONGEST_WAIT_S", 0.003)
    told, meter = Told(), RecorderMeter()
    follower = follower_of(Shaky(recorder, ["before"] * 3), noting(told), meter)
    asyncio.run(follower.follow(asyncio.Event(), once=True))
    assert [(name, said.get("wait_s"), said["tries"]) for name, said in told] == [
        ("store.down", 0.001, 1),
        ("store.down", 0.002, 2),
        ("store.down", 0.003, 3),
        ("store.back", None, 3),
    ]
    assert meter.registry.get_sample_value("transferwatch_recorder_store_failures_total") == 3
    assert meter.registry.get_sample_value("transferwatch_recorder_records_total", {"topic": ACTIVITIES}) == 1


def test_told_to_stop_while_it_waits(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 3600.0)
    monkeypatch.setattr(patience, "LONGEST_WAIT_S", 3600.0)
    told, meter = Told(), RecorderMeter()
    follower = follower_of(Shaky(recorder, ["before"]), noting(told), meter)

    async def run() -> None:
        stop = asyncio.Event()
        following = asyncio.create_task(follower.follow(stop))
        while not told:
            await asyncio.sleep(0.001)
        assert not follower.store_works
        down_s = meter.registry.get_sample_value("transferwatch_recorder_store_down_seconds")
        assert down_s is not None and down_s > 0
        stop.set()
        await asyncio.wait_for(following, timeout=60)

    asyncio.run(run())
    assert not follower.done.read


def test_a_file_that_somebody_else_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 0.01)
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade(engine)
    recorder = Recorder(engine, KAFKA)
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=10"))
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    told = Told()

    def log(name: str, said: Mapping[str, Any]) -> None:
        told.append((name, said))
        if said["tries"] == 3 and name == "store.down":
            threading.Thread(target=other.rollback).start()

    asyncio.run(follower_of(recorder, log).follow(asyncio.Event(), once=True))
    assert "locked" in told[0][1]["error"]
    assert told[-1][0] == "store.back"
    assert [row["event_id"] for row in rows(engine, events.activities)] == ["a1"]
