"""Ends the processes of a test run that cannot do it any more: one that was killed itself.

A small process of its own reads what must not outlive us from a pipe; the pipe ends when we do, however we do.
"""

import subprocess
import sys
from typing import Self

_LOOP = """
import os, signal, sys
groups = set()
for line in sys.stdin:
    sign, group = line[0], int(line[1:])
    (groups.add if sign == "+" else groups.discard)(group)
for group in groups:
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass
"""


class Reaper:
    """Kills (SIGKILL) the process groups under watch as soon as it is closed or this process is gone."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LOOP],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is not meant for it
        )

    def watch(self, group: int) -> None:
        """Let this process group end with us; `group` is the process id of its leader."""
        self._tell(f"+{group}\n")

    def forget(self, group: int) -> None:
        """It has ended; its number may come to mean somebody else."""
        self._tell(f"-{group}\n")

    def close(self) -> None:
        """End what is still under watch."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode("ascii"))
        self._process.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
