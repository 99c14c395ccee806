"""Delivers webhooks: in the background of the console, once, or until told to stop."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from cli.beside import beside
from console.webhooks.deliverer import Deliverer
from detector.errors import TransferwatchError


def _report(error: TransferwatchError) -> None:
    print(f"transferwatch: {error}", file=sys.stderr, flush=True)


@contextmanager
def delivering(deliverer: Deliverer | None) -> Iterator[None]:
    """Delivers meanwhile. None: somebody else does."""
    if deliverer is None:
        yield
        return
    with beside(deliverer.run, _report, "webhooks"):
        yield


def deliver_on(deliverer: Deliverer, every_seconds: float) -> None:
    """Deliver until SIGINT or SIGTERM; what goes wrong is told on standard error and tried again."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    deliverer.run(stop, _report, every_seconds)
