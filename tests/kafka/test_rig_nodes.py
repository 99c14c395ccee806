"""The rig with three nodes: some are killed or paused, and all come back."""

from tests.kafka.records import create_topic, produce, read_all
from tests.kafka.rig import KafkaRig


def test_writes_go_on_while_a_broker_is_dead(kafka3: KafkaRig, namespace: str) -> None:
    create_topic(kafka3.bootstrap_servers, namespace, partitions=3)
    kafka3.wait_in_sync()
    produce(kafka3.bootstrap_servers, namespace, [(None, b"before")])
    kafka3.kill_broker(2)
    assert kafka3.running_brokers() == [1, 3]
    for number in range(3):
        produce(kafka3.bootstrap_servers, namespace, [(None, b"during")], partition=number)
    kafka3.restart_broker(2)
    kafka3.wait_in_sync()
    kafka3.kill_broker(1)
    values = sorted(record.value or b"" for record in read_all(kafka3.bootstrap_servers, namespace))
    assert values == [b"before", b"during", b"during", b"during"]


def test_all_brokers_die_and_come_back(kafka3: KafkaRig, namespace: str) -> None:
    assert kafka3.running_brokers() == [1, 2, 3], "the test before this one was not undone"
    create_topic(kafka3.bootstrap_servers, namespace)
    produce(kafka3.bootstrap_servers, namespace, [(None, b"kept")])
    kafka3.kill_brokers(1, 2, 3)
    kafka3.restart_brokers(1, 2, 3)
    assert [record.value for record in read_all(kafka3.bootstrap_servers, namespace)] == [b"kept"]


def test_a_paused_broker_says_nothing(kafka3: KafkaRig) -> None:
    assert kafka3.answers(3)
    kafka3.pause_broker(3)
    assert not kafka3.answers(3, within_s=0.5)
    kafka3.resume_broker(3)
    assert kafka3.answers(3, within_s=10)
