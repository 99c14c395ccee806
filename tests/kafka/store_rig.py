"""Recorders as processes of their own, killed and started again, and what their stores must equal: the topics."""

import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table

from detector.decode import Unusable, decode_event
from detector.events import TOPICS
from detector.outputs import OUTPUT_TOPICS
from store.engine import open_engine
from store.migrations.running import upgrade
from store.recording.incoming import Place
from store.recording.offsets import read_positions
from store.tables import events, judgements
from store.types import fit_id
from streams.comparing import LiveRecord
from tests.kafka.driving import TRANSFERWATCH, Ground
from tests.kafka.records import Record, read_topics
from tests.store.dumps import rows
from tests.store.postgres import Server, needed_programs, started

_HISTORIES: dict[str, Table] = {
    "crm.ownership-changes.v1": events.ownership_changes,
    "crm.activities.v1": events.activities,
    "crm.orders.v1": events.order_statements,
    "crm.people.v1": events.people,
    "crm.quotas.v1": events.quotas,
    "transferwatch.decisions.v1": events.decisions,
}
_KEYS = {topic.name: topic.key for topic in TOPICS}


class Recording:
    """A recorder that follows the topics of a test into one store; one process at a time."""

    def __init__(self, ground: Ground, url: str, folder: Path) -> None:
        """Sets the store up. `folder`: for the recorder's log."""
        self.ground = ground
        self.engine = open_engine(url, ground.namespace)
        upgrade(self.engine, ground.namespace)
        self._url = url
        self._log = folder / f"recorder-{self.engine.dialect.name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._before: dict[Place, int] = {}

    def start(self, *more: str) -> None:
        """Start the command."""
        place = ["--brokers", self.ground.bootstrap_servers, "--namespace", self.ground.namespace]
        command = [TRANSFERWATCH, "store", "record", "--kafka", *more, "--store", self._url, *place]
        self._before = read_positions(self.engine)
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    @property
    def said(self) -> str:
        """What the recorder that was started last has said."""
        return self._log.read_text("utf-8")

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> str:
        """SIGTERM; what it had said. Fails where it does not end well."""
        assert self._process is not None
        self._process.terminate()
        assert self._process.wait(timeout=60) == 0, self.said
        return self.said

    def read_to_the_end(self) -> None:
        """Record all that is there now."""
        self.start("--once")
        assert self._process is not None
        assert self._process.wait(timeout=300) == 0, self.said

    def wait_until_written(self, limit_s: float = 120) -> None:
        """Wait until the recorder has written something since it was started, or since this was last waited for."""
        deadline = time.monotonic() + limit_s
        while (now := read_positions(self.engine)) == self._before:
            assert self.running, self.said
            assert time.monotonic() < deadline, f"nothing was written; {self.said}"
            time.sleep(0.02)
        self._before = now

    def close(self) -> None:
        """Leave nothing running."""
        if self.running:
            self.kill()
        self.engine.dispose()


@contextmanager
def recordings(ground: Ground, folder: Path) -> Iterator[tuple[Recording, Recording, Server]]:
    """Recorders of the same topics into a SQLite file and a PostgreSQL of its own."""
    with started(needed_programs(), fsync=True) as server:
        urls = (f"sqlite:///{folder / 'store.db'}", server.url())
        made = Recording(ground, urls[0], folder), Recording(ground, urls[1], folder)
        try:
            yield (*made, server)
        finally:
            for each in made:
                each.close()


def last_of_keys(found: list[LiveRecord]) -> dict[Any, dict[str, Any]]:
    """What a compacted topic holds."""
    last: dict[Any, Any] = {}
    for item in found:
        last[item.key] = None if item.value is None else json.loads(item.value)
    return {key: value for key, value in last.items() if value is not None}


def check_equal(ground: Ground, engine: Engine) -> None:
    """What the store holds is what the topics hold."""
    _check_outputs(ground.outputs(), engine)
    _check_inputs(ground, engine)


def _check_outputs(said: list[LiveRecord], engine: Engine) -> None:
    by_topic = {topic: [item for item in said if item.topic == topic] for topic, _, _, _ in OUTPUT_TOPICS}
    current = last_of_keys(by_topic["transferwatch.assessments.v1"])
    kept = {(row["customer_id"], row["assessment_id"], row["revision"]): row["assessment"]
            for row in rows(engine, judgements.assessment_revisions)}  # fmt: skip
    stands = {(r["customer_id"], r["assessment_id"], r["revision"]) for r in rows(engine, judgements.assessments)}
    wanted = {(item["customer_id"], item["assessment_id"], item["revision"]): item for item in current.values()}
    assert {key: kept[key] for key in stands} == wanted
    entries = Counter(json.loads(item.value)["entry_id"] for item in by_topic["transferwatch.credits.v1"] if item.value)
    assert Counter(row["entry_id"] for row in rows(engine, judgements.credits)) == entries
    alerts = last_of_keys([LiveRecord("", json.loads(item.value)["alert_id"], item.value)
                           for item in by_topic["transferwatch.alerts.v1"] if item.value])  # fmt: skip
    assert {row["alert_id"]: row["alert"] for row in rows(engine, judgements.alerts)} == alerts
    letters = by_topic["transferwatch.dead-letters.v1"]
    assert len(rows(engine, judgements.dead_letters)) == len(letters) > 0
    findings = last_of_keys(by_topic["transferwatch.findings.v1"])
    assert {r["finding_id"]: r["finding"] for r in rows(engine, judgements.findings)} == {
        item["finding_id"]: item for item in findings.values()
    }


def _check_inputs(ground: Ground, engine: Engine) -> None:
    """Each usable event stands once, and nothing else does."""
    read = read_topics(ground.bootstrap_servers, [ground.topic(topic) for topic in _HISTORIES])
    for topic, table in _HISTORIES.items():
        wanted = {key for record in read[ground.topic(topic)] if (key := usable(topic, record)) is not None}
        kept = Counter((row[_KEYS[topic]], row["event_id"]) for row in rows(engine, table))
        assert kept == Counter(wanted), topic


def usable(topic: str, record: Record) -> tuple[str, str] | None:
    """Id of the subject and of the event, where a record is one."""
    try:
        event = decode_event(topic, record.value, record_at=record.timestamp_ms * 1000).event
    except Unusable:
        return None
    subject = getattr(event, _KEYS[topic])
    return (fit_id(subject), fit_id(event.event_id)) if subject.encode() == record.key else None
