"""Customers, subjects and teams of one partition, each by itself."""

import msgspec
import pytest

from detector.kept.facts import FactChange
from detector.outputs import Alert
from detector.team_facts import OrderFact
from streams.live import customers as customers_module
from streams.live.state import ALERT, CUSTOMER, DECISION, FIRM, PERSON, SUBJECT, TEAM, PartitionState
from streams.partition_meta import META_KEY, PartitionMeta, encode_meta
from streams.topics import TEAM_FACTS_TOPIC
from tests.contract.story import story
from tests.live.desk import NAMES, ORDERS, QUOTAS, Desk, publish, publish_story, restored
from tests.live.fake_kafka import FakeKafka

PEOPLE = "crm.people.v1"
VOID = {"decision": "release", "reason": "ok", "order_id": "A", "decided_by": "gao"}  # without the shares


@pytest.fixture
def kafka() -> FakeKafka:
    return FakeKafka(partitions=1)


def fact(order_id: str = "A", team: str = "north", amount: int = 500) -> OrderFact:
    return OrderFact(team, "2026-03", "c-1", order_id, amount, "CNY", ("lin",), ("lin",))


def say_fact(kafka: FakeKafka, changed: OrderFact, sign: int = 1) -> None:
    change = FactChange(1 if sign > 0 else -1, changed)
    kafka.append(TEAM_FACTS_TOPIC, changed.team.encode(), msgspec.json.encode(change))


