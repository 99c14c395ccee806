"""Delivers webhooks: in the background of the console, once, or until told to stop."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from sqlalchemy import Engine

from cli.casework.work import read_keys
from cli.store_options import now_us
from console.webhooks.addresses import Network, read_networks
from console.webhooks.deliverer import Deliverer
from detector.errors import TransferwatchError, UsageError
from store.accounts.links import SHORTEST_KEY_BYTES
from store.webhooks.sealing import KeySealer


class Hooking(NamedTuple):
    """By which keys links are signed and secrets sealed, and where webhooks may lead beside public addresses."""

    keys: Sequence[bytes]
    networks: Sequence[Network]


def hooking_of(keys: Path | None, networks: Sequence[str]) -> Hooking:
    """As given on the command line; no file: no keys. Raises UsageError, InputError."""
    found = read_keys(keys) if keys is not None else []
    if any(len(key) < SHORTEST_KEY_BYTES for key in found):
        message = f"{keys}: a key has at least {SHORTEST_KEY_BYTES} characters; `openssl rand -hex 32` makes one"
        raise UsageError(message)
    return Hooking(found, read_networks(networks))


def deliverer_of(engine: Engine, hooking: Hooking) -> Deliverer:
    """What delivers from a store."""
    return Deliverer(engine, KeySealer(hooking.keys), now_us, hooking.networks)


def _report(error: TransferwatchError) -> None:
    print(f"transferwatch: {error}", file=sys.stderr, flush=True)


@contextmanager
def delivering(engine: Engine, hooking: Hooking) -> Iterator[None]:
    """Delivers meanwhile, where there are keys: without them no webhook can be registered, nor signed for."""
    if not hooking.keys:
        yield
        return
    stop = Event()
    thread = Thread(target=deliverer_of(engine, hooking).run, args=(stop, _report), name="webhooks")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def deliver_on(engine: Engine, hooking: Hooking, every_seconds: float) -> None:
    """Deliver until SIGINT or SIGTERM; what goes wrong is told on standard error and tried again."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    deliverer_of(engine, hooking).run(stop, _report, every_seconds)
