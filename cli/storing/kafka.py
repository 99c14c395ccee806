"""Records the topics of a Kafka: connects, binds the store to that cluster and namespace, and follows."""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import structlog
from sqlalchemy import Engine

from cli.storing.following import Follower
from cli.storing.metering import RecorderMeter
from cli.storing.recorded import Recorded
from detector.errors import UsageError
from store.recording.batch import RECORDED_TOPICS
from store.recording.feed import Feed
from store.recording.recorder import Recorder
from streams.cluster.describing import describe_cluster, need_topics, read_cluster_id
from streams.cluster.reading import open_consumer
from streams.cluster.refusals import kafka_errors
from streams.settings import Settings

AT_ONCE = 10_000
"""Records in one transaction, at most."""

_LOG = structlog.get_logger("transferwatch.store")


async def record_kafka(settings: Settings, engine: Engine, *, once: bool, metrics_port: int = 0) -> Recorded:
    """Follow the topics until SIGINT or SIGTERM; `once`: to what are the ends now.

    `metrics_port`: where metrics and health are served meanwhile; 0: nowhere. Raises ClusterError, StoreError,
    UsageError where the port is taken.
    """
    found = await describe_cluster(settings)
    need_topics(found, settings.names, *RECORDED_TOPICS)
    partitions = {topic: found[settings.names.topic(topic)].partitions for topic in RECORDED_TOPICS}
    identity = f"{await asyncio.to_thread(read_cluster_id, settings)}/{settings.namespace}"
    recorder = await asyncio.to_thread(Recorder, engine, Feed("kafka", identity))
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_consumer(settings, at_once=AT_ONCE) as consumer:
        meter, exact = RecorderMeter(), not settings.embedded
        follower = Follower(recorder, consumer, settings.names, partitions, _say, exact_ends=exact, meter=meter)
        async with _health(settings.metrics_host, metrics_port, meter, follower):
            with kafka_errors(settings, "recording the topics"):
                await follower.follow(stop, once=once)
    return follower.done


@asynccontextmanager
async def _health(host: str, port: int, meter: RecorderMeter, follower: Follower) -> AsyncIterator[None]:
    if not port:
        yield
        return
    from streams.live.health import HealthServer

    server = HealthServer(meter.registry, lambda: follower.store_works)
    try:
        await server.start(host, port)
    except OSError as error:
        message = f"metrics on {host}:{port}: {error.strerror}; give another --metrics-port"
        raise UsageError(message) from None
    try:
        yield
    finally:
        await server.stop()


def _say(event: str, figures: Mapping[str, Any]) -> None:
    _LOG.warning(event, **figures)
