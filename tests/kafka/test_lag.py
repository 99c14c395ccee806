"""Waiting for a consumer group: what lags, and what only looks like it."""

from contextlib import closing
from typing import Any

import pytest
from kafka import KafkaConsumer, KafkaProducer

from tests.kafka.records import committed_offsets, create_topic, produce, wait_without_lag
from tests.kafka.rig import KafkaRig


def consume(kafka: KafkaRig, topic: str, count: int) -> None:
    """Read that many records as the group of the topic's name and commit them."""
    consumer: Any = KafkaConsumer(
        topic,
        bootstrap_servers=kafka.bootstrap_servers,
        group_id=topic,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        enable_auto_commit=False,
        max_poll_records=1,
    )
    with closing(consumer):
        for _ in range(count):
            next(consumer)
        consumer.commit()


def test_lag_ends_with_the_last_commit(kafka: KafkaRig, namespace: str) -> None:
    create_topic(kafka.bootstrap_servers, namespace)
    wait_without_lag(kafka.bootstrap_servers, namespace, [namespace], limit_s=10)  # nothing there, nothing left
    produce(kafka.bootstrap_servers, namespace, [(b"k", b"1"), (b"k", b"2")])
    with pytest.raises(TimeoutError, match=rf"{namespace}\[0\]: 2"):
        wait_without_lag(kafka.bootstrap_servers, namespace, [namespace], limit_s=0)
    consume(kafka, namespace, 1)
    with pytest.raises(TimeoutError, match=rf"{namespace}\[0\]: 1"):
        wait_without_lag(kafka.bootstrap_servers, namespace, [namespace], limit_s=0)
    consume(kafka, namespace, 1)
    wait_without_lag(kafka.bootstrap_servers, namespace, [namespace], limit_s=10)
    assert committed_offsets(kafka.bootstrap_servers, namespace) == {(namespace, 0): 2}


def test_a_transactions_marker_is_no_lag(kafka: KafkaRig, namespace: str) -> None:
    create_topic(kafka.bootstrap_servers, namespace)
    with closing(KafkaProducer(bootstrap_servers=kafka.bootstrap_servers, transactional_id=namespace)) as producer:
        producer.init_transactions()
        producer.begin_transaction()
        producer.send(namespace, value=b"1")
        producer.commit_transaction()
        consume(kafka, namespace, 1)
        wait_without_lag(kafka.bootstrap_servers, namespace, [namespace], limit_s=10)
        producer.begin_transaction()
        producer.send(namespace, value=b"2")
        producer.flush()
        with pytest.raises(TimeoutError, match="still lags"):
            wait_without_lag(kafka.bootstrap_servers, namespace, [namespace], limit_s=0)
        producer.abort_transaction()
    wait_without_lag(kafka.bootstrap_servers, namespace, [namespace], limit_s=10)
