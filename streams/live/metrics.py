"""What a worker measures, for Prometheus. Labels stay few: topics, reasons, outcomes, rules, never customers."""

import time
from collections import Counter as Tally
from decimal import Decimal
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from detector.outputs import Assessment, Credit

if TYPE_CHECKING:
    from streams.live.flushing import Flush
    from streams.partition_meta import PartitionMeta

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The metrics of one worker process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._read = self._counter("events_read", "Records read, by topic.", "topic")
        self._applied = self._counter("events_applied", "Records applied, by topic.", "topic")
        self._duplicates = self._counter("events_duplicate", "Records that came before, by topic.", "topic")
        self._letters = self._counter("dead_letters", "Records that could not be used, by reason.", "reason")
        self._judgements = self._counter("judgements", "Judgements of orders that were said, by outcome.", "outcome")
        self._hits = self._counter("rule_hits", "Hits in judgements of orders that were said, by rule.", "rule")
        self._credit = self._counter("credit_entries", "Ledger entries, by status.", "status")
        self._amount = self._gauge("credit_amount", "Net of the ledger entries written here.", "status", "currency")
        self._judging = self._histogram("judging_seconds", "Judging one changed customer, mean of a flush.")
        self._latency = self._histogram("produce_to_output_seconds", "From a flush's oldest record to its commit.")
        self._flush = self._histogram("flush_seconds", "Judging and writing one flush.")
        self._age = self._histogram("flush_age_seconds", "From a flush's first change to its start.")
        self._restore = self._histogram("restore_seconds", "Reading a partition's state back.")
        self._lag = self._gauge("event_time_lag_seconds", "Age of the newest event of the last flush.")
        self._owed = self._gauge("customers_owed", "Customers that wait to be judged again.", "partition")
        self._state = self._gauge("state_bytes", "State kept, by partition.", "partition")
        self._partitions = self._gauge("partitions_owned", "Partitions that this worker owns.")
        self._last: dict[int, dict[str, Tally[str]]] = {}

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"transferwatch_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"transferwatch_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str) -> Histogram:
        return Histogram(f"transferwatch_{name}", text, buckets=_SECONDS, registry=self.registry)

    def restored(self, seconds: float) -> None:
        """A partition's state was read back."""
        self._restore.observe(seconds)

    def owning(self, partitions: int) -> None:
        """So many partitions are ours now."""
        self._partitions.set(partitions)

    def flushed(self, flush: "Flush", seconds: float, age_s: float) -> None:
        """A flush was committed."""
        self._flush.observe(seconds)
        self._age.observe(age_s)
        if flush.judged:
            self._judging.observe(flush.judging_s / flush.judged)
        if flush.oldest_ms:
            self._latency.observe(max(0.0, time.time() - flush.oldest_ms / 1000))
        if flush.newest_event_us:
            self._lag.set(time.time() - flush.newest_event_us / 1_000_000)
        for said in flush.said:
            record = said.record
            if isinstance(record, Assessment) and record.order_id is not None:
                self._judgements.labels(record.outcome).inc()
                for hit in record.hits:
                    self._hits.labels(hit.rule_id).inc()
            elif isinstance(record, Credit):
                self._credit.labels(record.status).inc()
                self._amount.labels(record.status, record.currency).inc(float(Decimal(record.amount)))

    def counted(self, number: int, meta: "PartitionMeta") -> None:
        """The counts of a partition as of now; what is new since last time is added."""
        now = {
            "read": Tally(meta.read),
            "applied": Tally(meta.applied),
            "duplicates": Tally(meta.duplicates),
            "reasons": Tally(meta.dead_letter_reasons),
        }
        before = self._last.get(number)
        counters = {
            "read": self._read,
            "applied": self._applied,
            "duplicates": self._duplicates,
            "reasons": self._letters,
        }
        if before is not None:
            for name, counter in counters.items():
                for label, count in (now[name] - before[name]).items():
                    counter.labels(label).inc(count)
        self._last[number] = now
        self._owed.labels(str(number)).set(meta.owed)
        self._state.labels(str(number)).set(meta.state_bytes)

    def gave_up(self, number: int) -> None:
        """A partition is another worker's now."""
        self._last.pop(number, None)
        for gauge in (self._owed, self._state):
            gauge.labels(str(number)).set(0)
