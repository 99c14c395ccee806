"""PostgreSQL stopped, and a SQLite file locked, while recorders follow a real Kafka: nothing lost, nothing twice.

TRANSFERWATCH_OUTAGE_S=600 keeps them away for ten minutes; by default for some seconds.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from scripts.kafka.ports import free_ports
from store.recording.offsets import read_positions
from tests.kafka.driving import Ground
from tests.kafka.flow import JudgedFlow
from tests.kafka.scene import sliced
from tests.kafka.store_rig import Recording, check_equal, recordings
from tests.kafka.worker_rig import WorkerRig
from tests.store.postgres import Server

OUTAGE_S = float(os.environ.get("TRANSFERWATCH_OUTAGE_S", "6"))
CUSTOMERS = 150 if OUTAGE_S < 60 else 2000
SEED = 22


def asked(port: int, path: str) -> tuple[int, str]:
    """Status and body."""
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def measured(port: int, name: str) -> float:
    """A figure of the recorder's."""
    lines = asked(port, "/metrics")[1].splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(f"{name} ")))


def wait_until(status: int, port: int, limit_s: float = 120) -> None:
    """Wait until the recorder calls itself ready, or not."""
    deadline = time.monotonic() + limit_s
    while asked(port, "/ready")[0] != status:
        assert time.monotonic() < deadline, f"/ready did not become {status}"
        time.sleep(0.1)


def test_nothing_is_lost_and_nothing_stands_twice(
    ground: Ground, workers: WorkerRig, flows: Callable[[int, int], JudgedFlow], tmp_path: Path
) -> None:
    flow = flows(CUSTOMERS, SEED)
    before, meanwhile, after = sliced(flow.flow.folder, tmp_path / "slices", 3)
    ground.create_topics()
    workers.start("a")
    with recordings(ground, tmp_path) as (in_file, on_server, server):
        ports = free_ports(2)
        for recording, port in zip((in_file, on_server), ports, strict=True):
            recording.start("--metrics-port", str(port))
        ground.publish_here(before, "shuffle")
        for recording in (in_file, on_server):
            recording.wait_until_written()
        with away(server, tmp_path / "store.db"):
            stood = read_positions(in_file.engine)
            ground.publish_here(meanwhile, "shuffle", within_s=OUTAGE_S)
            wait_until(503, ports[1])
            assert measured(ports[1], "transferwatch_recorder_store_down_seconds") > 0
            assert read_positions(in_file.engine) == stood
        ground.publish_here(after, "shuffle")
        for recording, port in zip((in_file, on_server), ports, strict=True):
            recording.wait_until_written()
            wait_until(200, port)
        assert measured(ports[1], "transferwatch_recorder_store_failures_total") >= 1
        check_said(in_file, on_server)
        ground.publish_too_late(flow.flow)
        ground.check_equal(flow.result, flow.flow, limit_s=600)
        for recording in (in_file, on_server):
            recording.read_to_the_end()
            check_equal(ground, recording.engine)


@contextmanager
def away(server: Server, file: Path) -> Iterator[None]:
    """PostgreSQL stopped as by a power cut, and the file locked by somebody else."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("PRAGMA busy_timeout=60000")
    other.execute("BEGIN IMMEDIATE")
    server.control("-m", "immediate", "stop")
    try:
        yield
    finally:
        server.start()
        other.execute("ROLLBACK")
        other.close()


def check_said(in_file: Recording, on_server: Recording) -> None:
    """The recorder says when the store went and when it came back."""
    told = on_server.stop()
    assert "store.down" in told
    assert "store.back" in told
    locked = in_file.stop()
    if OUTAGE_S > 60:  # SQLite itself waits for half a minute
        assert "locked" in locked
        assert "store.back" in locked
