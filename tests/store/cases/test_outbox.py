"""The outbox, killed at any moment: every decision arrives, none counts twice, a customer's stay in their order."""

import json
import os
import random
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from cli.casework.places import DecisionsFile
from detector.errors import ClusterError, InputError
from detector.events import Decision
from store.cases.outbox import LOT, Waiting, deliver, post
from store.engine import open_engine, writing
from store.migrations.running import upgrade
from store.tables import cases as tables
from tests.store.blank import new_store
from tests.store.cases.firm import START_US
from tests.store.dumps import rows

KILLS = 50


def decision(number: int) -> Decision:
    at = f"2026-03-{1 + number % 28:02}T00:00:00Z"
    ids = {"event_id": f"d{number}", "occurred_at": at, "customer_id": f"C{number % 3}", "order_id": f"O{number}"}
    return Decision(**ids, decided_by="gao", decision="release", reason="ü 好\n")  # type: ignore[arg-type]


def fill(engine: Engine, count: int, first: int = 1) -> None:
    with writing(engine) as connection:
        for number in range(first, first + count):
            post(connection, "case", decision(number), number, START_US)


def lines(folder: Path) -> list[str]:
    path = folder / "decisions.ndjson"
    return [json.loads(line)["event_id"] for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def wanted(count: int) -> list[str]:
    return [f"d{number}" for number in range(1, count + 1)]


def test_what_waits_is_delivered_once_and_forgotten(engine: Engine, tmp_path: Path) -> None:
    place = DecisionsFile(tmp_path)
    assert deliver(engine, place, lambda: START_US) == 0
    assert not (tmp_path / "decisions.ndjson").exists()
    fill(engine, LOT + 5)
    assert deliver(engine, place, lambda: START_US) == LOT + 5
    assert deliver(engine, place, lambda: START_US) == 0
    assert lines(tmp_path) == wanted(LOT + 5)
    sent = rows(engine, tables.outbox)
    assert {row["payload"] for row in sent} == {None}, "words stay in the store no longer than they must"
    assert {row["sent_to"] for row in sent} == {str(tmp_path / "decisions.ndjson")}


def test_what_stands_in_the_file_already_stays_as_it_is(engine: Engine, tmp_path: Path) -> None:
    fill(engine, 3)
    path = tmp_path / "decisions.ndjson"
    other = b'\xef\xbb\xbf{"customer_id": "C1", "event_id": "d2"}\n\nno json\n{"customer_id":"C1","event_id":"d1"}'
    path.write_bytes(other)
    deliver(engine, DecisionsFile(tmp_path), lambda: START_US)
    added = path.read_bytes().removeprefix(other + b"\n").splitlines()
    assert [json.loads(line)["event_id"] for line in added] == ["d2", "d3"], "an id is known within its customer"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        DecisionsFile(tmp_path / "none")


def test_a_sender_killed_at_any_moment(url: str, tmp_path: Path) -> None:
    """Decisions keep coming meanwhile; at the end each stands in the file once, in order."""
    engine, random_ = open_engine(url), random.Random(6)
    upgrade(engine)
    count = kills = 0
    while kills < KILLS:
        fill(engine, 4, count + 1)
        count += 4
        engine.dispose()
        child = _start(url, tmp_path)
        time.sleep(random_.uniform(0.0, 0.06))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        kills += 1
    deliver(engine, DecisionsFile(tmp_path), lambda: START_US)
    assert lines(tmp_path) == wanted(count)
    assert [path.name for path in tmp_path.iterdir() if path.name == "decisions.ndjson"]


def _start(url: str, folder: Path) -> int:
    child = os.fork()
    if child == 0:
        try:
            deliver(open_engine(url), DecisionsFile(folder), lambda: START_US)
        finally:
            os._exit(0)
    return child


class Topic:
    """A topic that is only ever added to, and a sender that dies after so many records."""

    name = "decisions"

    def __init__(self) -> None:
        self.records: list[Waiting] = []
        self.left: int | None = None

    def put(self, decisions: Sequence[Waiting]) -> None:
        for item in decisions:
            if self.left == 0:
                message = "the broker is gone"
                raise ClusterError(message)
            self.records.append(item)
            self.left = None if self.left is None else self.left - 1
        if self.left == 0:
            message = "killed before it was noted"
            raise ClusterError(message)


@settings(max_examples=25, deadline=None)
@given(deaths=st.lists(st.integers(0, 12), max_size=6), more=st.lists(st.integers(0, 4), min_size=6, max_size=6))
def test_a_topic_gets_all_in_order_whatever_dies(
    tmp_path_factory: pytest.TempPathFactory, deaths: list[int], more: list[int]
) -> None:
    engine = new_store(tmp_path_factory.mktemp("outbox") / "store.db")
    topic, count = Topic(), 0
    for left, added in zip([*deaths, None], more, strict=False):
        fill(engine, added, count + 1)
        count, topic.left = count + added, left
        try:
            deliver(engine, topic, lambda: START_US)
        except ClusterError:
            continue
    topic.left = None
    deliver(engine, topic, lambda: START_US)
    engine.dispose()
    firsts = list(dict.fromkeys(item.event_id for item in topic.records))
    assert firsts == wanted(count), "each arrived, and of none the first copy came too late"
    assert len({(item.event_id, item.record) for item in topic.records}) == count, "a copy is the very same record"
