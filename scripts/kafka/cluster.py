"""A cluster of one's own: started, stopped, hurt and healed; the command and the tests use the same."""

import signal
import time
from collections.abc import Iterable
from pathlib import Path

from scripts.kafka.layout import Layout
from scripts.kafka.machine import ClusterError, fetch_jars, find_java
from scripts.kafka.node import Node
from scripts.kafka.probe import brokers_seen_from

READY_LIMIT_S = 120.0
_STOP_LIMIT_S = 10.0
_KILL_LIMIT_S = 10.0
_TAIL_LINES = 30


class Cluster:
    """The nodes of one folder. Everything that fails raises ClusterError."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._nodes = {number: Node(layout, number) for number in layout.numbers}

    def node(self, number: int) -> Node:
        """Node `number`, counted from 1."""
        self.layout.node_folder(number)  # says which there are, where there is no such one
        return self._nodes[number]

    def prepare(self) -> None:
        """Write the settings and format what is new; fetches the jars where need be."""
        java, jars = find_java(), fetch_jars()
        self.layout.write()
        formatting = []
        for node in self._nodes.values():
            node.folder.mkdir(exist_ok=True)
            node.properties.write_text(self.layout.properties(node.number), "ascii")
            if not (node.folder / "data" / "meta.properties").exists():
                formatting.append((node, node.format(java, jars, self.layout.cluster_id)))
        failed = [node for node, process in formatting if process.wait() != 0]
        if failed:
            message = f"could not format the data of node {failed[0].number}:\n{failed[0].log_tail(_TAIL_LINES)}"
            raise ClusterError(message)

    def start(self, numbers: Iterable[int] | None = None) -> list[int]:
        """Start these nodes (default: all that do not run); gives their process ids, without waiting."""
        java, jars = find_java(), fetch_jars()
        if numbers is None:
            numbers = [number for number, node in self._nodes.items() if node.pid() is None]
        return [self.node(number).start(java, jars) for number in numbers]

    def running(self) -> list[int]:
        """The numbers of the nodes whose process is there."""
        return [number for number, node in self._nodes.items() if node.pid() is not None]

    def seen_from(self, number: int, *, timeout_s: float = 2.0) -> frozenset[int]:
        """The brokers that a node knows as alive; empty where it does not answer."""
        return brokers_seen_from(self.node(number).port, self.layout.cluster_id, timeout_s=timeout_s)

    def wait_ready(self, *, limit_s: float = READY_LIMIT_S) -> None:
        """Wait until every running node answers and knows of all the running ones."""
        expected = set(self.running())
        deadline = time.monotonic() + limit_s
        waiting = set(expected)
        while waiting:
            waiting = {n for n in waiting if not expected <= self.seen_from(n)}
            gone = expected - set(self.running())
            if gone or (waiting and time.monotonic() > deadline):
                number = min(gone or waiting)
                what = "ended while it was starting" if gone else f"did not answer within {limit_s:.0f} s"
                node = self._nodes[number]
                message = f"node {number} {what}; its log, {node.log}, ends with:\n{node.log_tail(_TAIL_LINES)}"
                raise ClusterError(message)
            if waiting:
                time.sleep(0.1)

    def kill(self, numbers: Iterable[int]) -> None:
        """End these nodes at once, as a crash would (SIGKILL), and wait until they are gone."""
        nodes = [self.node(number) for number in numbers]
        for node in nodes:
            node.signal(signal.SIGKILL)
        for node in nodes:
            if not node.wait_end(_KILL_LIMIT_S):
                message = f"node {node.number} (process {node.pid()}) outlived SIGKILL by {_KILL_LIMIT_S:.0f} s"
                raise ClusterError(message)

    def stop(self) -> None:
        """End all nodes in an orderly way; what has not ended in 10 s is killed, which loses nothing on disk."""
        running = [self._nodes[number] for number in self.running()]
        for node in running:
            node.signal(signal.SIGCONT)  # a paused one hears nothing else
            node.signal(signal.SIGTERM)
        # The last controllers wait for each other for minutes: there is no majority any more.
        deadline = time.monotonic() + _STOP_LIMIT_S
        left = [node.number for node in running if not node.wait_end(max(0.0, deadline - time.monotonic()))]
        self.kill(left)

    def restart(self, number: int) -> list[int]:
        """Start a node again, whether it runs or not; gives its process id, without waiting until it answers."""
        node = self.node(number)
        if node.pid() is not None:
            node.signal(signal.SIGCONT)
            node.signal(signal.SIGTERM)
            if not node.wait_end(_STOP_LIMIT_S):
                self.kill([number])
        return self.start([number])


def open_cluster(folder: Path) -> Cluster:
    """The cluster of a folder. Raises ClusterError where there is none."""
    return Cluster(Layout.read(folder))
