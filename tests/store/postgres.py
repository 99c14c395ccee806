"""A PostgreSQL server of the tests' own in a temporary folder, where its programs are found."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts.kafka.ports import free_ports

MISSING = "no PostgreSQL server is installed here (initdb and pg_ctl); on Debian: apt-get install postgresql"


class Server(NamedTuple):
    """A running server: its port on loopback, its folder, and how its programs are called."""

    port: int
    folder: Path
    programs: Path
    fsync: bool

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def control(self, *arguments: str) -> None:
        """`pg_ctl` with some command."""
        log = str(self.folder / "log")
        _run([str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-l", log, "-w", *arguments])

    def start(self) -> None:
        """Start it, with its options."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self.control("-o", options + ("" if self.fsync else " -c fsync=off"), "start")


def find_programs() -> Path | None:
    """The folder that holds initdb and pg_ctl."""
    found = shutil.which("initdb")
    candidates = [Path(found).parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in candidates if (folder / "pg_ctl").exists()), None)


def needed_programs() -> Path:
    """The same for a test: where there is none it is skipped, or fails where the run is one that must have it."""
    import pytest

    programs = find_programs()
    if programs is None:
        if os.environ.get("TRANSFERWATCH_POSTGRESQL_TESTS") == "required":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return programs


@contextmanager
def started(programs: Path, *, fsync: bool = False) -> Iterator[Server]:
    """A server with an empty database, gone with all its data when the block ends; `fsync`: as safe as in earnest."""
    folder = Path(tempfile.mkdtemp(prefix="transferwatch-postgres-"))
    server = Server(free_ports(1)[0], folder, programs, fsync)
    try:
        _set_up(server)
        server.start()
        try:
            yield server
        finally:
            server.control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept(programs: Path, folder: Path) -> Iterator[Server]:
    """A server as safe as in earnest on the data of a folder, which stay; set up where there are none."""
    server = Server(free_ports(1)[0], folder, programs, fsync=True)
    folder.mkdir(exist_ok=True)
    if not (folder / "data").exists():
        _set_up(server)
    server.start()
    try:
        yield server
    finally:
        server.control("-m", "fast", "stop")


def _set_up(server: Server) -> None:
    _give(server.folder)
    data = str(server.folder / "data")
    _run([str(server.programs / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"])


def _user() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def _give(folder: Path) -> None:
    user = _user()
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(
        command,
        user=_user(),
        cwd="/",
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
