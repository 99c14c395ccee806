"""The embedded broker starts, answers, ends; and says what is wrong where it cannot."""

import asyncio
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.structs import TopicPartition

from detector.errors import UsageError
from streams import embedded
from streams.children import Child
from streams.embedded import VARIABLE, embedded_broker, find_binary
from tests.streams.brokers import needs_embedded_broker


async def there_and_back(servers: str) -> list[tuple[Any, ...]]:
    """What comes back of two records, one without a value, as a read_committed reader sees them."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    await admin.create_topics([NewTopic("t", 3, 1, topic_configs={"cleanup.policy": "compact"})])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all")
    await producer.start()
    await producer.send_and_wait("t", b"v", key=b"k", headers=[("h", b"1")], timestamp_ms=1_700_000_000_000)
    placed = await producer.send_and_wait("t", None, key=b"k")
    await producer.stop()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    await consumer.start()
    consumer.assign([TopicPartition("t", placed.partition)])
    found: list[tuple[Any, ...]] = []
    while len(found) < 2:
        for records in (await consumer.getmany(timeout_ms=1000)).values():
            found += [(record.key, record.value, record.headers) for record in records]
    await consumer.stop()
    return found


@needs_embedded_broker
def test_records_go_there_and_back() -> None:
    with embedded_broker() as broker:
        back = asyncio.run(asyncio.wait_for(there_and_back(broker.bootstrap_servers), 60))
        assert broker.child.poll() is None
        assert "ready" in broker.log.read_text("utf-8")
    assert back == [(b"k", b"v", (("h", b"1"),)), (b"k", None, ())]
    assert broker.child.poll() is not None
    assert not broker.log.exists()


@needs_embedded_broker
def test_it_ends_with_a_block_that_fails() -> None:
    with pytest.raises(RuntimeError, match="a test"), embedded_broker() as broker:
        message = "a test"
        raise RuntimeError(message)
    assert broker.child.poll() is not None


@needs_embedded_broker
def test_several_run_beside_each_other() -> None:
    with embedded_broker() as one, embedded_broker() as other:
        assert one.bootstrap_servers != other.bootstrap_servers


def script(folder: Path, text: str) -> Path:
    path = folder / "tansu"
    # By way of the shell: the first line of a script cannot hold a path with a space.
    path.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(text)}\n", "utf-8")
    path.chmod(0o755)
    return path


def test_another_binary_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = script(tmp_path, "")
    monkeypatch.setenv(VARIABLE, str(other))
    assert find_binary(tmp_path) == other


def test_a_named_binary_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "gone"))
    with pytest.raises(UsageError, match=r"CALF_TANSU_BIN names '.*gone', which is no executable file"):
        find_binary(tmp_path)


def packaged(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the package lie in another folder, and nothing on the PATH."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(folder / "nothing"))
    monkeypatch.setattr("importlib.resources.files", lambda name: folder)


def test_a_packaged_file_that_is_not_executable_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package, scratch = tmp_path / "package", tmp_path / "scratch"
    (package / "bin").mkdir(parents=True)
    scratch.mkdir()
    script(package / "bin", "print('it runs')").chmod(0o644)
    packaged(monkeypatch, package)
    found = find_binary(scratch)
    assert found.parent == scratch
    assert found.stat().st_mode & 0o100
    script(package / "bin", "").chmod(0o755)
    assert find_binary(scratch).parent == package / "bin"


def test_a_system_without_a_binary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged(monkeypatch, tmp_path)
    with pytest.raises(UsageError, match=r"no binary for .*--broker HOST:PORT"):
        find_binary(tmp_path)


def test_a_broker_that_ends_at_once_tells_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(script(tmp_path, "raise SystemExit('no room on this machine')")))
    with pytest.raises(UsageError, match="the end of its log: .*no room on this machine"), embedded_broker():
        pass


def test_a_broker_that_never_answers_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(script(tmp_path, "import time; time.sleep(600)")))
    monkeypatch.setattr(embedded, "START_TIMEOUT_S", 0.2)
    begun: list[Child] = []
    launch = embedded._launch

    def noted(binary: Path, port: int, log: Path) -> Child:
        begun.append(launch(binary, port, log))
        return begun[-1]

    monkeypatch.setattr(embedded, "_launch", noted)
    with pytest.raises(UsageError, match=r"did not answer within 0\.2 s"), embedded_broker():
        pass
    assert [child.poll() for child in begun] == [-9] * 3


def test_a_binary_of_another_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = tmp_path / "tansu"
    foreign.write_bytes(b"\x00\x01 no program")
    foreign.chmod(0o755)
    monkeypatch.setenv(VARIABLE, str(foreign))
    with pytest.raises(UsageError, match="cannot be run"), embedded_broker():
        pass
