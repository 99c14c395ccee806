"""Workers as processes, tried with a stand-in for the worker: no broker is needed."""

import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from scripts.kafka.node import command_line
from tests.kafka.worker_rig import WorkerError, WorkerRig, as_variables

# Tells its settings, answers SIGTERM with exit code 7 unless told to be deaf, and has a child that only waits.
STAND_IN = """
import os, signal, subprocess, sys, time
def log(text):
    print(text, file=sys.stderr, flush=True)
def leave(*_):
    log("leaving")
    sys.exit(7)
signal.signal(signal.SIGTERM, signal.SIG_IGN if "deaf" in sys.argv else leave)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
for name, value in sorted(os.environ.items()):
    if name.startswith("TRANSFERWATCH_"):
        log(f"{name}={value}")
log(f"child {child.pid}")
log("ready")
number = 0
while True:
    number += 1
    log(f"tick {number}")
    time.sleep(0.05)
"""


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerRig]:
    monkeypatch.setenv("TRANSFERWATCH_LOG_LEVEL", "DEBUG")  # of whoever runs the tests: no worker must see it
    with WorkerRig("b:1", "ns", command=(sys.executable, "-c", STAND_IN), flush_late_ms=200) as made:
        yield made


def is_there(pid: int) -> bool:
    return "time.sleep(600)" in command_line(pid)


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 60
    while is_there(pid):
        assert time.monotonic() < deadline, f"process {pid} was left behind"
        time.sleep(0.02)


def test_settings_reach_the_worker_and_no_others(rig: WorkerRig) -> None:
    worker = rig.start("a", heartbeat_s=0.5)
    worker.wait_for("^ready$")
    assert [line for line in worker.log.splitlines() if line.startswith("TRANSFERWATCH_")] == [
        "TRANSFERWATCH_BOOTSTRAP_SERVERS=b:1",
        "TRANSFERWATCH_FLUSH_LATE_MS=200",
        "TRANSFERWATCH_HEARTBEAT_S=0.5",
        "TRANSFERWATCH_INSTANCE_ID=a",
        "TRANSFERWATCH_NAMESPACE=ns",
    ]


def test_a_misspelt_setting_is_noticed() -> None:
    with pytest.raises(AssertionError, match="no such settings: hartbeat_s"):
        as_variables({"hartbeat_s": 1})


def test_killed_it_takes_its_children_along_and_can_start_again(rig: WorkerRig) -> None:
    worker = rig.start("a")
    child = int(worker.wait_for(r"^child (\d+)$")[1])
    assert is_there(child)
    worker.kill()
    assert not worker.running
    wait_until_gone(child)
    worker.start().wait_for("^ready$")
    assert worker.log.count("ready\n") == 1, "the log of the first life is looked at again"
    assert worker.log_tail(10_000).count("ready\n") == 2


def test_told_to_stop_it_ends_in_its_own_way(rig: WorkerRig) -> None:
    worker = rig.start("a")
    child = int(worker.wait_for(r"^child (\d+)$")[1])
    worker.wait_for("^ready$")
    assert worker.terminate() == 7
    worker.wait_for("^leaving$", 0)
    wait_until_gone(child)


def test_one_that_does_not_end_in_time(rig: WorkerRig) -> None:
    worker = rig.start("a", "deaf")
    worker.wait_for("^ready$")
    with pytest.raises(WorkerError, match=r"(?s)worker a did not end within 0.2 s.*tick"):
        worker.terminate(0.2)
    worker.kill()


def test_paused_it_logs_nothing(rig: WorkerRig) -> None:
    worker = rig.start("a")
    worker.wait_for("^tick 3$")
    worker.pause()
    # A signal is delivered when it is: what is logged after this moment must be logged by a paused one.
    while "\nState:\tT" not in state(worker.pid):
        time.sleep(0.01)
    before = worker.log
    time.sleep(0.3)
    assert worker.log == before
    worker.resume()
    worker.wait_for("^tick ", times=before.count("tick ") + 2)


def state(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        pytest.skip("this system has no /proc, which tells when a process is paused")


def test_waiting_ends_with_the_worker(rig: WorkerRig) -> None:
    worker = rig.start("a")
    worker.wait_for("^ready$")
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(WorkerError, match=r"(?s)worker a ended \(-9\) and logged '\^never\$' 0 times, not 1:.*ready"):
        worker.wait_for("^never$", 60)


def test_nobody_is_left_behind(rig: WorkerRig) -> None:
    workers = [rig.start(name) for name in "ab"]
    children = [int(worker.wait_for(r"^child (\d+)$")[1]) for worker in workers]
    workers[0].pause()
    rig.stop()
    for child in children:
        wait_until_gone(child)
    assert not any(worker.running for worker in workers)
