"""Starts the processes of a demo, each with the command that people use: worker, recorder, outbox, console."""

import sys
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from cli.demoing.accounts import FILE, Logins, make_accounts, write_accounts
from cli.demoing.firm import Firm
from cli.demoing.parts import FIRST_PORT, Part, Parts
from cli.store_options import now_us
from detector.messages import Language
from store.engine import open_engine
from store.migrations.running import upgrade
from store.sealing.opening import open_vault
from streams.settings import PREFIX, Settings
from streams.supervisor import worker_command

_SEND_EVERY_S = "1"


class Opened(NamedTuple):
    """Where to look. `logins`: None where nobody signs in. `accounts_file`: has all codes."""

    console: str
    worker: str
    store: str
    logins: Logins | None
    accounts_file: Path


class Premises:
    """All that runs beside the broker; files lie in one folder, logs in `logs` below it."""

    def __init__(self, folder: Path, settings: Settings, parts: Parts) -> None:
        """`parts`: takes over what is started. The store is set up by `open`."""
        self._folder, self._parts = folder, parts
        self._url = f"sqlite:///{folder.absolute() / 'store.db'}"
        self._key_file = folder.absolute() / "secrets.key"
        told = {
            "BOOTSTRAP_SERVERS": settings.bootstrap_servers,
            "NAMESPACE": settings.namespace,
            "EMBEDDED": str(settings.embedded).lower(),
            "STORE_URL": self._url,
            "SECRETS_KEY_FILE": str(self._key_file),
        }
        self._env = {f"{PREFIX}{name}": value for name, value in told.items()}
        self.engine: Engine = open_engine(self._url)

    def start_worker(self) -> None:
        """The worker: it takes longest to start, so it comes first."""
        self.worker = self._start("worker", worker_command(["--metrics-port"]), "/live", FIRST_PORT + 1)

    def open(self, firm: Firm, lang: Language, *, sign_in: bool) -> Opened:
        """Set up the store, start what works on it, and wait until all answer. Raises ClusterError, StoreError."""
        self.check()  # a worker that cannot start is told of at once
        upgrade(self.engine)
        vault = open_vault(self.engine, self._key_file, actor="demo", at_us=now_us())
        self._start("recorder", _command("store", "record", "--kafka"))
        anchors = str(self._folder / "anchors.ndjson")
        bare = [] if sign_in else ["--no-sign-in"]
        words = _command("console", "--lang", lang, "--anchors", anchors, *bare, "--port")
        console = self._start("console", words, "/health")
        self.start_outbox()
        logins = make_accounts(self.engine, firm, vault) if sign_in else None
        if logins is not None:
            write_accounts(self._folder / FILE, logins)
        console.wait()
        self.worker.wait()
        return Opened(console.address, self.worker.address, self._url, logins, self._folder / FILE)

    def check(self) -> None:
        """Raises ClusterError where a process has ended."""
        self._parts.check()

    def start_outbox(self) -> None:
        """Deliver what is decided in the store."""
        self._outbox = self._start("outbox", _command("outbox", "send", "--kafka", "--every", _SEND_EVERY_S))

    def stop_outbox(self) -> None:
        """Keep what is decided from now on in the store: nothing may come in while the end is compared."""
        self._parts.end(self._outbox)

    def _start(self, name: str, command: list[str], health: str = "", first_port: int = FIRST_PORT) -> Part:
        log = self._folder / "logs" / f"{name}.log"
        return self._parts.add(Part(name, command, log, self._env, health, first_port))


def _command(*words: str) -> list[str]:
    """A command of ours, run with this Python."""
    return [sys.executable, "-m", "cli.main", *words]
