"""Delivers the outbox: once, or until told to stop."""

import signal
import sys
from pathlib import Path
from threading import Event

from sqlalchemy import Engine

from cli.casework.places import DecisionsFile, DecisionsTopic
from cli.kafka_options import kafka_settings
from cli.store_options import now_us
from detector.errors import TransferwatchError, UsageError
from store.cases.outbox import DecisionPlace, deliver


def decision_place(folder: Path | None, *, kafka: bool, brokers: str | None, namespace: str | None) -> DecisionPlace:
    """The folder's file or the topic, as asked for. Raises UsageError unless just one is."""
    if (folder is None) is not kafka:
        message = "say where decisions go: either --in with a folder, or --kafka"
        raise UsageError(message)
    return DecisionsTopic(kafka_settings(brokers, namespace)) if folder is None else DecisionsFile(folder)


def send_now(engine: Engine, place: DecisionPlace) -> int:
    """Deliver all that waits; how many. Raises ClusterError, InputError, StoreError."""
    return deliver(engine, place, now_us)


def send_on(engine: Engine, place: DecisionPlace, every_seconds: float) -> None:
    """Deliver until SIGINT or SIGTERM; what goes wrong is told on standard error and tried again."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    going = True
    while going:
        try:
            send_now(engine, place)
        except TransferwatchError as error:
            print(f"transferwatch: {error}", file=sys.stderr, flush=True)
        going = not stop.wait(every_seconds)
