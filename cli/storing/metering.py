"""What a recorder measures, for Prometheus. Labels are topics, never ids or names."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from store.recording.recorder import Written


class RecorderMeter:
    """The figures of one recorder, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._records = Counter(
            "transferwatch_recorder_records", "Records written to the store.", ("topic",), registry=self.registry
        )
        self._seconds = Histogram(
            "transferwatch_recorder_write_seconds", "One transaction that was committed.", registry=self.registry
        )
        self._failures = Counter(
            "transferwatch_recorder_store_failures", "Tries that the store did not answer.", registry=self.registry
        )
        self._down = Gauge(
            "transferwatch_recorder_store_down_seconds", "Since when the store fails; 0: it works.",
            registry=self.registry,
        )  # fmt: skip

    def watch(self, down_s: Callable[[], float]) -> None:
        """Where to ask how long the store has failed."""
        self._down.set_function(down_s)

    def wrote(self, written: Written, seconds: float) -> None:
        """A transaction was committed."""
        self._seconds.observe(seconds)
        for topic, count in written.read.items():
            self._records.labels(topic).inc(count)

    def failed(self) -> None:
        """A try in vain."""
        self._failures.inc()
