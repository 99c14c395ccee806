"""What a worker measures, and that no label ever names a customer or a person."""

from collections.abc import Callable, Collection

from prometheus_client import generate_latest

from detector.decode import REASON_CODES
from detector.events import TOPICS
from detector.outputs import OUTCOMES
from streams.live.metrics import Metrics
from streams.partition_meta import PartitionMeta
from tests.contract.story import story
from tests.live.desk import ORDERS, Desk, pack, publish, publish_story
from tests.live.fake_kafka import FakeKafka


class TestMetrics:
    def test_counts_are_those_since_the_restore(self) -> None:
        metrics = Metrics()
        meta = PartitionMeta(read={ORDERS: 10}, applied={ORDERS: 9}, dead_letter_reasons={"not_json": 1})
        metrics.counted(0, meta)
        value = metrics.registry.get_sample_value
        assert value("transferwatch_events_read_total", {"topic": ORDERS}) is None
        meta.read[ORDERS], meta.applied[ORDERS], meta.duplicates[ORDERS] = 14, 11, 1
        meta.dead_letter_reasons["not_json"], meta.owed, meta.state_bytes = 2, 5, 777
        metrics.counted(0, meta)
        metrics.counted(0, meta)
        assert value("transferwatch_events_read_total", {"topic": ORDERS}) == 4
        assert value("transferwatch_events_applied_total", {"topic": ORDERS}) == 2
        assert value("transferwatch_events_duplicate_total", {"topic": ORDERS}) == 1
        assert value("transferwatch_dead_letters_total", {"reason": "not_json"}) == 1
        assert value("transferwatch_customers_owed", {"partition": "0"}) == 5
        assert value("transferwatch_state_bytes", {"partition": "0"}) == 777

    def test_a_partition_that_comes_back_is_not_counted_twice(self) -> None:
        metrics, meta = Metrics(), PartitionMeta(read={ORDERS: 10}, owed=3)
        metrics.counted(0, meta)
        metrics.gave_up(0)
        assert metrics.registry.get_sample_value("transferwatch_customers_owed", {"partition": "0"}) == 0
        meta.read[ORDERS] = 50
        metrics.counted(0, meta)
        assert metrics.registry.get_sample_value("transferwatch_events_read_total", {"topic": ORDERS}) is None

    def test_what_a_flush_said(self) -> None:
        kafka = FakeKafka(partitions=1)
        desk = Desk(kafka)
        desk.take(publish(kafka, ORDERS))
        flush = desk.flush()
        metrics = Metrics()
        metrics.flushed(flush, 0.5, 0.2)
        value = metrics.registry.get_sample_value
        assert sum(value("transferwatch_judgements_total", {"outcome": name}) or 0 for name in ("clear", "watch")) == 1
        assert value("transferwatch_credit_entries_total", {"status": "posted"}) == 1
        assert value("transferwatch_credit_amount", {"status": "posted", "currency": "CNY"}) == 10
        for name in ("judging_seconds", "produce_to_output_seconds", "flush_seconds", "flush_age_seconds"):
            assert value(f"transferwatch_{name}_count") == 1
        assert value("transferwatch_flush_seconds_sum") == 0.5

    def test_labels_never_name_a_customer_or_a_person(self) -> None:
        kafka = FakeKafka(partitions=1)
        lines = "2026-01-05 09:00 | owner — → lin by gao\n2026-01-12 10:00 | work lin 8 meetings\n"
        lines += "2026-03-06 10:00 | owner lin → mei by lin\n2026-03-10 10:00 | order A-17 seller mei 9.00 CNY new"
        records = publish_story(kafka, story(lines, "c-secret"))
        desk = Desk(kafka)
        desk.take(*records, kafka.append(ORDERS, b"c-secret", b"{"), kafka.append("crm.names.v1", b"c-secret", None))
        metrics = desk.shared.metrics
        metrics.counted(0, PartitionMeta())
        flush = desk.flush()
        assert {said.kind for said in flush.said} >= {"assessment", "alert", "credit"}
        metrics.flushed(flush, 0.1, 0.1)
        metrics.counted(0, desk.state.meta)
        for family in metrics.registry.collect():
            for sample in family.samples:
                assert sample.labels.keys() <= _LABELS.keys(), sample
                for label, word in sample.labels.items():
                    assert label == "le" or word in _LABELS[label](), sample
        text = generate_latest(metrics.registry).decode()
        for word in ("c-secret", "A-17", "lin", "mei", "gao", "own-1"):
            assert f'"{word}"' not in text
            assert word == "lin" or word not in text, word


_LABELS: dict[str, Callable[[], Collection[str]]] = {
    "topic": lambda: {topic.name for topic in TOPICS},
    "reason": lambda: REASON_CODES,
    "outcome": lambda: OUTCOMES,
    "rule": lambda: {rule.id for rule in pack().pack.rules},
    "status": lambda: {"posted", "held"},
    "currency": lambda: {"CNY"},
    "partition": lambda: {"0"},
    "le": lambda: (),
}
"""Every label there is, and all that may stand in it."""
