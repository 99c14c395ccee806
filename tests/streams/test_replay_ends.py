"""However `replay` ends, nothing half-written stays: Ctrl-C, a stop, a killed process, a full disk."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path

import pytest

from detector.errors import TransferwatchError
from streams import buckets
from streams.replay import replay_folder

ROOT = Path(__file__).parents[2]
SMALL = "from streams import buckets; buckets.CHUNK_BYTES = 20_000; buckets.BUCKET_BYTES = 20_000;"
HELD_UP = f"""
import multiprocessing, sys, time
{SMALL}
from cli import progress
from contextlib import contextmanager
@contextmanager
def held_up():
    def tell(stage, done, of):
        print(stage, *(child.pid for child in multiprocessing.active_children()), flush=True)
        time.sleep(60)
    yield tell
progress.progress_bar = held_up
from cli.main import main
main()
"""
"""The command, stopped at its first step for as long as a test may need; it prints the stage and its children."""


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """300 orders of 100 customers: some 60 kB."""
    order = {"seller_id": "mei", "amount": "10.00", "currency": "CNY", "status": "won"}
    folder = tmp_path / "work" / "events"
    folder.mkdir(parents=True)
    with (folder / "orders.ndjson").open("w") as target:
        for number in range(300):
            ids = {"event_id": f"o{number}", "order_id": f"A{number}", "customer_id": f"c-{number % 100}"}
            target.write(json.dumps({**ids, "occurred_at": "2026-03-10T10:00:00Z", **order}) + "\n")
    return folder


@pytest.fixture
def result(events: Path) -> Path:
    """An earlier result beside the events."""
    output = events.with_name("out")
    replay_folder(events, output)
    return output


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "CHUNK_BYTES", 20_000)
    monkeypatch.setattr(buckets, "BUCKET_BYTES", 20_000)


def start(code: str, *arguments: object, **options: int) -> "subprocess.Popen[bytes]":
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    environment = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, **pipes)  # type: ignore[call-overload, no-any-return]


def held_up(events: Path, result: Path, processes: int) -> tuple["subprocess.Popen[bytes]", list[int]]:
    """A replay in its middle, and the ids of its children."""
    running = start(HELD_UP, "replay", events, "--output", result, "--processes", processes)
    assert running.stdout is not None
    stage, *children = running.stdout.readline().split()
    assert stage == b"reading"
    assert any(".out.writing-" in path.name for path in result.parent.iterdir())
    return running, [int(child) for child in children]


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def soon(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + 120
    while time.monotonic() < until and not condition():
        time.sleep(0.05)
    return condition()


def assert_untouched(result: Path, before: float) -> None:
    assert (result / "summary.json").stat().st_mtime == before
    assert sorted(path.name for path in result.parent.iterdir()) == ["events", "out"]


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_replay_leaves_the_old_result(
    processes: int, number: signal.Signals, events: Path, result: Path
) -> None:
    before = (result / "summary.json").stat().st_mtime
    running, children = held_up(events, result, processes)
    assert len(children) == (processes if processes > 1 else 0)
    if number == signal.SIGINT:
        os.killpg(running.pid, number)  # as a terminal does
    else:
        running.send_signal(number)  # as a container's stop does
    _, errors = running.communicate(timeout=180)
    assert running.returncode in (1, 128 + number), errors
    assert b"Traceback" not in errors
    assert_untouched(result, before)
    assert soon(lambda: not any(map(alive, children)))


def test_children_end_with_a_killed_parent(events: Path, result: Path) -> None:
    running, children = held_up(events, result, 2)
    running.kill()
    running.communicate(timeout=180)
    assert soon(lambda: not any(map(alive, children)))


def test_a_killed_child_is_a_clear_error(events: Path, result: Path, small_parts: None) -> None:
    before = (result / "summary.json").stat().st_mtime
    others = set(active_children())

    def kill_one(stage: str, done: int, of: int) -> None:
        if (stage, done) == ("reading", 1):
            victim = next(child for child in active_children() if child not in others)
            assert victim.pid is not None
            os.kill(victim.pid, signal.SIGKILL)

    with pytest.raises(TransferwatchError, match="ended one of the 2 processes .*memory; nothing was written"):
        replay_folder(events, result, processes=2, progress=kill_one)
    assert_untouched(result, before)
    assert set(active_children()) <= others


@pytest.mark.parametrize("processes", [1, 2])
def test_a_full_disk_is_a_clear_error(processes: int, events: Path, result: Path) -> None:
    before = (result / "summary.json").stat().st_mtime
    # What Python compiles meanwhile would be cut off at that size too, and fail whoever imports it later.
    keep_nothing = "import os, sys; sys.dont_write_bytecode = True; os.environ['PYTHONDONTWRITEBYTECODE'] = '1'; "
    full = f"{SMALL} import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)); "
    command = keep_nothing + full + "from cli.main import main; main()"
    running = start(command, "replay", events, "--output", result, "--processes", processes)
    printed, errors = running.communicate(timeout=180)
    assert running.returncode == 2, errors
    assert b"failed: File too large" in errors and b"nothing was written" in errors
    assert b"Traceback" not in errors and printed == b""
    assert_untouched(result, before)


def test_quiet_in_a_pipe(events: Path, tmp_path: Path) -> None:
    running = start(SMALL + "from cli.main import main; main()", "replay", events, "--output", tmp_path / "out")
    printed, errors = running.communicate(timeout=180)
    assert running.returncode == 0
    assert errors == b""
    assert printed.startswith(b"300 events read, 0 duplicates, 0 dead letters; 300 orders: ")


def test_progress_on_a_terminal(events: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    code = SMALL + "from cli.main import main; main()"
    running = start(code, "replay", events, "--output", tmp_path / "out", stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            shown += os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
    os.close(ours)
    printed, _ = running.communicate(timeout=180)
    assert running.returncode == 0
    assert b"judging" in shown and b"100%" in shown
    assert b"judging" not in printed


def test_a_folder_without_events_ends_with_two(tmp_path: Path) -> None:
    running = start("from cli.main import main; main()", "replay", tmp_path, "--output", tmp_path / "out")
    printed, errors = running.communicate(timeout=180)
    assert running.returncode == 2
    assert b"has none of the files" in errors and printed == b""


def test_long_lines_take_little_memory(events: Path, tmp_path: Path) -> None:
    code = """
import re, sys
from pathlib import Path
from streams.replay import replay_folder
summary = replay_folder(Path(sys.argv[1]), Path(sys.argv[2]))
print(summary.applied["total"], summary.dead_letters["total"])
# ru_maxrss would count what the test's own process had when it started this one
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""
    call = '{"event_id":"%s","occurred_at":"2026-03-01T10:00:00Z","customer_id":"c-1","actor_id":"mei",'
    call += '"activity_type":"call","content":"%s"}\n'
    with (events / "activities.ndjson").open("w") as target:
        target.write(call % ("good", "客户" * 1_700_000))
        target.write(call % ("bad", "x" * 100_000_000))
        target.write(call % ("after", "short"))
    running = start(code, events, tmp_path / "out")
    printed, errors = running.communicate(timeout=120)
    assert running.returncode == 0, errors
    applied, dead, megabytes = map(int, printed.split())
    assert (applied, dead) == (302, 1)
    assert megabytes < 400
    (letter,) = map(json.loads, (tmp_path / "out" / "dead-letters.ndjson").read_text().splitlines())
    assert (letter["reason_code"], letter["line"], letter["file"]) == ("too_big", 2, "activities.ndjson")
    assert letter["value_length"] > 100_000_000
