"""`scripts/kafka/cluster`: a real Apache Kafka on this machine, started and stopped by hand."""

import argparse
import shutil
import sys
import time
from pathlib import Path

from scripts.kafka.cluster import Cluster, open_cluster
from scripts.kafka.layout import Layout
from scripts.kafka.machine import CACHE, ClusterError, fetch_jars, find_java, jars_folder
from scripts.kafka.ports import is_free

DEFAULT_PORT = 9092
_HIGHEST_PORT = 65_530  # three nodes take five more

_DESCRIPTION = """\
A real Apache Kafka on this machine, for trying things and for tests: on loopback only, without passwords. Needs Java 17
or newer, and Maven the first time: it fetches Kafka's jars into .kafka/ (some 45 MB)."""
_EPILOG = """\
A cluster on port N takes 2 ports per node: N, N+1 … for brokers, the ones behind them for controllers. Several clusters
stand beside each other on different ports. Each has a folder, .kafka/cluster-N or --dir, with data, settings and a
server.log per node. Exit codes: 0 done, 1 `status` found a node that does not answer, 2 it could not be done."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    given = _parser().parse_args(arguments)
    folder = (given.dir or CACHE / f"cluster-{given.port or DEFAULT_PORT}").resolve()
    try:
        if given.command == "start":
            return _start(folder, given.nodes, given.port)
        cluster = open_cluster(folder)
        if given.command == "status":
            return _status(cluster)
        if given.command == "stop":
            return _stop(cluster, delete=given.delete)
        if given.command == "kill":
            cluster.kill([given.node])
            print(f"node {given.node} is killed; bring it back with: restart {given.node}")
            return 0
        cluster.restart(given.node)
        cluster.wait_ready()
        return _status(cluster)
    except ClusterError as error:
        print(f"cluster: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/kafka/cluster",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    which = argparse.ArgumentParser(add_help=False)
    which.add_argument("--dir", type=Path, help="the cluster's folder (default .kafka/cluster-PORT)")
    which.add_argument("--port", type=_port, help=f"the first broker's port (default {DEFAULT_PORT})")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    start = commands.add_parser("start", parents=[which], help="start a cluster, new or with the data it had")
    start.add_argument("--nodes", type=int, choices=(1, 3), help="each is broker and controller (default 1)")
    stop = commands.add_parser("stop", parents=[which], help="stop all nodes; their data stays")
    stop.add_argument("--delete", action="store_true", help="delete the cluster's folder, data and all")
    for name, told in (("kill", "end a node at once, as a crash would (SIGKILL)"), ("restart", "start a node again")):
        commands.add_parser(name, parents=[which], help=told).add_argument("node", type=int, help="1, or 1 to 3")
    commands.add_parser("status", parents=[which], help="tell which nodes run and answer")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1024 <= int(text) <= _HIGHEST_PORT:
        message = f"a port is a whole number from 1024 to {_HIGHEST_PORT}, not {text!r}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _start(folder: Path, nodes: int | None, port: int | None) -> int:
    started = time.monotonic()
    cluster = Cluster(_layout(folder, nodes, port))
    running = cluster.running()
    if len(running) < len(cluster.layout.numbers):
        find_java()
        if not jars_folder().is_dir():
            print("fetching Kafka's jars with Maven, the first time only", flush=True)
            fetch_jars()
        if not running:
            _check_ports(cluster.layout)
            cluster.prepare()
        cluster.start()
    cluster.wait_ready()
    print(f"ready after {time.monotonic() - started:.1f} s; folder {folder}")
    print(f"TRANSFERWATCH_BOOTSTRAP_SERVERS={cluster.layout.bootstrap_servers}")
    return 0


def _layout(folder: Path, nodes: int | None, port: int | None) -> Layout:
    """The layout that the folder has, checked against what is asked for, or a new one."""
    if not (folder / "cluster.json").exists():
        first = port or DEFAULT_PORT
        return Layout.on_ports(folder, list(range(first, first + 2 * (nodes or 1))))
    layout = Layout.read(folder)
    has = len(layout.numbers)
    if (nodes or has) != has or (port or layout.broker_ports[0]) != layout.broker_ports[0]:
        message = (
            f"{folder} holds a cluster of {has} node(s) on port {layout.broker_ports[0]}: start that one, name another "
            "--dir or --port, or delete it with: stop --delete"
        )
        raise ClusterError(message)
    return layout


def _check_ports(layout: Layout) -> None:
    taken = [str(port) for port in (*layout.broker_ports, *layout.controller_ports) if not is_free(port)]
    if taken:
        message = f"in use by another program: port {', '.join(taken)}; name another first port with --port"
        raise ClusterError(message)


def _stop(cluster: Cluster, *, delete: bool) -> int:
    cluster.stop()
    if delete:
        shutil.rmtree(cluster.layout.folder)
    print(f"stopped; {'deleted' if delete else 'data kept in'} {cluster.layout.folder}")
    return 0


def _status(cluster: Cluster) -> int:
    healthy = True
    for number in cluster.layout.numbers:
        node = cluster.node(number)
        pid, seen = node.pid(), sorted(cluster.seen_from(number))
        answers = f"answers, sees brokers {', '.join(map(str, seen))}" if seen else "does not answer"
        print(f"node {number}  127.0.0.1:{node.port}  {'down' if pid is None else f'process {pid}, {answers}'}")
        print(f"        log: {node.log}")
        healthy = healthy and pid is not None and bool(seen)
    return 0 if healthy else 1
