"""Who is owed a new judgement after a restore, and up to where everybody counts as judged."""

from functools import cache

import pytest

from streams.live.people_log import PEOPLE, PeopleHistory
from streams.packs import LoadedPack, load_pack
from streams.partition_meta import PartitionMeta
from tests.contract.story import story
from tests.live.desk import ACTIVITIES, ORDERS, Desk, pack, publish, publish_story, read_history, restored
from tests.live.fake_kafka import FakeKafka

RIPE = """
2026-01-05 09:00 | owner — → lin by gao
2026-01-12 10:00 | work lin 8 meetings
2026-03-06 10:00 | owner lin → mei by lin
2026-03-10 10:00 | order A seller mei 12800.00 CNY new
"""


@pytest.fixture
def kafka() -> FakeKafka:
    """One partition with three customers, all judged with everybody's history as of then."""
    kafka = FakeKafka(partitions=1)
    records = publish_story(kafka, {**story(RIPE), "names": [], "quotas": []})
    for customer, seller in (("c-2", "lin"), ("c-3", "qiu")):
        records.append(publish(kafka, ORDERS, customer_id=customer, seller_id=seller, order_id=f"of {customer}"))
    desk = Desk(kafka)
    desk.take(*records)
    desk.flush()
    assert desk.state.customers == 3
    return kafka


@cache
def other_rules() -> LoadedPack:
    """Rules with another digest, which say the same of these customers."""
    loaded = load_pack(horizon_days=399)
    assert loaded.pack.digest != pack().pack.digest
    return loaded


def meta_of(kafka: FakeKafka) -> PartitionMeta:
    return restored(kafka).meta


def change_of(kafka: FakeKafka, person: str, event_id: str = "new") -> None:
    publish(kafka, PEOPLE, event_id, person_id=person, role="assistant", effective_from="2026-02-01T00:00:00Z")


def test_nobody_is_owed_where_nothing_changed(kafka: FakeKafka) -> None:
    assert Desk(kafka).stages.customers.owed == 0


def test_whoever_a_person_matters_to_is_owed(kafka: FakeKafka) -> None:
    change_of(kafka, "qiu")
    assert Desk(kafka).stages.customers.owed == 1
    change_of(kafka, "lin")
    assert Desk(kafka).stages.customers.owed == 3
    assert Desk(kafka, history=PeopleHistory(1)).stages.customers.owed == 0


def test_other_rules_owe_everybody(kafka: FakeKafka) -> None:
    desk = Desk(kafka, loaded=other_rules())
    assert desk.stages.customers.owed == 3
    desk.flush()
    assert meta_of(kafka).judged_digest == meta_of(kafka).rules_digest == other_rules().pack.digest
    assert meta_of(kafka).owed == 0
    assert Desk(kafka, loaded=other_rules()).stages.customers.owed == 0


def test_positions_move_only_when_nobody_is_owed(kafka: FakeKafka) -> None:
    before = meta_of(kafka)
    change_of(kafka, "lin")
    desk = Desk(kafka)
    desk.flush(most_owed=1)
    assert (meta_of(kafka).owed, meta_of(kafka).people_offsets) == (1, before.people_offsets)
    again = Desk(kafka)
    assert again.stages.customers.owed == 2, "a crash forgets who was judged already, and that is harmless"
    again.flush()
    assert (meta_of(kafka).owed, meta_of(kafka).people_offsets) == (0, {f"{PEOPLE}:0": 7})
    assert before.people_offsets == {f"{PEOPLE}:0": 6}


def test_a_flush_marks_only_what_was_looked_for(kafka: FakeKafka) -> None:
    """Somebody's history came in, but who is concerned was not yet looked for."""
    desk = Desk(kafka)
    change_of(kafka, "lin")
    for record in kafka.records(PEOPLE)[-1:]:
        desk.history.take(record)
    desk.take(publish(kafka, ACTIVITIES, "later", customer_id="c-9"))
    desk.flush()
    assert meta_of(kafka).people_offsets == {f"{PEOPLE}:0": 6}
    assert Desk(kafka).stages.customers.owed == 3


def test_going_back_to_the_former_rules_half_way_owes_everybody(kafka: FakeKafka) -> None:
    desk = Desk(kafka, loaded=other_rules())
    desk.flush(most_owed=1)
    assert meta_of(kafka).owed == 2
    assert Desk(kafka).stages.customers.owed == 3, "one of them was judged by the other rules"


def test_what_was_judged_with_less_known_counts_as_judged_with_less(kafka: FakeKafka) -> None:
    """A worker that has not read as far as the former one judges somebody, and dies while others are owed."""
    change_of(kafka, "lin")
    ahead = Desk(kafka)
    ahead.flush()
    assert meta_of(kafka).people_offsets == {f"{PEOPLE}:0": 7}
    lagging = PeopleHistory(1)
    for record in kafka.records(PEOPLE)[:-1]:
        lagging.take(record)
    desk = Desk(kafka, history=lagging)
    desk.stages.owe({"qiu"})
    desk.take(publish(kafka, ORDERS, "second", customer_id="c-2", seller_id="lin", order_id="B"))
    desk.flush(most_owed=1)
    desk.stages.owe({"qiu"})
    assert meta_of(kafka).owed == 1
    assert Desk(kafka).stages.customers.owed == 2, "all that mention Lin"


def test_owing_is_asked_for_once_each(kafka: FakeKafka) -> None:
    desk = Desk(kafka)
    desk.stages.owe({"lin"})
    desk.stages.owe({"lin", "qiu"})
    assert desk.stages.customers.owed == 3
    desk.stages.owe(set())
    assert desk.stages.customers.owed == 3


def test_people_that_come_late_change_what_is_said(kafka: FakeKafka) -> None:
    """Qiu is no assistant in the end: what is said of the order is what a worker would say that knew it at once."""
    desk = Desk(kafka)
    publish(
        kafka, PEOPLE, "late", person_id="mei", role="sales", team_id="north", effective_from="2026-01-01T00:00:00Z"
    )
    desk.see_people()
    flush = desk.flush()
    assert flush.judged == 1
    assert {said.kind for said in flush.said} >= {"assessment", "credit"}
    assert read_history(kafka).offsets == {0: 7}


def test_the_oldest_record_of_a_flush(kafka: FakeKafka) -> None:
    desk = Desk(kafka)
    young = kafka.append(ORDERS, b"c-1", b"{", at_ms=2000)
    old = kafka.append(ORDERS, b"c-1", b"{", at_ms=1000)
    assert desk.stages.take_oldest_ms() is None
    desk.take(young, old, young)
    assert desk.flush().oldest_ms == 1000
    assert desk.flush().oldest_ms is None
