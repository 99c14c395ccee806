"""Drives the commands against a test's namespace."""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from streams.cluster.creating import REPLICATION, broker_count, create_topics, wanted_topics
from streams.cluster.describing import describe_topics, open_admin
from streams.cluster.ordering import Order
from streams.cluster.publishing import publish_folder
from streams.cluster.status import read_status
from streams.comparing import LiveRecord
from streams.folder import find_files
from streams.settings import Settings, load_settings
from streams.topics import Namespace
from tests.kafka.flow import Flow
from tests.kafka.oracle import differences, live_records, metas, wait_until_judged
from tests.kafka.records import produce

PARTITIONS = 4
ORDERS = "crm.orders.v1"
SETTLED_S = 60
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

    def status(self) -> dict[str, Any]:
        """What `transferwatch status --json` says, without a process of its own: tests ask again and again."""
        return dict(msgspec.json.decode(msgspec.json.encode(asyncio.run(read_status(self.settings())))))

    def owners(self) -> dict[int, str]:
        """Partition → the worker that owns it, as the group knows it."""
        members = self.status()["members"]
        return {number: member["name"] for member in members for number in member["owns"].get(ORDERS, ())}

    def wait_for_owners(self, *names: str, of: int = PARTITIONS, limit_s: float = 120) -> dict[int, str]:
        """Wait until these workers, and no others, own all of so many partitions; who owns which."""
        deadline = time.monotonic() + limit_s
        while set((owners := self.owners()).values()) != set(names) or len(owners) < of:
            assert time.monotonic() < deadline, f"{owners} after {limit_s:g} s; expected owners: {', '.join(names)}"
            time.sleep(0.2)
        return owners

    def wait_for_rules(self, digest: str, limit_s: float = 60) -> None:
        """Wait until all customers of all partitions were judged by these rules."""
        deadline = time.monotonic() + limit_s
        while {meta.judged_digest for meta in metas(self.bootstrap_servers, self.namespace).values()} != {digest}:
            assert time.monotonic() < deadline, f"not all partitions were judged by rules {digest}"
            time.sleep(0.2)

    def create_topics(self, partitions: int = PARTITIONS) -> None:
        """All topics of the namespace."""
        settings = self.settings()
        with open_admin(settings) as admin:
            found, copies = describe_topics(admin, settings), min(REPLICATION, broker_count(admin, settings))
            wanted = wanted_topics(settings.names, partitions, copies, None)
            create_topics(admin, settings, {name: topic for name, topic in wanted.items() if name not in found})

    def publish(self, folder: Path, *arguments: str, limit_s: float = 180) -> None:
        """A folder's events."""
        self.run("publish", str(folder), *arguments, limit_s=limit_s)

    def publish_here(self, folder: Path, order: Order = "as-is", *, within_s: float | None = None) -> None:
        """The same without a process of its own, which takes a second; `within_s`: evenly over so long."""
        files, rate = find_files(folder), None
        if within_s is not None:
            rate = max(
                1, round(sum(len(path.read_bytes().splitlines()) for path in folder.glob("*.ndjson")) / within_s)
            )
        asyncio.run(publish_folder(self.settings(), files, order=order, rate=rate))

    def publish_too_late(self, flow: Flow) -> None:
        """The flow's events that are too late once the rest of it is there."""
        topic = self.topic("crm.activities.v1")
        produce(self.bootstrap_servers, topic, [(customer.encode(), line) for customer, line in flow.too_late])

    def check_equal(self, result: Path, flow: Flow | None = None, limit_s: float = 120) -> None:
        """Wait until all is judged, then demand that live says what replay says.

        Of people each worker learns by a way of its own, of which nothing is committed: what it says may come later.
        """
        wait_until_judged(self.bootstrap_servers, self.namespace, limit_s)
        deadline = time.monotonic() + SETTLED_S
        while found := differences(self.bootstrap_servers, self.namespace, result, flow):
            assert time.monotonic() < deadline, "\n".join(found)
            time.sleep(0.5)
