"""A real Kafka for tests and benchmarks: free ports, a folder that goes away, brokers that can be hurt and healed.

with KafkaRig(nodes=3) as kafka:
    kafka.bootstrap_servers
    kafka.kill_broker(2)
    kafka.restart_broker(2)
"""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Self

from kafka import KafkaAdminClient

from scripts.kafka.cluster import Cluster
from scripts.kafka.layout import Layout, Users
from scripts.kafka.machine import ClusterError, missing
from scripts.kafka.ports import free_ports
from streams.cluster.asking import patiently
from tests.kafka.reaper import Reaper

REQUIRED_VARIABLE = "TRANSFERWATCH_KAFKA_TESTS"
"""Set to "required", a machine without Java or Maven is a failure; otherwise it is a reason to skip."""


def lacking() -> str:
    """Why no Kafka can be started here, in a sentence; "" where one can."""
    return "; ".join(missing())


def is_required() -> bool:
    """Whether tests must fail, not skip, where no Kafka can be started."""
    return os.environ.get(REQUIRED_VARIABLE) == "required"


class KafkaRig:
    """A cluster of one node, or of three with replication 3 and min ISR 2. Brokers are numbered from 1.

    `users`: who may sign in at `users_servers` of one node, and then do what ACLs allow.

    Everything raises ClusterError with the end of a broker's log where it fails. All deadlines are in seconds.
    """

    def __init__(self, nodes: Literal[1, 3] = 1, users: Sequence[str] = ()) -> None:
        self.nodes = nodes
        self._folder = Path(tempfile.mkdtemp(prefix="kafka-rig-"))
        *ports, more = free_ports(2 * nodes + 1)
        layout = Layout.on_ports(self._folder, ports)
        self._users = Users(more, tuple(users))
        self._cluster = Cluster(layout._replace(users=self._users) if users else layout)
        self._reaper = Reaper()

    @property
    def bootstrap_servers(self) -> str:
        """HOST:PORT of every broker, comma separated."""
        return self._cluster.layout.bootstrap_servers

    @property
    def users_servers(self) -> str:
        """Where users sign in."""
        return self._users.bootstrap_servers

    def start(self) -> Self:
        """Start all brokers and wait until they answer."""
        try:
            self._cluster.prepare()
            self.restart_brokers(*self._cluster.layout.numbers)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End all brokers at once and delete their data."""
        try:
            self._cluster.kill(self._cluster.running())
        finally:
            self._reaper.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def kill_broker(self, number: int) -> None:
        """SIGKILL: as a crash would."""
        self.kill_brokers(number)

    def kill_brokers(self, *numbers: int) -> None:
        """SIGKILL to several at once."""
        groups = [pid for number in numbers if (pid := self._cluster.node(number).pid()) is not None]
        self._cluster.kill(numbers)
        for group in groups:
            self._reaper.forget(group)

    def restart_broker(self, number: int, *, limit_s: float = 60) -> None:
        """Start a broker that does not run, with the data it had, and wait until it answers."""
        self.restart_brokers(number, limit_s=limit_s)

    def restart_brokers(self, *numbers: int, limit_s: float = 60) -> None:
        """Start several at once; alone, one of three nodes could not answer."""
        for pid in self._cluster.start(numbers):
            self._reaper.watch(pid)
        self._cluster.wait_ready(limit_s=limit_s)

    def pause_broker(self, number: int) -> None:
        """SIGSTOP: it keeps its connections and says nothing."""
        self._cluster.node(number).signal(signal.SIGSTOP)

    def resume_broker(self, number: int) -> None:
        """SIGCONT."""
        self._cluster.node(number).signal(signal.SIGCONT)

    def heal(self) -> None:
        """Undo what was done to brokers: all run, none is paused, all replicas are in sync. Quick where nothing was."""
        running = self.running_brokers()
        for number in running:
            self.resume_broker(number)
        down = [number for number in self._cluster.layout.numbers if number not in running]
        if down:
            self.restart_brokers(*down)
        if self.nodes > 1:
            self._cluster.wait_ready(limit_s=60)
            self.wait_in_sync(limit_s=60)

    def answers(self, number: int, *, within_s: float = 2) -> bool:
        """Whether a broker answers a client."""
        return bool(self._cluster.seen_from(number, timeout_s=within_s))

    def running_brokers(self) -> list[int]:
        """The numbers of those whose process is there, paused or not."""
        return self._cluster.running()

    def wait_in_sync(self, *, limit_s: float = 120) -> None:
        """Wait until every replica of every partition is in sync: then a broker can be killed without stalling."""
        deadline = time.monotonic() + limit_s
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap_servers)
        try:
            while behind := _behind(admin):
                if time.monotonic() > deadline:
                    message = f"not in sync after {limit_s:.0f} s: {', '.join(behind[:10])}\n{self.log_tail()}"
                    raise ClusterError(message)
                time.sleep(0.1)
        finally:
            admin.close()

    def log_tail(self, lines: int = 30) -> str:
        """The last lines of each broker's log."""
        numbers = self._cluster.layout.numbers
        return "\n".join(f"== broker {n}\n{self._cluster.node(n).log_tail(lines)}" for n in numbers)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _behind(admin: KafkaAdminClient) -> list[str]:
    """The partitions that lack a leader or a replica in sync."""
    return [
        f"{topic['name']}[{partition['partition_index']}]"
        for topic in patiently(admin.describe_topics)
        for partition in topic["partitions"]
        if partition["leader_id"] < 0 or set(partition["isr_nodes"]) != set(partition["replica_nodes"])
    ]
