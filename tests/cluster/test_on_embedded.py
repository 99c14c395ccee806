"""The housekeeping commands on the embedded broker, which knows neither idempotent producers nor members of groups."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from detector.events import TOPICS
from store.audit.chain import StoredChain, append
from store.audit.entry import Happened
from store.audit.places import read_anchors
from store.engine import open_engine, writing
from store.migrations.running import upgrade
from streams.embedded import embedded_broker
from streams.lines import read_lines
from streams.topics import AUDIT_ANCHORS_TOPIC
from tests.cli.running import Shell, ripe_folder
from tests.kafka.cluster_tools import House
from tests.streams.brokers import needs_embedded_broker

pytestmark = needs_embedded_broker


@pytest.fixture(scope="module")
def brokers() -> Iterator[str]:
    with embedded_broker() as broker:
        yield broker.bootstrap_servers


@pytest.fixture
def house(
    brokers: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> House:
    """All topics in a namespace of this test."""
    made = House(Shell(capsys, monkeypatch), brokers, request.node.name)
    made.done("topics", "create")
    return made


def test_topics_are_created_and_pass_the_check(house: House) -> None:
    assert "exists " in house.done("topics", "create")
    house.done("topics", "check")


RELEASE = ("decide", "release", "A", "--by", "gao", "--reason", "Looked at it", "--at", "2026-03-12T00:00:00Z")


def test_a_folder_is_published_and_decided_about(house: House, tmp_path: Path) -> None:
    """This broker names ends too early where a batch has several records: all must be read all the same."""
    events = ripe_folder(tmp_path / "events")
    count = sum(1 for topic in TOPICS if (events / topic.file).exists() for _ in read_lines(events / topic.file))
    assert f"{count} events published" in house.done("publish", events)
    live = house.done(*RELEASE, "--kafka", "--dry-run")
    assert live == house.shell(*RELEASE, "--in", events, "--dry-run").out
    assert "Published to" in house.done(*RELEASE, "--kafka")
    assert "Nothing of this order is held now" in house.done(*RELEASE, "--kafka", "--dry-run")


def test_status_says_what_the_broker_tells(house: House) -> None:
    assert json.loads(house.done("status", "--json"))["group_state"] is None
    assert "does not tell its members" in house.done("status")
    assert house.done("dead-letters", "list") == "No dead letters.\n"


def test_a_head_of_the_audit_chain_is_published(house: House, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    engine = open_engine(url)
    upgrade(engine)
    with writing(engine) as connection:
        append(connection, Happened(kind="view", actor="a", subject="order:A", details={"what": "order"}), 1)
    told = house.done("audit", "anchor", "--store", url, "--kafka")
    assert f"entry 1 of chain {StoredChain(engine).head().chain} is anchored: {house.namespace}." in told
    (record,) = house.read(AUDIT_ANCHORS_TOPIC)
    anchors = tmp_path / "from-the-topic.ndjson"
    anchors.write_bytes((record.value or b"") + b"\n")
    assert record.key == StoredChain(engine).head().chain.encode()
    assert StoredChain(engine).verify(read_anchors(anchors)).anchored == 1