class TestState:
    def test_counts_of_what_is_kept(self) -> None:
        state = PartitionState()
        for key, value in ((b"c1", b"12345"), (b"sx", b"123"), (b"c2", b"1"), (b"c1", b"12")):
            state.take(key, value)
        assert (state.customers, state.state_bytes) == (2, 6)
        state.take(b"c2", None)
        state.take(b"c2", None)
        assert (state.customers, state.state_bytes) == (1, 5)
        assert list(state.customer_states()) == [("1", b"12")]

    def test_the_record_of_the_partition_is_apart(self) -> None:
        state = PartitionState()
        state.take(META_KEY, encode_meta(PartitionMeta(owed=7)))
        state.take(META_KEY, None)
        assert (state.meta.owed, state.states) == (7, {})

    def test_an_id_of_any_text(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        desk.take(publish(kafka, ORDERS, customer_id="客户\U0001f600"))
        desk.flush()
        assert [name for name, _ in restored(kafka).customer_states()] == ["客户\U0001f600"]


class TestCustomers:
    def test_changed_ones_are_open_until_the_flush(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        stage = desk.stages.customers
        assert not stage.known("c-1", b"c-1")
        desk.take(publish(kafka, ORDERS), publish(kafka, ORDERS, "e-2", customer_id="c-2"))
        assert stage.known("c-1", b"c-1")
        assert (stage.changed, desk.state.customers) == (2, 0)
        assert desk.flush().judged == 2
        assert (stage.changed, desk.state.customers) == (0, 2)
        assert stage.known("c-1", b"c-1")

    def test_a_duplicate_opens_nobody(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        record = publish(kafka, ORDERS)
        desk.take(record)
        desk.flush()
        desk.take(publish(kafka, ORDERS))
        assert desk.stages.customers.changed == 0
        assert desk.flush().judged == 0

    def test_some_of_the_owed_are_opened_at_a_time(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        desk.take(*(publish(kafka, ORDERS, customer_id=f"c-{number}", order_id=f"{number}") for number in range(5)))
        desk.flush()
        stage = desk.stages.customers
        stage.owe(None)
        assert (stage.owed, stage.changed) == (5, 0)
        desk.take(publish(kafka, ORDERS, "new", customer_id="c-0", order_id="0"))
        stage.open_owed(3)
        assert (stage.owed, stage.changed) == (2, 3), "one of them was open anyway"
        stage.open_owed(3)
        assert stage.owed == 2
        assert desk.flush(most_owed=10).judged == 5
        assert stage.owed == 0

    def test_many_people_mean_everybody(self, kafka: FakeKafka, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(customers_module, "MANY_PEOPLE", 2)
        desk = Desk(kafka)
        desk.take(publish(kafka, ORDERS))
        desk.flush()
        desk.stages.owe({"x", "y"})
        assert desk.stages.customers.owed == 0
        desk.stages.owe({"x", "y", "z"})
        assert desk.stages.customers.owed == 1


class TestSubjects:
    @pytest.mark.parametrize("topic", [PEOPLE, NAMES, QUOTAS])
    def test_ids_are_apart_by_topic_and_key(self, kafka: FakeKafka, topic: str) -> None:
        desk = Desk(kafka)
        other = {NAMES: "subject_id"}.get(topic, "person_id")
        desk.take(publish(kafka, topic), publish(kafka, topic, **{other: "mei"}))
        desk.take(*(publish(kafka, name) for name in (PEOPLE, NAMES, QUOTAS) if name != topic))
        assert desk.state.meta.duplicates == {}
        desk.flush()
        assert len([key for key in desk.state.states if key[:1] == SUBJECT]) == 4
        assert desk.state.customers == 0

    def test_the_same_time_written_otherwise_is_a_duplicate(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        for topic in (PEOPLE, NAMES, QUOTAS):
            desk.take(publish(kafka, topic), publish(kafka, topic, occurred_at="2026-03-01T17:00:00+08:00", source="x"))
            assert desk.state.meta.duplicates[topic] == 1


class TestTeams:
    def test_facts_become_findings_and_go_again(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        say_fact(kafka, fact())
        assert desk.take(*kafka.records(TEAM_FACTS_TOPIC), *kafka.records(TEAM_FACTS_TOPIC)) == 1
        desk.flush()
        names = [record.key.decode() for record in kafka.records("transferwatch.findings.v1")]
        assert sorted(names) == ["transfer_rate:person:lin:north:2026-03", "transfer_rate:team:north:2026-03"]
        assert desk.state.meta.offsets == {TEAM_FACTS_TOPIC: 1}
        assert desk.state.meta.read == {}, "its own facts are none of the counts"
        later = Desk(kafka)
        say_fact(kafka, fact(), -1)
        later.take(*kafka.records(TEAM_FACTS_TOPIC))
        later.flush()
        last = {record.key: record.value for record in kafka.records("transferwatch.findings.v1")}
        assert set(last.values()) == {None}
        assert [key for key in restored(kafka).states if key[:1] == TEAM] == []

    def test_unchanged_findings_are_not_said_again(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        say_fact(kafka, fact())
        desk.take(*kafka.records(TEAM_FACTS_TOPIC))
        desk.flush()
        count = len(kafka.records("transferwatch.findings.v1"))
        say_fact(kafka, fact(), -1)
        say_fact(kafka, fact())
        desk.take(*kafka.records(TEAM_FACTS_TOPIC))
        desk.flush()
        assert len(kafka.records("transferwatch.findings.v1")) == count

    def test_a_ring_raises_an_alert_that_a_correction_withdraws(self, kafka: FakeKafka) -> None:
        def path(number: int, giver: str, taker: str) -> OrderFact:
            who, pair = tuple(sorted((giver, taker))), (giver, taker)
            return OrderFact("north", "2026-03", "c-1", f"O{number}", 1, "CNY", who, who, path=pair, needless=True)

        desk, paths = Desk(kafka), [path(number, *(("amy", "bob")[:: number % 2 * 2 - 1])) for number in range(6)]
        for item in paths:
            say_fact(kafka, item)
        desk.take(*kafka.records(TEAM_FACTS_TOPIC))
        desk.flush()
        later = Desk(kafka)
        for sign in (-1, 1):
            say_fact(kafka, paths[0], sign)
            later.take(*kafka.records(TEAM_FACTS_TOPIC))
            later.flush()
        said = [msgspec.json.decode(record.value, type=Alert) for record in kafka.records("transferwatch.alerts.v1")]
        assert [(alert.case_id, alert.revision, alert.status) for alert in said] == [
            ("reciprocal_ring:amy:bob:north", 1, "confirmed"),
            ("reciprocal_ring:amy:bob:north", 2, "withdrawn"),
            ("reciprocal_ring:amy:bob:north", 3, "confirmed"),
        ]
        assert [record.key for record in kafka.records("transferwatch.alerts.v1")] == [
            b"reciprocal_ring:amy:bob:north"
        ] * 3

    def test_orders_become_facts(self, kafka: FakeKafka) -> None:
        desk = Desk(kafka)
        publish_story(kafka, {"people": story("")["people"]})
        desk.see_people()
        desk.take(publish(kafka, ORDERS))
        desk.flush()
        of_team, of_seller = kafka.records(TEAM_FACTS_TOPIC)
        change = msgspec.json.decode(of_team.value, type=FactChange)
        assert change.fact is not None and change.booked is None
        assert (of_team.key, change.sign, change.fact.order_id, change.fact.team) == (b"north", 1, "A", "north")
        change = msgspec.json.decode(of_seller.value, type=FactChange)
        assert change.booked is not None and change.fact is None
        assert (of_seller.key, change.sign, change.booked.order_id, change.booked.seller) == (b"lin", 1, "A", "lin")


def test_what_is_kept_is_told_apart_by_its_first_byte() -> None:
    assert len({CUSTOMER, SUBJECT, TEAM, PERSON, FIRM, DECISION, ALERT, META_KEY}) == 8
