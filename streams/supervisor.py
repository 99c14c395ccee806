"""Several workers on one machine: started, and started again with growing pauses where one ends of itself."""

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

import structlog

from streams.children import Child
from streams.live.ending import CANNOT_RUN

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
WELL_AFTER_S = 60.0
"""A worker that ran this long begins with the first pause again."""
POLL_S = 0.1
EXTRA_STOP_S = 5.0

_log = structlog.get_logger("transferwatch.supervisor")


def pause_after(ran_s: float, last_pause_s: float) -> float:
    """How long to wait before a worker is started again.

    >>> pause_after(1, 0), pause_after(1, 0.5), pause_after(1, 30), pause_after(100, 30)
    (0.5, 1.0, 30.0, 0.5)
    """
    if ran_s >= WELL_AFTER_S or not last_pause_s:
        return FIRST_PAUSE_S
    return min(LONGEST_PAUSE_S, last_pause_s * 2)


class _Slot:
    """One worker process, and when to start it again."""

    def __init__(self, number: int, start: Callable[[int], Child]) -> None:
        self.number = number
        self._start = start
        self.pause_s = 0.0
        self.due = 0.0
        self.started = 0.0
        self.process: Child | None = None

    def look(self, now: float) -> int | None:
        """Start it if due; the exit code of one that just ended."""
        if self.process is None:
            if now >= self.due:
                self.process, self.started = self._start(self.number), now
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.process = None
        self.pause_s = pause_after(now - self.started, self.pause_s)
        self.due = now + self.pause_s
        return code


class Supervisor:
    """Keeps workers running until a signal, or until one of them says that it cannot run at all."""

    def __init__(
        self, command: Sequence[str], workers: int, instance_id: str, metrics_port: int, stop_s: float
    ) -> None:
        """`command`: starts one worker; the environment tells its name and port. `stop_s`: a clean stop takes that."""
        self._command = list(command)
        self._instance_id = instance_id
        self._metrics_port = metrics_port
        self._stop_s = stop_s
        self._stopping = False
        self._children = [_Slot(number, self._start) for number in range(workers)]

    def _start(self, number: int) -> Child:
        environment = dict(os.environ)
        if self._instance_id:
            environment["TRANSFERWATCH_INSTANCE_ID"] = f"{self._instance_id}-{number}"
        if self._metrics_port:
            environment["TRANSFERWATCH_METRICS_PORT"] = str(self._metrics_port + number)
        process = Child(self._command, sys.stderr.buffer, env=environment)
        _log.info("worker started", worker=number, pid=process.pid)
        return process

    def run(self) -> int:
        """Until a signal (0), or until a worker cannot run (its code)."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        code = 0
        while not self._stopping:
            now = time.monotonic()
            for child in self._children:
                ended = child.look(now)
                if ended is None or self._stopping:
                    continue
                if ended == CANNOT_RUN:
                    code, self._stopping = ended, True
                else:
                    _log.warning("worker ended", worker=child.number, exit_code=ended, again_in_s=child.pause_s)
            time.sleep(POLL_S)
        self._end_all()
        return code

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _end_all(self) -> None:
        """Stop all at the same time, so that each has the whole of the time."""
        processes = [child.process for child in self._children if child.process is not None]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + self._stop_s + EXTRA_STOP_S
        for process in processes:
            process.stop(max(0.0, deadline - time.monotonic()))


def worker_command(arguments: Sequence[str]) -> list[str]:
    """Starts one worker with this Python."""
    return [sys.executable, "-m", "cli.main", "worker", *arguments]
