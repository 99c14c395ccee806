"""`demo` as a whole: embedded broker, worker, firm, manager; live equals replay, and nothing is left running."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.demoing import running
from tests.cli.running import Shell
from tests.streams.brokers import needs_embedded_broker

pytestmark = needs_embedded_broker
SLOWEST_S = 300  # a slow machine under load; the runs below take some 10 to 20 s


@contextmanager
def demo(scratch: Path, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    """A running demo whose temporary files lie in `scratch`; killed at the end if need be."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "demo", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "TMPDIR": str(scratch), "PYTHONUTF8": "1"},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def started_by(scratch: Path) -> list[str]:
    """The command lines of processes that know of the folder: the broker's and the worker's files lie in it."""
    known = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if str(scratch).encode() in (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes():
                known.append((entry / "cmdline").read_text("utf-8", "replace"))
        except OSError:  # gone meanwhile, or somebody else's
            continue
    return known


def test_live_equals_replay(tmp_path: Path) -> None:
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    scratch.mkdir()
    with demo(scratch, "--seconds", 6, "--output", out) as process:
        text, _ = process.communicate(timeout=SLOWEST_S)
    assert process.returncode == 0, text
    assert "ALERT" in text
    assert "releases order" in text
    assert "Live equals replay: assessments, net credit, alerts, findings, dead letters and counts." in text
    assert (out / "events" / "decisions.ndjson").exists()
    assert (out / "result" / "summary.json").exists()
    assert f"--from {out}/result" in text
    assert list(scratch.iterdir()) == []
    assert started_by(scratch) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything(tmp_path: Path, number: signal.Signals) -> None:
    with demo(tmp_path, "--lang", "zh") as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "开始逐日播放" in line:
                break
        if Path("/proc/self").exists():
            assert len(started_by(tmp_path)) >= 3, "demo, broker and worker run"
        process.send_signal(number)
        text, _ = process.communicate(timeout=SLOWEST_S)
    assert process.returncode == 128 + number, text
    assert "已停止；未做比对。" in text
    assert "Traceback" not in text
    assert list(tmp_path.iterdir()) == []
    assert started_by(tmp_path) == []


def test_a_worker_that_ends_is_told_of(tmp_path: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        running, "worker_command", lambda given: [sys.executable, "-c", "raise SystemExit('no room here')"]
    )
    ran = shell("demo", "--seconds", 5, "--output", tmp_path / "out")
    assert ran.code == 2
    assert "the worker ended with code 1; the end of its log: no room here" in ran.err


def test_a_folder_with_other_things_is_refused(tmp_path: Path, shell: Shell) -> None:
    (tmp_path / "letter.doc").write_text("x")
    ran = shell("demo", "--output", tmp_path)
    assert ran.code == 2
    assert "holds something else than an earlier demo" in ran.err
