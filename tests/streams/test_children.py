"""A child ends when it is stopped, and also when whoever started it is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from streams.children import Child

SLEEP = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(600)",
]
PARENT = """
import sys, time
from streams.children import Child
with open(sys.argv[1], "wb") as log:
    child = Child([sys.executable, "-c", "import time; time.sleep(600)"], log, watched=sys.argv[2] == "watched" or None)
print(child.pid, flush=True)
time.sleep(600)
"""


def running(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for yet does not."""
    status = Path(f"/proc/{pid}/stat")
    if status.parent.parent.joinpath("self").exists():
        return status.exists() and status.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until_gone(pid: int) -> bool:
    deadline = time.monotonic() + 120
    while running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not running(pid)


def started(command: list[str], log: Path, *, watched: bool | None = None) -> Child:
    with log.open("wb") as target:
        child = Child(command, target, watched=watched)
    deadline = time.monotonic() + 120
    while b"here" not in log.read_bytes() and time.monotonic() < deadline:
        time.sleep(0.02)
    return child


@pytest.mark.parametrize("watched", [None, True])
def test_it_ends_when_it_is_asked_to(tmp_path: Path, watched: bool | None) -> None:
    child = started(SLEEP, tmp_path / "log", watched=watched)
    assert child.poll() is None
    child.stop(120)
    assert child.poll() == -signal.SIGTERM
    child.stop(120)  # harmless


def test_it_is_killed_where_it_does_not_listen(tmp_path: Path) -> None:
    child = started(STUBBORN, tmp_path / "log")
    child.stop(0.2)
    assert child.poll() == -signal.SIGKILL


def test_ctrl_c_in_the_terminal_does_not_reach_it(tmp_path: Path) -> None:
    child = started(SLEEP, tmp_path / "log")
    assert os.getpgid(child.pid) != os.getpgid(0)
    child.stop(0)


@pytest.mark.parametrize("how", ["tied", "watched"])
def test_it_ends_with_a_parent_that_is_killed(tmp_path: Path, how: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "log"), how], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert running(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert wait_until_gone(pid)
