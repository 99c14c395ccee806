"""The rig itself: what the other tests of this folder stand on."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress

import pytest
from kafka import KafkaProducer

from scripts.kafka.machine import ClusterError
from scripts.kafka.node import command_line
from scripts.kafka.ports import free_ports
from tests.docs.pages import ROOT
from tests.kafka.records import create_topic, produce, read_all
from tests.kafka.rig import KafkaRig


def test_records_come_back_as_they_were_sent(kafka: KafkaRig, namespace: str) -> None:
    create_topic(kafka.bootstrap_servers, namespace, partitions=3)
    sent = [(f"k{number % 7}".encode(), str(number).encode()) for number in range(100)] + [(b"gone", None)]
    produce(kafka.bootstrap_servers, namespace, sent, timestamp_ms=1_700_000_000_000, headers=[("h", b"1")])
    read = read_all(kafka.bootstrap_servers, namespace)
    assert sorted((record.key, record.value or b"") for record in read) == sorted((k, v or b"") for k, v in sent)
    assert {(record.timestamp_ms, record.headers) for record in read} == {(1_700_000_000_000, (("h", b"1"),))}
    for number in range(3):
        offsets = [record.offset for record in read if record.partition == number]
        assert offsets == list(range(len(offsets)))


def test_keys_are_partitioned_as_java_does(kafka: KafkaRig, namespace: str) -> None:
    create_topic(kafka.bootstrap_servers, namespace, partitions=4)
    # Of Kafka's own UtilsTest.testMurmur2: murmur2 of these, its sign bit dropped, modulo 4.
    expected = {b"21": -973932308, b"foobar": -790332482, b"a-little-bit-long-string": -985981536}
    produce(kafka.bootstrap_servers, namespace, [(key, b"") for key in expected])
    found = {record.key: record.partition for record in read_all(kafka.bootstrap_servers, namespace)}
    assert found == {key: (hashed & 0x7FFFFFFF) % 4 for key, hashed in expected.items()}


def test_aborted_records_are_left_out(kafka: KafkaRig, namespace: str) -> None:
    create_topic(kafka.bootstrap_servers, namespace)
    with closing(KafkaProducer(bootstrap_servers=kafka.bootstrap_servers, transactional_id=namespace)) as producer:
        producer.init_transactions()
        for value, ends in ((b"kept", producer.commit_transaction), (b"dropped", producer.abort_transaction)):
            producer.begin_transaction()
            producer.send(namespace, value=value)
            producer.flush()  # an abort would else drop what was not sent yet
            ends()
    assert [record.value for record in read_all(kafka.bootstrap_servers, namespace)] == [b"kept"]
    every = read_all(kafka.bootstrap_servers, namespace, committed=False)
    assert [record.value for record in every] == [b"kept", b"dropped"]


def test_an_open_transaction_is_waited_for(kafka: KafkaRig, namespace: str) -> None:
    create_topic(kafka.bootstrap_servers, namespace)
    with closing(KafkaProducer(bootstrap_servers=kafka.bootstrap_servers, transactional_id=namespace)) as producer:
        producer.init_transactions()
        producer.begin_transaction()
        producer.send(namespace, value=b"open")
        producer.flush()
        with pytest.raises(TimeoutError, match="is a transaction open"):
            read_all(kafka.bootstrap_servers, namespace, limit_s=1)
        producer.commit_transaction()
    assert [record.value for record in read_all(kafka.bootstrap_servers, namespace)] == [b"open"]


def test_no_topic_is_made_by_accident(kafka: KafkaRig, namespace: str) -> None:
    with pytest.raises(LookupError, match=f"there is no topic {namespace}"):
        read_all(kafka.bootstrap_servers, namespace)


def test_what_cannot_be_hurt_says_so(kafka: KafkaRig) -> None:
    with pytest.raises(ClusterError, match="there is no node 2"):
        kafka.kill_broker(2)
    with pytest.raises(ClusterError, match="node 1 runs already"):
        kafka.restart_broker(1)


def test_a_broker_that_cannot_start_shows_its_log(kafka: KafkaRig, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = int(kafka.bootstrap_servers.split(":")[1])
    monkeypatch.setattr("tests.kafka.rig.free_ports", lambda _: [taken, *free_ports(2)])
    with pytest.raises(ClusterError, match=r"(?s)node 1 ended while it was starting.*Address already in use"):
        KafkaRig().start()


KILLED = """
import os, signal
from tests.kafka.rig import KafkaRig
rig = KafkaRig().start()
print(rig._cluster.node(1).pid(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_broker_outlives_a_killed_test_run(kafka: KafkaRig) -> None:
    told = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == -signal.SIGKILL, told.stderr
    broker = int(told.stdout)
    deadline = time.monotonic() + 60
    try:
        while "kafka.Kafka" in command_line(broker):
            assert time.monotonic() < deadline, f"broker {broker} is still there"
            time.sleep(0.05)
    finally:
        with suppress(ProcessLookupError):
            os.kill(broker, signal.SIGKILL)
