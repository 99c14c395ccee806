"""Everything that touches the insides of Faust, and nothing else does: tests notice when Faust changes them.

Faust brings the consumer group, rebalancing and the agent. Its own way of moving single messages, acknowledging them
and committing offsets is replaced: the records that one fetch brings of a partition travel as one chunk, and offsets
are committed by our own transactions (`streams.live.writer`), together with what the records changed.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import aiokafka
import faust
from faust.serializers.codecs import Codec
from faust.transport.drivers import aiokafka as driver
from faust.types.tuples import TP, ConsumerMessage
from yarl import URL

from streams.cluster.connection import client_options
from streams.live.chunks import Chunk, Host, Records
from streams.settings import Settings

FETCH_BYTES = 2 * 1024 * 1024
FETCH_WAIT_MS = 500
REQUEST_TIMEOUT_S = 40.0


class _Unchanged(Codec):
    """A codec that hands a chunk on as it is."""

    def _loads(self, s: Any) -> Any:  # noqa: PLR6301
        return s

    def _dumps(self, s: Any) -> Any:
        return s


class ChunkThread(driver.AIOKafkaConsumerThread):
    """The thread that polls Kafka; Faust's consumer with isolation, fetch sizes and sign-in of our own."""

    def _create_worker_consumer(self, transport: Any) -> aiokafka.AIOKafkaConsumer:
        settings, conf = _ours(self.app).settings, self.app.conf
        self._assignor = self.app.assignor
        return aiokafka.AIOKafkaConsumer(
            **client_options(settings),
            client_id=f"{conf.id}-worker",
            group_id=conf.id,
            group_instance_id=settings.instance_id or None,
            partition_assignment_strategy=[self._assignor],
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_interval_ms=int(conf.broker_max_poll_interval * 1000),
            max_partition_fetch_bytes=FETCH_BYTES,
            fetch_max_wait_ms=FETCH_WAIT_MS,
            request_timeout_ms=int(REQUEST_TIMEOUT_S * 1000),
            session_timeout_ms=int(settings.session_timeout_s * 1000),
            rebalance_timeout_ms=int(conf.broker_rebalance_timeout * 1000),
            heartbeat_interval_ms=int(settings.heartbeat_s * 1000),
            isolation_level="read_committed",
            metadata_max_age_ms=30_000,
        )

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Seek all partitions: to what was committed, else to their beginning.

        Without the second a partition that was read but never committed would go on behind what was forgotten, and one
        whose position aiokafka could not find out, while brokers were away, would never be read.
        """
        found: Mapping[TP, int] = await self.call_thread(self._seek_all)
        return found

    async def _seek_all(self) -> Mapping[TP, int]:
        consumer = self._ensure_consumer()
        committed = await consumer.seek_to_committed()
        unread = [place for place, offset in committed.items() if not offset]
        for place, first in (await consumer.beginning_offsets(unread)).items() if unread else ():
            consumer.seek(place, first)
        return committed  # type: ignore[no-any-return]


class ChunkConsumer(driver.Consumer):
    """Faust's consumer, handing on a fetch of a partition as one message whose value is the list of its records."""

    def _new_consumer_thread(self) -> ChunkThread:
        return ChunkThread(self, loop=self.loop, beacon=self.beacon)

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Mapping[TP, list[Chunk]]:
        await _ours(self.app).host.wait_for_room()
        fetched = await super()._getmany(active_partitions, timeout)
        return {tp: [self._chunk(tp, records)] for tp, records in fetched.items() if records}

    def _chunk(self, tp: TP, records: Records) -> Chunk:
        return Chunk(records, max(0, (self.highwater(tp) or 0) - records[-1].offset - 1))

    def _to_message(self, tp: TP, record: Any) -> ConsumerMessage:
        last = record.records[-1]
        return ConsumerMessage(
            last.topic,
            last.partition,
            last.offset,
            last.timestamp / 1000.0,
            last.timestamp_type,
            None,
            None,
            record,
            None,
            0,
            0,
            tp,
            generation_id=self.app.consumer_generation_id,
        )

    def track_message(self, message: Any) -> None:
        """Keep no book of messages: what was flushed is in Kafka."""

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Keep no book of gaps either."""

    async def commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:
        """Commit nothing: offsets are part of our own transactions."""
        return False

    force_commit = commit

    async def wait_empty(self) -> None:
        """What Faust awaits before partitions go, and before it stops."""
        app = _ours(self.app)
        await app.guarded(app.host.settle())

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Look for no livelock: a lane that cannot flush ends the process."""


class SilentProducer(driver.Producer):
    """Faust's own producer, which is never used and so never connects."""

    async def on_start(self) -> None:
        """Connect to nothing."""

    async def on_stop(self) -> None:
        """There is nothing to close."""

    async def flush(self) -> None:
        """There is nothing to flush."""


class ChunkTransport(driver.Transport):
    """Faust's transport with our consumer."""

    Consumer = ChunkConsumer
    Producer = SilentProducer


class ChunkApp(faust.App):
    """A Faust app whose records go to a `Host`."""

    host: Host
    settings: Settings
    guarded: "_Guard"

    def _create_directories(self) -> None:
        """Write nothing to the disk: state lives in Kafka."""


def make_app(
    settings: Settings, topics: Iterable[str], host: Host, failed: Callable[[BaseException], None]
) -> ChunkApp:
    """A Faust app that feeds `host` with chunks of the topics.

    `failed` is told what a handler raised; it must end the process, since Faust would acknowledge and go on.
    """
    server = f"kafka://{settings.bootstrap_servers.split(',')[0].strip()}"
    app = ChunkApp(
        settings.names.group,
        broker=server,
        autodiscover=False,
        broker_heartbeat_interval=settings.heartbeat_s,
        broker_max_poll_interval=3600.0,
        broker_rebalance_timeout=6.0 if settings.embedded else 60.0,
        broker_request_timeout=REQUEST_TIMEOUT_S,
        broker_session_timeout=settings.session_timeout_s,
        store="memory://",
        stream_buffer_maxsize=1024,
        stream_recovery_delay=0.0,
        stream_wait_empty=True,
        table_standby_replicas=1,  # with 0 and no tables Faust would not use its own, co-partitioning assignor
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        worker_redirect_stdouts=False,
    )
    app.settings, app.host, app.guarded = settings, host, _Guard(failed)
    app.transport = ChunkTransport([URL(server)], app)

    async def take_chunks(stream: Any) -> None:
        async for event in stream.noack().events():
            message = event.message
            host.take(message.topic, message.partition, message.value)

    app.agent(app.topic(*topics, key_serializer="raw", value_serializer=_Unchanged()), name="chunks")(take_chunks)

    async def on_rebalance_complete(*_: Any, **__: Any) -> None:
        owned = {(tp.topic, tp.partition) for tp in app.consumer.assignment()}
        await app.guarded(host.assign(owned, app.consumer_generation_id))

    app.on_rebalance_complete.connect(on_rebalance_complete, weak=False)
    return app


def _ours(app: Any) -> ChunkApp:
    assert isinstance(app, ChunkApp)
    return app


class _Guard:
    """Awaits something and reports what it raises."""

    def __init__(self, failed: Callable[[BaseException], None]) -> None:
        self._failed = failed

    async def __call__(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as error:
            self._failed(error)
            raise


def consumer_thread(app: ChunkApp) -> ChunkThread:
    """The thread that polls Kafka; what it holds is used by `call_thread` only."""
    consumer = app.consumer
    assert isinstance(consumer, ChunkConsumer)
    thread = consumer._thread
    assert isinstance(thread, ChunkThread)
    return thread
