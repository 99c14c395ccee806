"""Workers as processes of their own, to be killed, paused and waited for; none is ever left behind.

with WorkerRig(kafka.bootstrap_servers, namespace) as workers:
    first = workers.start("a", flush_late_ms=200)
    first.wait_for(r"ready")
    first.kill()
    first.start()
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from streams.settings import PREFIX, Settings
from tests.kafka.reaper import Reaper

WORKER_COMMAND = (str(Path(sys.executable).with_name("transferwatch")), "worker")
_TAIL_LINES = 40


class WorkerError(AssertionError):
    """A worker did not do in time what the test waits for; the message ends with its log."""


class Worker:
    """One worker with its log; it may be started again after it ended. All deadlines are in seconds."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], reaper: Reaper) -> None:
        self.name = name
        self._command = [*command]
        self._environment = dict(environment)
        self._reaper = reaper
        self._folder = tempfile.TemporaryDirectory(prefix="worker-")  # no settings file of the clone is read from there
        self.log_file = Path(self._folder.name) / "worker.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._log_from = 0

    def start(self) -> Self:
        """Start the process, with the settings that it had; the log goes on, `wait_for` looks at the new part only."""
        assert not self.running, f"worker {self.name} runs already"
        with self.log_file.open("ab") as log:
            self._log_from = log.tell()
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder.name,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a group of its own, so that a signal meets its children as well
            )
        self._reaper.watch(self._process.pid)
        return self

    @property
    def running(self) -> bool:
        """Whether its process is there, paused or not."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The id of the process that was started last."""
        assert self._process is not None, f"worker {self.name} was never started"
        return self._process.pid

    @property
    def log(self) -> str:
        """All that it has logged since it was last started."""
        return self.log_file.read_bytes()[self._log_from :].decode("utf-8", "replace")

    def kill(self) -> None:
        """kill -9, its children too, and wait until it is gone."""
        self._signal_group(signal.SIGKILL)
        self.wait(10)

    def pause(self) -> None:
        """SIGSTOP, its children too."""
        self._signal_group(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT, its children too."""
        self._signal_group(signal.SIGCONT)

    def terminate(self, limit_s: float = 20) -> int:
        """SIGTERM to the process itself, as a supervisor sends it; gives its exit code once it is gone."""
        os.kill(self.pid, signal.SIGTERM)
        return self.wait(limit_s)

    def wait(self, limit_s: float) -> int:
        """Wait until it ends by itself; its exit code, -9 for SIGKILL."""
        assert self._process is not None
        try:
            code = self._process.wait(limit_s)
        except subprocess.TimeoutExpired:
            message = f"worker {self.name} did not end within {limit_s} s; its log ends with:\n{self.log_tail()}"
            raise WorkerError(message) from None
        self._signal_group(signal.SIGKILL)  # children that it left
        self._reaper.forget(self._process.pid)
        return code

    def wait_for(self, pattern: str, limit_s: float = 120, *, times: int = 1) -> re.Match[str]:
        """Wait until the log since the last start has that many matches (MULTILINE); gives the last of them.

        Raises WorkerError when time is up, or at once where the worker has ended without them.
        """
        deadline = time.monotonic() + limit_s
        while True:
            ended = not self.running  # before the log is read: what it wrote last counts
            found = list(re.finditer(pattern, self.log, re.MULTILINE))
            if len(found) >= times:
                return found[times - 1]
            if ended or time.monotonic() > deadline:
                why = f"ended ({self._process and self._process.returncode})" if ended else f"had {limit_s} s"
                message = f"worker {self.name} {why} and logged {pattern!r} {len(found)} times, not {times}:"
                raise WorkerError(f"{message}\n{self.log_tail()}")
            time.sleep(0.02)

    def log_tail(self, lines: int = _TAIL_LINES) -> str:
        """The last lines of its log."""
        if not self.log_file.exists():
            return ""
        return "\n".join(self.log_file.read_text("utf-8", errors="replace").splitlines()[-lines:])

    def close(self) -> None:
        """End it, if it runs, and delete its folder."""
        if self.running:
            self.kill()
        self._folder.cleanup()

    def _signal_group(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):  # macOS says the second for a group of the dead
            os.killpg(self.pid, number)


class WorkerRig:
    """The workers of one namespace in one cluster. `settings` hold for all of them, by their names in Settings."""

    def __init__(
        self,
        bootstrap_servers: str,
        namespace: str,
        *,
        command: Sequence[str] = WORKER_COMMAND,
        **settings: object,
    ) -> None:
        self._command = command
        self._settings = {"bootstrap_servers": bootstrap_servers, "namespace": namespace, **settings}
        self._reaper = Reaper()
        self.workers: list[Worker] = []

    def start(self, instance_id: str = "", *arguments: str, **settings: object) -> Worker:
        """Start one more worker; `arguments` go behind `transferwatch worker`. Does not wait until it is ready."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        environment |= as_variables({**self._settings, "instance_id": instance_id, **settings})
        name = instance_id or f"number {len(self.workers) + 1}"
        worker = Worker(name, [*self._command, *arguments], environment, self._reaper)
        self.workers.append(worker)
        return worker.start()

    def log_tails(self, lines: int = _TAIL_LINES) -> str:
        """The last lines of each worker's log."""
        return "\n".join(f"== worker {worker.name}\n{worker.log_tail(lines)}" for worker in self.workers)

    def stop(self) -> None:
        """End all of them at once."""
        for worker in self.workers:
            worker.close()
        self._reaper.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def as_variables(settings: Mapping[str, object]) -> dict[str, str]:
    """Settings as environment variables. A name that Settings does not know fails: it would do nothing unnoticed."""
    unknown = sorted(set(settings) - set(Settings.model_fields))
    assert not unknown, f"no such settings: {', '.join(unknown)}"
    return {f"{PREFIX}{name.upper()}": str(value) for name, value in settings.items()}
