"""`transferwatch outbox send --kafka` on a broker: what is delivered again is the same record, and counts once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from store.engine import open_engine, writing
from store.migrations.running import upgrade
from store.tables.cases import foreign_decisions, outbox
from store.tables.events import decisions
from streams.embedded import embedded_broker
from streams.topics import Namespace
from tests.cli.running import Shell
from tests.store.cases.test_outbox import fill
from tests.store.dumps import rows
from tests.streams.brokers import needs_embedded_broker

COUNT = 7


@pytest.fixture(scope="module")
def brokers() -> Iterator[str]:
    with embedded_broker() as broker:
        yield broker.bootstrap_servers


@needs_embedded_broker
def test_what_a_killed_sender_had_delivered(
    shell: Shell, brokers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    monkeypatch.setenv("TRANSFERWATCH_EMBEDDED", "true")
    monkeypatch.setenv("TRANSFERWATCH_STORE_URL", url)
    engine = open_engine(url)
    upgrade(engine)
    assert shell("topics", "create", "--brokers", brokers).code == 0
    fill(engine, COUNT)
    payloads = {row["number"]: row["payload"] for row in rows(engine, outbox)}
    topic = Namespace("").topic("transferwatch.decisions.v1")
    send = ("outbox", "send", "--kafka", "--brokers", brokers)
    assert f"{COUNT} decisions delivered to {topic}" in shell(*send).out
    with writing(engine) as connection:  # as if it had been killed before the last three were noted
        for number in range(COUNT - 2, COUNT + 1):
            again = {"sent_at": None, "payload": payloads[number]}
            connection.execute(update(outbox).where(outbox.c.number == number).values(again))
    assert "3 decisions delivered" in shell(*send, "--lang", "en").out
    assert "发件箱已空" in shell(*send, "--lang", "zh").out
    ran = shell("store", "record", "--kafka", "--once", "--brokers", brokers)
    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"{COUNT + 3} records written"), "they stand there twice"
    assert sorted(row["event_id"] for row in rows(engine, decisions)) == [f"d{n}" for n in range(1, COUNT + 1)]
    assert rows(engine, foreign_decisions) == []


def test_wrong_usage(shell: Shell, tmp_path: Path) -> None:
    for given in ((), ("--in", tmp_path, "--kafka")):
        ran = shell("outbox", "send", *given)
        assert (ran.code, "either --in with a folder, or --kafka" in ran.err) == (2, True)
