"""One node of a cluster: a Java process with a folder of its own; found again by its process id."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from scripts.kafka.layout import Layout
from scripts.kafka.machine import HERE, ClusterError

# One broker serves all tests of a run: with 256 MB the records of ten megabytes at its end did not fit any more.
_JVM = ("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


class Node:
    """Node `number` of a cluster, running or not."""

    def __init__(self, layout: Layout, number: int) -> None:
        self.number = number
        self.port = layout.broker_ports[number - 1]
        self.folder = layout.node_folder(number)
        self.properties = self.folder / "server.properties"
        self.log = self.folder / "server.log"
        self._pid_file = self.folder / "pid"
        self._child: subprocess.Popen[bytes] | None = None

    def format(self, java: Path, jars: Path, cluster_id: str) -> subprocess.Popen[bytes]:
        """Begin to format the node's data folder, once in its life; the caller waits for the process."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*_java(java, jars), "kafka.tools.StorageTool"]
                + ["format", "-t", cluster_id, "-c", str(self.properties)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def start(self, java: Path, jars: Path) -> int:
        """Start the process, which outlives this one; gives its id. Does not wait until the broker answers."""
        running = self.pid()
        if running is not None:
            message = f"node {self.number} runs already (process {running}): stop or kill it first"
            raise ClusterError(message)
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [*_java(java, jars), "kafka.Kafka", str(self.properties)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in the terminal that started it is not meant for it
            )
        self._pid_file.write_text(f"{self._child.pid}\n", "ascii")
        return self._child.pid

    def pid(self) -> int | None:
        """The process id; None where the node does not run."""
        if self._child is not None:
            return self._child.pid if self._child.poll() is None else None
        try:
            pid = int(self._pid_file.read_text("ascii"))
        except (OSError, ValueError):
            return None
        # The id may have gone to another process since.
        return pid if str(self.properties) in command_line(pid) else None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal. Raises ClusterError where the node does not run."""
        pid = self.pid()
        if pid is None:
            message = f"node {self.number} does not run: restart it first"
            raise ClusterError(message)
        with suppress(ProcessLookupError):  # it has just ended
            os.kill(pid, number)

    def wait_end(self, seconds: float) -> bool:
        """Wait until the process is gone; whether it is."""
        deadline = time.monotonic() + seconds
        while self.pid() is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def log_tail(self, lines: int) -> str:
        """The last lines of the node's log."""
        try:
            return "\n".join(self.log.read_text("utf-8", errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""


def _java(java: Path, jars: Path) -> list[str]:
    return [str(java), *_JVM, f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}", "-cp", f"{jars}/*"]


def command_line(pid: int) -> str:
    """What a process was started with; "" where it is gone, or gone but for its exit code."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            return ""
    told = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return told.stdout
