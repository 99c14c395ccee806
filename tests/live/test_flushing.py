"""A flush: what a partition says and keeps in one write, and how void decisions are noticed in it."""

import asyncio
import json
from collections import Counter

import msgspec
import pytest

from detector.kept.facts import FactChange
from detector.outputs import DeadLetter
from detector.team_facts import OrderFact
from streams.cluster.keys import partition_of
from streams.live.decisions import DecisionPlaces
from streams.live.outputs import DEAD_LETTERS, Outbox
from streams.live.state import DECISION, PartitionState
from streams.partition_meta import META_KEY
from streams.settings import Settings
from streams.topics import STATE_TOPIC, TEAM_FACTS_TOPIC, Namespace
from tests.live.desk import ACTIVITIES, DECISIONS, NAMES, ORDERS, Desk, publish, restored
from tests.live.fake_kafka import FakeKafka, serve

VOID = {"decision": "release", "reason": "ok", "order_id": "A", "decided_by": "gao"}  # without the shares
FACT = OrderFact("north", "2026-03", "c-1", "A", 500, "CNY", ("lin",), ("lin",))


@pytest.fixture
def kafka() -> FakeKafka:
    return FakeKafka(partitions=1)


class TestDecisions:
    """A void decision is noticed once, whole as long as its topic has it."""

    def letter_after(self, kafka: FakeKafka, desk: Desk) -> DeadLetter:
        desk.take(publish(kafka, ORDERS))
        desk.flush()
        desk.take(publish(kafka, ACTIVITIES))
        desk.flush()
        (record,) = kafka.records(DEAD_LETTERS)
        assert record.key == b"c-1"
        return msgspec.json.decode(record.value, type=DeadLetter)

    def test_in_the_flush_that_read_it(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        decision = publish(kafka, DECISIONS, **VOID)
        desk.take(decision)
        letter = self.letter_after(kafka, desk)
        assert (letter.topic, letter.reason_code, letter.offset) == (DECISIONS, "void_decision", 0)
        assert letter.value_b64 is not None
        assert "'e-1' on order 'A' is void: it lacks the" in letter.message
        assert desk.state.meta.dead_letters == {}, "a void decision counts as applied"

    def test_long_after_it_was_read(self, kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> None:
        consumers = serve(kafka, monkeypatch)
        publish(kafka, DECISIONS, "first", customer_id="c-9")
        decision = publish(kafka, DECISIONS, **VOID)
        first = Desk(kafka)
        first.take(*kafka.records(DECISIONS))
        first.flush()
        assert [key[:1] for key in restored(kafka).states].count(DECISION) == 2
        letter = self.letter_after(kafka, Desk(kafka))
        assert (letter.offset, letter.partition) == (decision.offset, 0)
        assert len(consumers) == 1
        assert consumers[0].stopped

    def test_whose_record_is_gone(self, kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> None:
        serve(kafka, monkeypatch)
        monkeypatch.setattr("streams.live.decisions.FETCH_TIMEOUT_S", 0.0)
        first = Desk(kafka)
        first.take(publish(kafka, DECISIONS, **VOID))
        first.flush()
        kafka.forget(DECISIONS)
        letter = self.letter_after(kafka, Desk(kafka))
        assert (letter.value_b64, letter.offset, letter.partition) == (None, None, 0)
        assert letter.message.endswith("(its record is not on the topic any more)")

    def test_whose_place_was_taken_by_a_later_one(self, kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> None:
        serve(kafka, monkeypatch)
        first = Desk(kafka)
        first.take(publish(kafka, DECISIONS, **VOID))
        first.flush()
        kafka.forget(DECISIONS)
        publish(kafka, DECISIONS, "later", customer_id="c-9")
        assert self.letter_after(kafka, Desk(kafka)).value_b64 is None

    def test_an_unknown_one_is_not_looked_for(self) -> None:
        assert asyncio.run(DecisionPlaces(PartitionState()).find(Settings(), 0, "c-1", 5)) is None


class TestOutbox:
    def test_each_record_lies_where_murmur2_puts_its_key(self) -> None:
        counts = {DEAD_LETTERS: 3, "transferwatch.credits.v1": 7, TEAM_FACTS_TOPIC: 5}
        box = Outbox(Namespace("acme"), counts)
        for number in range(40):
            box.add("transferwatch.credits.v1", f"order-{number}".encode(), b"x")
            box.team_fact(f"团队{number}", FactChange(1, FACT))
        box.letter(None, DeadLetter(topic=ORDERS, reason_code="no", message="why"))
        for record in box.records:
            assert record.partition == partition_of(record.key or b"", counts[record.topic.removeprefix("acme.")])
        spread = Counter(record.topic for record in box.records)
        assert spread == {
            f"acme.{DEAD_LETTERS}": 1,
            "acme.transferwatch.credits.v1": 40,
            f"acme.{TEAM_FACTS_TOPIC}": 40,
        }
        assert len({record.partition for record in box.records if record.topic.endswith("credits.v1")}) == 7

    def test_a_deletion_has_no_value(self) -> None:
        box = Outbox(Namespace(""), {"transferwatch.assessments.v1": 1})
        box.say("transferwatch.assessments.v1", "order:A", None)
        assert (box.records[0].key, box.records[0].value) == (b"order:A", None)


class TestFlush:
    def test_state_outputs_and_offsets_are_one_write(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        desk.take(publish(kafka, ORDERS), publish(kafka, NAMES), kafka.append(ORDERS, b"c-1", b"{"))
        desk.flush()
        ((records, offsets),) = desk.writer.writes
        assert offsets == {kafka.place(ORDERS, 0): 2, kafka.place(NAMES, 0): 1}
        kinds = Counter(record.topic for record in records)
        assert kinds[STATE_TOPIC] == 3, "a customer, a name and the partition"
        assert kinds["transferwatch.assessments.v1"] == kinds[DEAD_LETTERS] == 1
        last = records[-1]
        assert (last.topic, last.key, last.partition) == (STATE_TOPIC, META_KEY, 0)
        said = json.loads(last.value or b"")
        assert (said["worker"], said["read"]) == ("w", {ORDERS: 2, NAMES: 1})
        assert said["flushed_at"]

    def test_nothing_holds_before_it_is_written(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        desk.take(publish(kafka, ORDERS))
        desk.writer.fail = "before"
        with pytest.raises(Exception, match="nothing of it was written"):
            desk.flush()
        assert desk.state.states == {}
        assert restored(kafka).states == {}
        assert kafka.committed == {}

    def test_the_sizes_are_those_after_it(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        for event_id, customer in (("e-1", "c-1"), ("e-2", "c-2"), ("e-3", "c-1")):
            desk.take(publish(kafka, ORDERS, event_id, customer_id=customer), publish(kafka, NAMES))
            desk.flush()
            state = restored(kafka)
            assert (state.meta.customers, state.meta.state_bytes) == (state.customers, state.state_bytes)
        assert state.meta.customers == 2

    def test_a_former_owner_writes_nothing(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        desk.take(publish(kafka, ORDERS))
        Desk(kafka)
        with pytest.raises(Exception, match="newer producer"):
            desk.flush()
        assert kafka.records("transferwatch.assessments.v1") == []
