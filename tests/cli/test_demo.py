"""`demo` as a whole: broker, worker, store, console, firm, manager; live and store equal replay; nothing is left."""

import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from cli.demoing import premises
from store.cases.outbox import count_waiting
from store.engine import open_engine, reading
from store.tables import judgements
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


def said_until(process: "subprocess.Popen[str]", words: str) -> str:
    """What it says up to a line with these words, and the lines that come with it."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    pytest.fail("".join(lines))


def signs(text: str) -> tuple[str, str, str]:
    """The console's address, the password, and a code of the auditor."""
    found = re.search(r"Console: (\S+).* password (\S+);.*\n  auditor +code (\S+)", text, re.DOTALL)
    assert found is not None, text
    return found[1].replace("localhost", "127.0.0.1"), found[2], found[3]


def decided(shell: Shell, url: str) -> None:
    """Somebody decides a case of the running demo, the first one that can be."""
    engine, deadline = open_engine(url), time.monotonic() + SLOWEST_S
    alert = judgements.alerts.c
    while time.monotonic() < deadline:
        with reading(engine) as connection:
            query = select(alert.case_id, alert.order_id).where(
                alert.order_id.is_not(None), alert.status == "confirmed"
            )
            found = connection.execute(query).all()
        for case, order in found:
            words = ("cases", "decide", case, "honest", "--by", "auditor", "--reason", "We looked", "--release", order)
            if shell(*words, "--store", url).code == 0:
                return
        time.sleep(0.2)
    pytest.fail("no case could be decided")


def all_delivered(url: str) -> bool:
    with reading(open_engine(url)) as connection:
        return count_waiting(connection) == 0


def test_live_equals_replay(tmp_path: Path, shell: Shell) -> None:
    """Also where a person decides a case meanwhile; when it comes is left to chance, and must not matter."""
    url = f"sqlite:///{tmp_path / 'out' / 'store.db'}"
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    scratch.mkdir()
    with demo(scratch, "--seconds", 6, "--output", out, "--keep") as process:
        text = said_until(process, "First alert")
        decided(shell, url)
        text += said_until(process, "Everything goes on running")
        address, password, code = signs(text)
        with httpx.Client(base_url=f"{address}/api/v1", timeout=SLOWEST_S) as asking:
            signed = asking.post("/session", json={"name": "auditor", "password": password, "code": code})
            assert (signed.status_code, signed.json()["missing"]) == (200, "")
            cookie = {"Cookie": signed.headers["set-cookie"].partition(";")[0]}
            found = asking.get("/orders", params={"outcome": "review"}, headers=cookie).json()["items"]
            assert found[0]["customer_name"]
        deadline = time.monotonic() + SLOWEST_S
        while not all_delivered(url):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=SLOWEST_S)
    assert process.returncode == 0, text
    assert "ALERT" in text
    assert "releases order" in text
    assert "Decisions flagged as not from the outbox: 1 (demo-past-" in text
    assert "Live equals replay: assessments, net credit, alerts, findings, dead letters and counts." in text
    assert "The store equals them too: " in text
    assert (out / "events" / "decisions.ndjson").exists()
    assert stat.S_IMODE((out / "accounts.txt").stat().st_mode) == 0o600
    assert (out / "result" / "summary.json").exists()
    assert f"--from {out}/result" in text
    assert list(scratch.iterdir()) == []
    assert started_by(scratch) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything(tmp_path: Path, number: signal.Signals) -> None:
    with demo(tmp_path, "--lang", "zh", "--no-sign-in") as process:
        text = said_until(process, "开始逐日播放")
        assert "未启用登录" in text
        address = re.search(r"控制台：(\S+)", text)
        assert address is not None
        assert httpx.get(f"{address[1]}/api/v1/session", timeout=SLOWEST_S).json()["sign_in"] is False
        if Path("/proc/self").exists():
            assert len(started_by(tmp_path)) >= 6, "demo, broker, worker, recorder, outbox and console run"
        process.send_signal(number)
        text, _ = process.communicate(timeout=SLOWEST_S)
    assert process.returncode == 128 + number, text
    assert "已停止；未做比对。" in text
    assert "Traceback" not in text
    assert list(tmp_path.iterdir()) == []
    assert started_by(tmp_path) == []


def test_a_worker_that_ends_is_told_of(tmp_path: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        premises, "worker_command", lambda given: [sys.executable, "-c", "raise SystemExit('no room here')"]
    )
    ran = shell("demo", "--seconds", 5, "--output", tmp_path / "out")
    assert ran.code == 2
    assert "the worker ended with code 1; the end of its log: no room here" in ran.err


def test_a_folder_with_other_things_is_refused(tmp_path: Path, shell: Shell) -> None:
    (tmp_path / "letter.doc").write_text("x")
    ran = shell("demo", "--output", tmp_path)
    assert ran.code == 2
    assert "holds something else than an earlier demo" in ran.err
