"""Anchors the head of a store's chain: once, or until told to stop."""

import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from sqlalchemy import Engine

from cli.kafka_options import kafka_settings
from cli.store_options import now_us
from detector.errors import TransferwatchError, UsageError
from store.audit.chain import StoredChain
from store.audit.entry import Head
from store.audit.keeper import Keeper
from store.audit.places import AnchorFile, AnchorTopic, Place, Publish, read_anchors
from streams.topics import AUDIT_ANCHORS_TOPIC


def anchor_places(path: Path | None, *, kafka: bool, brokers: str | None, namespace: str | None) -> list[Place]:
    """The file and the topic, as asked for. Raises UsageError where neither is."""
    places: list[Place] = [AnchorFile(path)] if path else []
    if kafka:
        settings = kafka_settings(brokers, namespace)
        places.append(AnchorTopic(kafka_publisher(brokers, namespace), settings.names.topic(AUDIT_ANCHORS_TOPIC)))
    if not places:
        message = "say where the anchor goes: --anchors FILE, --kafka, or both"
        raise UsageError(message)
    return places


def kafka_publisher(brokers: str | None, namespace: str | None) -> Publish:
    """What writes a record to the topic of anchors and waits for all in-sync brokers."""
    from streams.cluster.fetching import publish_record

    settings = kafka_settings(brokers, namespace)

    def publish(key: bytes, value: bytes) -> None:
        asyncio.run(publish_record(settings, AUDIT_ANCHORS_TOPIC, key, value))

    return publish


def keeper_of(engine: Engine, places: Sequence[Place], path: Path | None) -> Keeper:
    """A keeper that knows what the file of anchors holds already."""
    known = read_anchors(path) if path is not None and path.exists() else []
    return Keeper(StoredChain(engine), places, now_us, known)


def anchor_now(engine: Engine, places: Sequence[Place], path: Path | None) -> Head:
    """Anchor the head once. Raises AuditError where a place fails, or the chain denies the last anchor."""
    return keeper_of(engine, places, path).tick()


def anchor_on(engine: Engine, places: Sequence[Place], path: Path | None, every_seconds: float) -> None:
    """Anchor until SIGINT or SIGTERM; what goes wrong is told on standard error and tried again."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())

    def report(error: TransferwatchError) -> None:
        print(f"transferwatch: {error}", file=sys.stderr, flush=True)

    keeper_of(engine, places, path).run(stop, report, every_seconds)
