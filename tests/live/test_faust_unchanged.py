"""Faust's insides that `streams.live.faust_hooks` replaces or relies on are still those that it was written against."""

import inspect
from collections.abc import Callable
from hashlib import sha256

import faust
import pytest
from faust.app.base import App
from faust.tables.recovery import Recovery
from faust.transport.consumer import Consumer, ConsumerThread, ThreadDelegateConsumer
from faust.transport.drivers import aiokafka as driver

READ_AND_UNDERSTOOD = {
    Consumer.getmany: "4b168d84882a70d6",
    Consumer._wait_next_records: "6218e1969a636b3f",
    Consumer._drain_messages: "44a2500309e83c63",
    Consumer.perform_seek: "0e8c130ff4b0afd8",
    Consumer.wait_empty: "e4662fe24f094819",
    Consumer.on_partitions_revoked: "d04b7ae72c6fc206",
    Consumer.on_partitions_assigned: "29ce96596f05a18c",
    Consumer.on_stop: "45b1d2210ce2b526",
    ThreadDelegateConsumer._getmany: "f9d47aa9010b5ff2",
    driver.Consumer._to_message: "7c24f6511b2fcef7",
    driver.AIOKafkaConsumerThread._create_worker_consumer: "c2701bfc3e6f6cad",
    driver.AIOKafkaConsumerThread._fetch_records: "39a2c6c79fc1455a",
    driver.AIOKafkaConsumerThread.seek_to_committed: "775ab0adc4b052ab",
    driver.ConsumerRebalanceListener.on_partitions_revoked: "348c3aec879faf80",
    driver.ConsumerRebalanceListener.on_partitions_assigned: "1c1f8406ad3698a6",
    App._on_partitions_revoked: "d5c895bbe57dc73a",
    App._on_partitions_assigned: "de932b7927db85b3",
    App._stop_consumer: "55854a5de12c3f52",
    Recovery._resume_streams: "d986a6710c1aca98",
    Recovery.on_rebalance: "aa4d997a1795ceae",
}
"""Function → the first 16 hex digits of the SHA-256 of its source, as read in Faust 0.15.3."""


@pytest.mark.parametrize("function", READ_AND_UNDERSTOOD, ids=lambda function: function.__qualname__)
def test_function_is_as_it_was_read(function: Callable[..., object]) -> None:
    found = sha256(inspect.getsource(function).encode()).hexdigest()[:16]
    assert found == READ_AND_UNDERSTOOD[function], (
        f"Faust {faust.__version__} changed {function}: read it, see whether streams/live/faust_hooks.py still holds "
        f"(run tests/kafka), then write {found} here"
    )


def test_messages_are_not_followed_by_faust() -> None:
    from streams.live.faust_hooks import ChunkConsumer

    for name in ("commit", "force_commit", "wait_empty", "track_message", "_add_gap", "verify_event_path", "_getmany"):
        assert name in vars(ChunkConsumer), name
        assert hasattr(driver.Consumer, name), f"{name} overrides nothing any more"


def test_consumer_thread_exists_as_expected() -> None:
    assert issubclass(driver.AIOKafkaConsumerThread, ConsumerThread)
    assert "_create_worker_consumer" in vars(driver.AIOKafkaConsumerThread)
