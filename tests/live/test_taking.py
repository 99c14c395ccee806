"""Each record ends as applied, duplicate or dead letter, and is counted; Kafka adds reasons of its own."""

import json
from base64 import b64decode

import pytest

from streams.cluster.keys import partition_of
from streams.live.taking import Taker
from tests.live.desk import ACTIVITIES, CHANGES, DECISIONS, NAMES, ORDERS, QUOTAS, Desk, event, publish
from tests.live.fake_kafka import WRITTEN_MS, FakeKafka

PEOPLE = "crm.people.v1"
OF_EACH = (CHANGES, ACTIVITIES, ORDERS, DECISIONS, PEOPLE, NAMES, QUOTAS)
DAY_MS = 86_400_000


@pytest.fixture
def kafka() -> FakeKafka:
    return FakeKafka(partitions=1)


def value(topic: str, event_id: str = "e-1", **fields: object) -> bytes:
    return json.dumps(event(topic, event_id, **fields)).encode()


@pytest.mark.parametrize("topic", OF_EACH)
def test_first_applied_then_duplicate_then_conflict(kafka: FakeKafka, topic: str) -> None:
    desk = Desk(kafka)
    first, again = publish(kafka, topic), publish(kafka, topic, recorded_at=None, unknown="ignored")
    other = publish(kafka, topic, occurred_at="2026-03-02T09:00:00Z")
    assert desk.take(first, again, other) == 3
    meta = desk.state.meta
    assert (meta.read, meta.applied, meta.duplicates) == ({topic: 3}, {topic: 1}, {topic: 1})
    assert (meta.dead_letters, meta.dead_letter_reasons) == ({topic: 1}, {"id_conflict": 1})
    assert desk.reasons == ["id_conflict"]
    assert "'e-1' came before with another payload" in desk.letters[0].message
    assert b64decode(desk.letters[0].value_b64 or "") == other.value


@pytest.mark.parametrize("topic", OF_EACH)
def test_what_was_read_first_holds_across_flushes_and_restores(kafka: FakeKafka, topic: str) -> None:
    desk = Desk(kafka)
    desk.take(publish(kafka, topic))
    desk.flush()
    later = Desk(kafka)
    later.take(publish(kafka, topic), publish(kafka, topic, occurred_at="2026-03-02T09:00:00Z"))
    assert later.state.meta.duplicates == {topic: 1}
    assert later.state.meta.dead_letter_reasons == {"id_conflict": 1}
    assert later.state.meta.read == {topic: 3}


@pytest.mark.parametrize("topic", OF_EACH)
def test_a_key_that_is_not_the_id_in_the_body(kafka: FakeKafka, topic: str) -> None:
    desk = Desk(kafka)
    desk.take(kafka.append(topic, b"else", value(topic)), kafka.append(topic, None, value(topic)))
    assert desk.reasons == ["key_mismatch", "key_mismatch"]
    assert "the key 'else'; expected its " in desk.letters[0].message
    assert desk.letters[0].key_b64 == "ZWxzZQ=="
    assert "no key" in desk.letters[1].message
    assert desk.letters[1].key_b64 is None
    assert [item.key for item in desk.stages.taker.letters] == [b"else", None]


@pytest.mark.parametrize("topic", OF_EACH)
def test_a_null_value(kafka: FakeKafka, topic: str) -> None:
    desk = Desk(kafka)
    desk.take(kafka.append(topic, b"c-1", None))
    assert desk.reasons == ["null_value"]
    assert desk.letters[0].value_b64 is None


@pytest.mark.parametrize("topic", OF_EACH)
def test_where_murmur2_does_not_put_it(topic: str) -> None:
    kafka = FakeKafka(partitions=4)
    right = publish(kafka, topic)
    wrong = (right.partition + 1) % 4
    desk = Desk(kafka, wrong)
    desk.take(kafka.append(topic, right.key, right.value, partition=wrong))
    assert desk.reasons == ["wrong_partition"]
    assert f"lies in partition {wrong}; murmur2 puts its key into {right.partition} of 4" in desk.letters[0].message
    assert desk.letters[0].partition == wrong
    assert partition_of(right.key, 4) == right.partition
    desk.flush()
    assert desk.state.customers == 0


