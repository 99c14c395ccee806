"""Everybody's history, the same in every worker, and whose judgement a change of it may touch."""

import asyncio
import json

import pytest

from detector.instant import parse_instant
from streams.live.people_log import PEOPLE, PeopleHistory, PeopleLog
from streams.settings import Settings
from tests.live.desk import event, publish, read_history
from tests.live.fake_kafka import FakeConsumer, FakeKafka, serve

MARCH = parse_instant("2026-03-01T00:00:00Z")


@pytest.fixture
def kafka() -> FakeKafka:
    return FakeKafka(partitions=4)


def take(history: PeopleHistory, kafka: FakeKafka, event_id: str = "e-1", **fields: object) -> set[str]:
    return set(history.take(publish(kafka, PEOPLE, event_id, **fields)))


def test_a_version_touches_its_person_once(kafka: FakeKafka) -> None:
    history = PeopleHistory(4)
    assert take(history, kafka, person_id="mei", role="assistant") == {"mei"}
    assert take(history, kafka, person_id="mei", role="assistant") == set()
    assert history.people.at("mei", MARCH).role == "assistant"
    assert take(history, kafka, "e-2", person_id="mei", effective_from="2025-02-01T00:00:00Z") == {"mei"}
    assert history.people.at("mei", MARCH).role == "sales", "the people are made anew after a change"


def test_the_first_usable_one_under_an_id_holds(kafka: FakeKafka) -> None:
    history = PeopleHistory(4)
    body = json.dumps(event(PEOPLE, person_id="lin", role="manager")).encode()
    bad = json.dumps(event(PEOPLE, person_id="lin", role="king")).encode()
    right = publish(kafka, PEOPLE, person_id="lin").partition
    spoiled = [
        kafka.append(PEOPLE, b"lin", bad),
        kafka.append(PEOPLE, b"lin", None),
        kafka.append(PEOPLE, b"lin", body, at_ms=0),
        kafka.append(PEOPLE, b"other", body, partition=right),
        kafka.append(PEOPLE, b"lin", body, partition=(right + 1) % 4),
    ]
    assert [history.take(record) for record in spoiled] == [frozenset()] * 5
    assert history.people.at("lin", MARCH).role == "other", "none of these is known"
    assert take(history, kafka, person_id="lin", role="assistant") == {"lin"}
    assert take(history, kafka, person_id="lin", role="sales") == set()
    assert history.people.at("lin", MARCH).role == "assistant"


def test_positions_pass_what_cannot_be_used(kafka: FakeKafka) -> None:
    history = PeopleHistory(4)
    record = kafka.append(PEOPLE, b"lin", b"{")
    history.take(record)
    assert history.offsets == {record.partition: 1}


def test_a_team_that_sells_for_the_first_time_touches_everybody_ever_in_it(kafka: FakeKafka) -> None:
    history = PeopleHistory(4)
    take(history, kafka, person_id="mei", role="assistant", team_id="north")
    take(history, kafka, "e-2", person_id="mei", role="assistant", team_id="south")
    take(history, kafka, person_id="qiu", role="assistant", team_id="south")
    assert take(history, kafka, person_id="lin", role="sales", team_id="north") == {"lin", "mei"}
    assert take(history, kafka, person_id="wang", role="sales", team_id="north") == {"wang"}
    assert take(history, kafka, person_id="none", role="sales", team_id=None) == {"none"}
    assert take(history, kafka, person_id="zhou", role="assistant", team_id="north") == {"zhou"}


def test_touched_since_is_what_came_from_a_position_on(kafka: FakeKafka) -> None:
    for number, person in enumerate(("lin", "mei", "lin", "qiu")):
        publish(kafka, PEOPLE, f"e-{number}", person_id=person)
    kafka.append(PEOPLE, b"lin", b"{")
    history = read_history(kafka)
    assert history.touched_since({}) == {"lin", "mei", "qiu"}
    assert history.touched_since(history.offsets) == set()
    lin = publish(FakeKafka(4), PEOPLE, person_id="lin").partition
    assert history.touched_since({**history.offsets, lin: 1}) >= {"lin"}
    beyond = {number: offset + 5 for number, offset in history.offsets.items()}
    assert history.touched_since(beyond) == set(), "another worker had read further"


def test_a_team_sells_for_the_first_time_whatever_the_order_of_reading(kafka: FakeKafka) -> None:
    """Who judged had read the assistant and not yet the seller; a successor may read them the other way round."""
    assistant = publish(kafka, PEOPLE, person_id="mei", role="assistant", team_id="north")
    seller = publish(kafka, PEOPLE, person_id="wang", role="sales", team_id="north")
    assert assistant.partition != seller.partition
    judged = PeopleHistory(4)
    judged.take(assistant)
    successor = PeopleHistory(4)
    for record in (seller, assistant):
        successor.take(record)
    assert successor.touched_since(judged.offsets) == {"mei", "wang"}


class TestLog:
    """Reading the topic, over the same Kafka."""

    @pytest.fixture
    def consumers(self, kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> list[FakeConsumer]:
        return serve(kafka, monkeypatch)

    def test_ready_after_all_that_was_there(self, kafka: FakeKafka, consumers: list[FakeConsumer]) -> None:
        people = [f"p-{number}" for number in range(300)]
        for person in people:
            publish(kafka, PEOPLE, person_id=person)
        told: list[set[str]] = []

        async def run() -> PeopleLog:
            log = PeopleLog(Settings(), told.append)
            assert not log.ready.is_set()
            await log.start()
            assert log.ready.is_set()
            assert log.history.people.at(people[-1], MARCH).role == "sales"
            following = asyncio.create_task(log.follow())
            publish(kafka, PEOPLE, "later", person_id="late")
            for _ in range(20):
                await asyncio.sleep(0)
            following.cancel()
            await log.stop()
            return log

        log = asyncio.run(run())
        assert log.history.touched_since({}) == {*people, "late"}
        assert told == [{"late"}], "what was there from the start is nobody's news"
        assert [consumer.stopped for consumer in consumers] == [True]

    def test_records_in_a_wrong_partition_are_known_as_such(
        self, kafka: FakeKafka, consumers: list[FakeConsumer]
    ) -> None:
        right = publish(kafka, PEOPLE, person_id="lin").partition
        body = json.dumps(event(PEOPLE, "e-2", person_id="lin", role="manager")).encode()
        kafka.append(PEOPLE, b"lin", body, partition=(right + 1) % 4)
        log = PeopleLog(Settings(), lambda touched: None)
        asyncio.run(log.start())
        assert log.history.people.at("lin", MARCH).role == "sales"
