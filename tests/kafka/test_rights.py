"""A broker that checks rights, given as docs/kafka.md has them: decisions are the outbox's to write, nobody else's."""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)

from cli.casework.places import DecisionsTopic
from detector.errors import ClusterError
from detector.outputs import OUTPUT_TOPICS
from store.cases.outbox import Waiting
from store.engine import open_engine
from store.migrations.running import upgrade
from streams.settings import load_settings
from streams.topics import SPECS
from tests.kafka.conftest import failed
from tests.kafka.driving import Ground
from tests.kafka.records import read_all
from tests.kafka.rig import KafkaRig, is_required, lacking
from tests.kafka.worker_rig import Worker, WorkerRig
from tests.store.records import activity

DECISIONS = "transferwatch.decisions.v1"
SOURCES = [spec.name for spec in SPECS if spec.role == "source"]
STATE = [spec.name for spec in SPECS if spec.role == "internal"]
OUTPUTS = [name for name, _, _, _ in OUTPUT_TOPICS]
USERS = ("outbox", "worker", "recorder", "crm")


@pytest.fixture(scope="module")
def guarded(request: pytest.FixtureRequest) -> Iterator[KafkaRig]:
    lacks = lacking()
    if lacks:
        (pytest.fail if is_required() else pytest.skip)(lacks)
    with KafkaRig(users=USERS) as rig:
        yield rig
        if failed(request):
            print(rig.log_tail())


@pytest.fixture
def house(guarded: KafkaRig, namespace: str) -> Ground:
    """All topics, with the rights of the docs."""
    ground = Ground(guarded.bootstrap_servers, namespace)
    ground.create_topics()
    topics = [
        *rights("outbox", ("DESCRIBE", "WRITE"), ground, [DECISIONS]),
        *rights("crm", ("DESCRIBE", "DESCRIBE_CONFIGS", "WRITE"), ground, [n for n in SOURCES if n != DECISIONS]),
        *rights("recorder", ("DESCRIBE", "READ"), ground, [*SOURCES, *OUTPUTS]),
        *rights("worker", ("DESCRIBE", "DESCRIBE_CONFIGS"), ground, [spec.name for spec in SPECS]),
        *rights("worker", ("READ",), ground, [*SOURCES, *STATE]),
        *rights("worker", ("WRITE",), ground, [*OUTPUTS, *STATE]),
    ]
    others = [
        right("worker", "READ", ResourceType.GROUP, ground.group),
        *(right("worker", each, ResourceType.TRANSACTIONAL_ID, ground.group, ACLResourcePatternType.PREFIXED)
          for each in ("DESCRIBE", "WRITE")),
    ]  # fmt: skip
    with closing(KafkaAdminClient(bootstrap_servers=guarded.bootstrap_servers)) as admin:
        assert not admin.create_acls([*topics, *others])["failed"]
        wait_until_given(admin, {*topics, *others})
    return ground


def wait_until_given(admin: KafkaAdminClient, wanted: set[ACL], limit_s: float = 120) -> None:
    """The brokers learn of rights a moment after they are given."""
    everything = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
    all_rights = ACLFilter(None, None, ACLOperation.ANY, ACLPermissionType.ANY, everything)
    deadline = time.monotonic() + limit_s
    while not wanted <= set(admin.describe_acls(all_rights)[0]):
        assert time.monotonic() < deadline, "the rights are not there"
        time.sleep(0.1)


def right(
    user: str,
    what: str,
    kind: ResourceType,
    name: str,
    pattern: ACLResourcePatternType = ACLResourcePatternType.LITERAL,
) -> ACL:
    place = ResourcePattern(kind, name, pattern)
    return ACL(f"User:{user}", "*", ACLOperation[what], ACLPermissionType.ALLOW, place)


def rights(user: str, operations: Iterable[str], ground: Ground, topics: Iterable[str]) -> list[ACL]:
    names = [ground.topic(name) for name in topics]
    return [right(user, what, ResourceType.TOPIC, name) for name in names for what in operations]


def topic_of(rig: KafkaRig, house: Ground, user: str, **other: str) -> DecisionsTopic:
    """The decisions topic as a user reaches it."""
    return DecisionsTopic(load_settings(namespace=house.namespace, **{**signed_in(rig, user), **other}))


def signed_in(rig: KafkaRig, user: str) -> dict[str, str]:
    """The settings with which a user connects."""
    return {
        "bootstrap_servers": rig.users_servers,
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_username": user,
        "sasl_password": f"{user}-secret",
    }


def decided(number: int) -> Waiting:
    event = {
        "customer_id": "C1", "event_id": f"d{number}", "occurred_at": "2026-03-01T09:00:00+08:00",
        "decided_by": "gao", "decision": "explain", "order_id": "SO1", "reason": "The branch closed",
    }  # fmt: skip
    return Waiting(number, "C1", f"d{number}", json.dumps(event).encode())


def test_decisions_are_written_by_the_outbox_alone(guarded: KafkaRig, house: Ground) -> None:
    topic_of(guarded, house, "outbox").put([decided(1)])
    for user in USERS[1:]:
        with pytest.raises(ClusterError, match=f"does not allow it to '{user}'|missing"):
            topic_of(guarded, house, user).put([decided(2)])
    with pytest.raises(ClusterError, match="outbox"):
        topic_of(guarded, house, "outbox", sasl_password="guessed").put([decided(3)])
    found = read_all(guarded.bootstrap_servers, house.topic(DECISIONS))
    assert [json.loads(record.value or b"")["event_id"] for record in found] == ["d1"]


def test_worker_and_recorder_do_with_the_rights_of_the_docs(
    guarded: KafkaRig, house: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic_of(guarded, house, "outbox").put([decided(1)])
    (tmp_path / "activities.ndjson").write_text(json.dumps(activity()) + "\n{}\n", "utf-8")
    for name, value in signed_in(guarded, "crm").items():
        monkeypatch.setenv(f"TRANSFERWATCH_{name.upper()}", value)
    signing_in = Ground(guarded.users_servers, house.namespace)
    signing_in.run("publish", str(tmp_path))
    place = signed_in(guarded, "worker")
    with WorkerRig(place.pop("bootstrap_servers"), house.namespace, **place) as workers:
        worker = workers.start("a")
        wait_for_letter(house, worker)
    for name, value in signed_in(guarded, "recorder").items():
        monkeypatch.setenv(f"TRANSFERWATCH_{name.upper()}", value)
    store = f"sqlite:///{tmp_path / 'store.db'}"
    upgrade(open_engine(store))
    told = signing_in.run("store", "record", "--kafka", "--once", "--store", store)
    assert "4 records written" in told, told


def wait_for_letter(house: Ground, worker: Worker, limit_s: float = 120) -> None:
    """Wait until the worker said that the record without fields is none."""
    deadline = time.monotonic() + limit_s
    while not house.rows("transferwatch.dead-letters.v1"):
        assert time.monotonic() < deadline, worker.log_tail()
        time.sleep(0.2)
