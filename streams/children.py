"""Child processes that do not outlive us: they end when we stop them, and also when we are killed."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import BinaryIO

_PR_SET_PDEATHSIG = 1
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
# Reads until its parent writes a byte (all is well) or vanishes (then nobody else ends the child).
_WATCH = "import os, sys\nif not sys.stdin.buffer.read(1): os.kill(int(sys.argv[1]), int(sys.argv[2]))"


class Child:
    """A running child process.

    It has a session of its own, so Ctrl-C in the terminal reaches only us, and we decide in which order things end.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: BinaryIO,
        *,
        env: Mapping[str, str] | None = None,
        watched: bool | None = None,
    ) -> None:
        """Start it; output and errors go to `log`. Raises OSError where the command cannot be run.

        `watched`: whether a second small process sees to it that the child ends with us; by default where the system
        cannot do that itself. Call it from the main thread: Linux ends the child with the thread that started it.
        """
        tied = _tie_to_parent() if not watched else None
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=env,
            start_new_session=True,
            preexec_fn=tied,
        )
        self._watch = None if tied is not None else _watch(self._process.pid)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        return self._process.poll()

    def terminate(self) -> None:
        """Ask it to end, and do not wait. Harmless where it has ended."""
        if self.poll() is None:
            self._process.terminate()

    def stop(self, grace_s: float) -> None:
        """Ask it to end, wait up to `grace_s` seconds, then kill it; 0 kills at once. Harmless where it has ended."""
        try:
            if grace_s > 0:
                self.terminate()
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(grace_s)
        finally:
            if self.poll() is None:
                self._process.kill()
            self._process.wait()
            self._dismiss_watch()

    def _dismiss_watch(self) -> None:
        if self._watch is not None and self._watch.stdin is not None:
            with suppress(OSError):  # it may have ended before us
                self._watch.stdin.write(b".")
                self._watch.stdin.close()
            self._watch.wait()
            self._watch = None


def _tie_to_parent() -> Callable[[], None] | None:
    """What the child calls before it becomes the command, so that Linux kills it when we end; None elsewhere."""
    if sys.platform != "linux":
        return None
    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return None
    parent = os.getpid()

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, int(_KILL), 0, 0, 0)
        if os.getppid() != parent:  # we ended before the line above
            os._exit(1)

    return tie


def _watch(pid: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _WATCH, str(pid), str(int(_KILL))],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        bufsize=0,
    )