def test_a_known_customer_is_not_hashed_again(kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing costs more than the rest of taking in; who is kept here belongs here."""
    desk = Desk(kafka)
    desk.take(publish(kafka, ACTIVITIES, "a-1"))
    monkeypatch.setattr("streams.live.taking.check_partition", None)
    assert desk.take(publish(kafka, ACTIVITIES, "a-2")) == 1
    desk.flush()
    monkeypatch.undo()
    monkeypatch.setattr("streams.live.taking.check_partition", None)
    assert desk.take(publish(kafka, ACTIVITIES, "a-3")) == 1
    assert desk.state.meta.applied == {ACTIVITIES: 3}


def test_more_than_a_day_ahead_of_its_record(kafka: FakeKafka) -> None:
    desk = Desk(kafka)
    body = value(ORDERS, occurred_at="2027-01-16T08:00:00Z")
    due = kafka.append(ORDERS, b"c-1", body, at_ms=WRITTEN_MS)
    ahead = kafka.append(ORDERS, b"c-1", value(ORDERS, "e-2", occurred_at="2027-01-16T08:00:00.000001Z"))
    unknown = kafka.append(ORDERS, b"c-1", value(ORDERS, "e-3", occurred_at="2098-01-01T00:00:00Z"), at_ms=-1)
    assert WRITTEN_MS + DAY_MS == 1_800_086_400_000  # 2027-01-16T08:00:00Z
    desk.take(due, ahead, unknown)
    assert desk.reasons == ["time_ahead"]
    assert desk.state.meta.applied == {ORDERS: 2}


def test_what_lies_before_everything_kept_is_too_late(kafka: FakeKafka) -> None:
    desk = Desk(kafka)
    desk.take(publish(kafka, ACTIVITIES, "new"), publish(kafka, ACTIVITIES, "old", occurred_at="2021-03-01T09:00:00Z"))
    assert desk.reasons == ["too_late"]
    assert "'old' lies more than twice the horizon" in desk.letters[0].message


def test_offsets_below_the_next_one_were_taken_before(kafka: FakeKafka) -> None:
    desk = Desk(kafka)
    records = [publish(kafka, ACTIVITIES, f"a-{number}") for number in range(5)]
    taker: Taker = desk.stages.taker
    assert taker.take(ACTIVITIES, records[:3]) == 3
    assert taker.take(ACTIVITIES, records[:3]) == 0
    assert taker.take(ACTIVITIES, records[1:]) == 2
    meta = desk.state.meta
    assert meta.read == meta.applied == {ACTIVITIES: 5}
    assert meta.duplicates == {}
    assert meta.offsets == {ACTIVITIES: 5}


def test_positions_are_apart_by_topic(kafka: FakeKafka) -> None:
    desk = Desk(kafka)
    desk.take(publish(kafka, ACTIVITIES, "a-1"), publish(kafka, ACTIVITIES, "a-2"), publish(kafka, ORDERS))
    assert desk.state.meta.offsets == {ACTIVITIES: 2, ORDERS: 1}


def test_a_dead_letter_moves_the_position_too(kafka: FakeKafka) -> None:
    desk = Desk(kafka)
    poison = kafka.append(ORDERS, b"c-1", b"{")
    assert desk.take(poison, poison) == 1
    assert desk.reasons == ["not_json"]
    assert desk.state.meta.offsets == {ORDERS: 1}


def test_counts_add_up_in_one_chunk_with_everything(kafka: FakeKafka) -> None:
    desk = Desk(kafka)
    records = [publish(kafka, ORDERS, "x"), publish(kafka, ORDERS, "x"), kafka.append(ORDERS, b"c-1", b"[]")]
    records += [publish(kafka, ORDERS, "y"), kafka.append(ORDERS, b"c-1", None)]
    assert desk.stages.take(ORDERS, records) == 5
    meta = desk.state.meta
    assert (meta.read, meta.applied) == ({ORDERS: 5}, {ORDERS: 2})
    assert (meta.duplicates, meta.dead_letters) == ({ORDERS: 1}, {ORDERS: 2})
    assert meta.dead_letter_reasons == {"not_object": 1, "null_value": 1}


def test_the_newest_event_is_known(kafka: FakeKafka) -> None:
    desk = Desk(kafka)
    desk.take(publish(kafka, ORDERS, "x"), publish(kafka, ORDERS, "y", occurred_at="2026-01-01T00:00:00Z"))
    assert desk.stages.taker.newest_us == 1_772_355_600_000_000  # 2026-03-01T09:00:00Z
    assert desk.flush().newest_event_us == 1_772_355_600_000_000


def test_letters_are_written_once_under_the_key_as_received(kafka: FakeKafka) -> None:
    desk = Desk(kafka)
    desk.take(kafka.append(ORDERS, b"c-9", b"{"), kafka.append(ORDERS, None, b"{"))
    desk.flush()
    desk.flush()
    written = kafka.records("transferwatch.dead-letters.v1")
    assert sorted((record.key or b"", json.loads(record.value)["offset"]) for record in written) == [
        (b"", 1),
        (b"c-9", 0),
    ]
