"""A partition's state is read back to the end of the state topic, and only that partition's."""

import asyncio
from typing import Any

import pytest

from streams.live.restoring import restore
from streams.live.state import PartitionState
from streams.settings import Settings
from streams.topics import STATE_TOPIC
from tests.live.fake_kafka import FETCHED_AT_ONCE, FakeKafka, serve


def served_state(records: int, monkeypatch: pytest.MonkeyPatch) -> tuple[FakeKafka, list[Any]]:
    kafka = FakeKafka(partitions=2, namespace="acme")
    for number in range(records):
        for partition in (0, 1):
            kafka.append(STATE_TOPIC, b"c%d" % (number % 70), b"%d of %d" % (number, partition), partition=partition)
    return kafka, serve(kafka, monkeypatch)


class TestRestoring:
    def restore(self, partition: int) -> PartitionState:
        return asyncio.run(restore(Settings(namespace="acme"), partition))

    def test_the_last_record_of_each_key_of_this_partition(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kafka, consumers = served_state(3 * FETCHED_AT_ONCE, monkeypatch)
        state = self.restore(1)
        assert state.customers == 70
        assert state.states[b"c0"] == b"140 of 1"
        assert [consumer.stopped for consumer in consumers] == [True]
        assert kafka.records(STATE_TOPIC)

    def test_nothing_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        served_state(0, monkeypatch)
        assert self.restore(0).states == {}

    def test_a_marker_at_the_end_is_not_waited_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kafka, _ = served_state(5, monkeypatch)
        kafka._logs[kafka.place(STATE_TOPIC, 0)].end += 3
        assert self.restore(0).customers == 5

    def test_the_connection_is_closed_also_when_it_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kafka, consumers = served_state(0, monkeypatch)
        kafka.append(STATE_TOPIC, b"m", b"no json", partition=0)
        with pytest.raises(Exception, match="JSON"):
            self.restore(0)
        assert consumers[0].stopped
