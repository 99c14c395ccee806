"""Drives the commands against a test's namespace."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from streams.comparing import LiveRecord
from streams.settings import Settings, load_settings
from streams.topics import Namespace
from tests.kafka.flow import Flow
from tests.kafka.oracle import differences, live_records, wait_until_judged
from tests.kafka.records import produce

PARTITIONS = 4
TRANSFERWATCH = str(Path(sys.executable).with_name("transferwatch"))


class Ground(NamedTuple):
    """Where a test works: a cluster and a namespace of its own."""

    bootstrap_servers: str
    namespace: str

    def run(self, *arguments: str, limit_s: float = 180, expect: int = 0) -> str:
        """One `transferwatch` command; what it printed. Fails where it ends otherwise than expected."""
        place = ["--brokers", self.bootstrap_servers, "--namespace", self.namespace]
        done = subprocess.run(
            [TRANSFERWATCH, *arguments, *place],
            capture_output=True, text=True, timeout=limit_s, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == expect, f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def settings(self, **given: object) -> Settings:
        """The settings with which the product's functions work here."""
        return load_settings(bootstrap_servers=self.bootstrap_servers, namespace=self.namespace, **given)

    def topic(self, plain: str) -> str:
        """A topic's name in the cluster."""
        return Namespace(self.namespace).topic(plain)

    @property
    def group(self) -> str:
        """The workers' consumer group."""
        return Namespace(self.namespace).group

    def outputs(self) -> list[LiveRecord]:
        """Everything that is committed in the output topics."""
        return live_records(self.bootstrap_servers, self.namespace)

    def rows(self, plain: str) -> list[dict[str, Any]]:
        """The committed records of an output topic, by partition and offset; deletions left out."""
        return [json.loads(record.value) for record in self.outputs() if record.topic == plain and record.value]

    def create_topics(self, partitions: int = PARTITIONS) -> None:
        """All topics of the namespace."""
        self.run("topics", "create", "--partitions", str(partitions))

    def publish(self, folder: Path, *arguments: str) -> None:
        """A folder's events."""
        self.run("publish", str(folder), *arguments)

    def publish_too_late(self, flow: Flow) -> None:
        """The flow's events that are too late once the rest of it is there."""
        topic = self.topic("crm.activities.v1")
        produce(self.bootstrap_servers, topic, [(customer.encode(), line) for customer, line in flow.too_late])

    def check_equal(self, result: Path, flow: Flow | None = None, limit_s: float = 120) -> None:
        """Wait until all is judged, then demand that live says what replay says."""
        wait_until_judged(self.bootstrap_servers, self.namespace, limit_s)
        found = differences(self.bootstrap_servers, self.namespace, result, flow)
        assert not found, "\n".join(found)
