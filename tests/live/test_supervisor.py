"""Workers are started again with growing pauses, ended together, and given up where they cannot run at all."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from streams import supervisor
from streams.supervisor import FIRST_PAUSE_S, LONGEST_PAUSE_S, WELL_AFTER_S, pause_after

ROOT = Path(__file__).parents[2]
LIMIT_S = 120.0

SCRIPT = """
import os, signal, sys, time
from pathlib import Path
folder, behaviour = Path(sys.argv[1]), sys.argv[2]
name = os.environ.get("TRANSFERWATCH_INSTANCE_ID", "")
port = os.environ.get("TRANSFERWATCH_METRICS_PORT", "")
ran = folder / f"ran-{name}"
with ran.open("a") as log:
    log.write(f"{os.getpid()} {port}\\n")
if behaviour == "cannot" and name.endswith("-1"):
    while not (folder / "ran-node-0").exists():  # else it may be ended before it can say its process id
        time.sleep(0.01)
    sys.exit(2)
if behaviour == "again" and len(ran.read_text().splitlines()) < 3:
    sys.exit(3)
if behaviour == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
(folder / f"settled-{name}").touch()
time.sleep(60)
"""

SUPERVISE = """
import sys
from streams import supervisor
supervisor.FIRST_PAUSE_S = supervisor.POLL_S = 0.01
supervisor.EXTRA_STOP_S = 0.0
found = supervisor.Supervisor(sys.argv[1:], 2, "node", 9100, 0.2)
sys.exit(found.run())
"""


class Supervised:
    """A supervisor of two tiny scripts, in a process of its own since it handles signals."""

    def __init__(self, folder: Path, behaviour: str) -> None:
        self.folder = folder
        (folder / "child.py").write_text(SCRIPT)
        child = [sys.executable, str(folder / "child.py"), str(folder), behaviour]
        self.process = subprocess.Popen([sys.executable, "-c", SUPERVISE, *child], cwd=ROOT, stderr=subprocess.DEVNULL)

    def wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LIMIT_S
        while not condition():
            assert time.monotonic() < deadline, "did not come about"
            time.sleep(0.01)

    def settled(self) -> bool:
        return all((self.folder / f"settled-node-{number}").exists() for number in (0, 1))

    def runs(self, number: int) -> list[list[str]]:
        """Process id and port of each run of a worker."""
        return [line.split() for line in (self.folder / f"ran-node-{number}").read_text().splitlines()]

    def end(self, signal_number: int) -> int:
        self.process.send_signal(signal_number)
        return self.process.wait(LIMIT_S)

    def nobody_is_left(self) -> bool:
        return not any(is_there(int(pid)) for number in (0, 1) for pid, _ in self.runs(number))


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("ran_s", "last_s", "pause_s"),
    [
        (0.0, 0.0, FIRST_PAUSE_S),
        (1.0, 0.5, 1.0),
        (1.0, 20.0, LONGEST_PAUSE_S),
        (1.0, LONGEST_PAUSE_S, LONGEST_PAUSE_S),
        (WELL_AFTER_S, LONGEST_PAUSE_S, FIRST_PAUSE_S),
        (WELL_AFTER_S - 1, 4.0, 8.0),
    ],
)
def test_pauses_grow_until_one_ran_well(ran_s: float, last_s: float, pause_s: float) -> None:
    assert pause_after(ran_s, last_s) == pause_s


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_ends_of_itself_is_started_again_until_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    found = Supervised(tmp_path, "again")
    found.wait_for(found.settled)
    assert found.end(number) == 0
    assert [[port for _, port in found.runs(worker)] for worker in (0, 1)] == [["9100"] * 3, ["9101"] * 3]
    assert found.nobody_is_left()


def test_one_that_cannot_run_ends_all(tmp_path: Path) -> None:
    found = Supervised(tmp_path, "cannot")
    assert found.process.wait(LIMIT_S) == 2
    assert len(found.runs(1)) == 1
    assert found.nobody_is_left()


def test_who_does_not_end_is_killed(tmp_path: Path) -> None:
    found = Supervised(tmp_path, "stubborn")
    found.wait_for(found.settled)
    assert found.end(signal.SIGTERM) == 0
    assert found.nobody_is_left()


def test_one_worker_is_this_python_with_its_arguments() -> None:
    assert supervisor.worker_command(["--brokers", "k:1"]) == [
        sys.executable, "-m", "cli.main", "worker", "--brokers", "k:1",
    ]  # fmt: skip
