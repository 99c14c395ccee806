"""The processes of a demo: started with the commands that people start them with, watched, and ended together."""

import os
import socket
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from detector.errors import ClusterError
from streams.children import Child

FIRST_PORT, LAST_PORT = 8470, 8569
"""The console has the first that is free, so that its address is mostly the same."""

ANSWER_S = 90.0
"""A part that listens answers within so many seconds, on a slow machine too, or has failed."""

STOP_S = 5.0
"""Parts that are told to end have so long before they are killed."""

_TRIES = 3
_POLL_S = 0.05
_LINES = 4
_DIRECT = build_opener(ProxyHandler({}))  # the machine's proxy cannot reach its loopback


class Part:
    """One process with its log. One that listens does so on a port of its own, and answers there when it is ready."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        env: Mapping[str, str],
        health: str = "",
        first_port: int = FIRST_PORT,
    ) -> None:
        """Start it. `health`: the path that answers when it is ready; its command then takes the port as its last word.

        Raises ClusterError where no port is free, OSError.
        """
        self.name, self._command, self._log, self._env, self._health = name, command, log, env, health
        self.port = first_port - 1
        self._reservation: socket.socket | None = None
        self._child = self._start()

    def _start(self) -> Child:
        command = list(self._command)
        if self._health:
            self._take_port()
            command.append(str(self.port))
        with self._log.open("wb") as target:
            return Child(command, target, env={**os.environ, **self._env})

    def _take_port(self) -> None:
        """The next port that is free and that no other demo, started at the same moment, is about to listen on."""
        self._give_port_back()
        while self._reservation is None:
            self.port = free_port(self.port + 1)
            self._reservation = _reserve(self.port)

    def _give_port_back(self) -> None:
        if self._reservation is not None:
            self._reservation.close()
            self._reservation = None

    @property
    def address(self) -> str:
        """Where it answers, as a browser on this machine asks for it."""
        return f"http://localhost:{self.port}"

    def wait(self) -> None:
        """Wait until it answers; where somebody took its port before it did, on another one. Raises ClusterError."""
        for _ in range(_TRIES):
            deadline = time.monotonic() + ANSWER_S
            while self._child.poll() is None:
                if _answers(f"http://127.0.0.1:{self.port}{self._health}"):
                    return
                if time.monotonic() > deadline:
                    message = f"did not answer within {ANSWER_S:g} s"
                    raise self.failure(message)
                time.sleep(_POLL_S)
            if _is_free(self.port):
                break
            self.stop()
            self._child = self._start()
        self.check()

    def check(self) -> None:
        """Raises ClusterError where it has ended."""
        if self._child.poll() is not None:
            message = f"ended with code {self._child.poll()}"
            raise self.failure(message)

    def failure(self, what: str) -> ClusterError:
        """An error about it, with the end of its log."""
        told = " / ".join(self._log.read_text("utf-8", "replace").splitlines()[-_LINES:]) or "it said nothing"
        return ClusterError(f"the {self.name} {what}; the end of its log: {told}")

    def ask_to_end(self) -> None:
        """Ask it to end, and do not wait."""
        self._child.terminate()

    def stop(self, grace_s: float = STOP_S) -> None:
        """End it. Harmless where it has ended."""
        self._child.stop(grace_s)
        self._give_port_back()


class Parts:
    """All processes of a demo, in the order of their start; leaving the block ends them all."""

    def __init__(self) -> None:
        self._parts: list[Part] = []

    def __enter__(self) -> "Parts":
        return self

    def __exit__(self, *_: object) -> None:
        """All are asked at once, so that they have the same few seconds, and none is left whatever ends us."""
        for part in self._parts:
            part.ask_to_end()
        deadline = time.monotonic() + STOP_S
        for part in reversed(self._parts):
            part.stop(max(0.1, deadline - time.monotonic()))

    def add(self, part: Part) -> Part:
        """Take over a part that was started."""
        self._parts.append(part)
        return part

    def end(self, part: Part) -> None:
        """End one of them before the others."""
        self._parts.remove(part)
        part.stop()

    def check(self) -> None:
        """Raises ClusterError where one of them has ended."""
        for part in self._parts:
            part.check()


def free_port(first: int) -> int:
    """The first port from `first` on that nobody on this machine listens on. Raises ClusterError.

    Not one of the system's choice: those serve connections too, so the next one may have it before a part listens.
    """
    for port in range(first, LAST_PORT + 1):
        if _is_free(port):
            return port
    message = f"no port from {first} to {LAST_PORT} is free on this machine; end what listens there"
    raise ClusterError(message)


def _is_free(port: int) -> bool:
    """Whether it can be listened on, by IPv6 too where there is that: a browser may try it first for `localhost`."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                if os.name != "nt":  # there it would share the port
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError:
            if family == socket.AF_INET or _connects(address, port):
                return False
    return True


def _reserve(port: int) -> socket.socket | None:
    """The UDP port of the same number, which nobody here uses, held as a sign to other demos; None: one has it.

    A part listens seconds after its port was chosen. Without this, two demos would choose the same one.
    """
    sign = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sign.bind(("127.0.0.1", port))
    except OSError:
        sign.close()
        return None
    return sign


def _connects(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=0.5).close()
    except OSError:
        return False
    return True


def _answers(url: str) -> bool:
    try:
        with _DIRECT.open(url, timeout=2.0) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):  # not there yet, or not ready yet
        return False
