"""The producer with which people's records go to Kafka: nothing twice by a retry, nothing taken for sent too early."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from streams.cluster.batching import BATCH_BYTES
from streams.cluster.connection import client_options
from streams.cluster.refusals import hushed, kafka_errors
from streams.settings import Settings

_MIB = 1024 * 1024


@asynccontextmanager
async def open_producer(settings: Settings, largest_batch: int = BATCH_BYTES) -> AsyncIterator[Any]:
    """An idempotent producer of aiokafka; all in-sync brokers acknowledge each record. Raises ClusterError.

    The embedded broker knows no idempotent producers: there a retry may write a record twice, as a duplicate.
    """
    with kafka_errors(settings, "connecting to Kafka"):
        producer = await _started(settings, largest_batch)
    try:
        yield producer
    finally:
        await producer.stop()


async def _started(settings: Settings, largest_batch: int) -> Any:
    from aiokafka.errors import UnknownError

    producer = _producer(settings, largest_batch, idempotent=not settings.embedded)
    try:
        with hushed("aiokafka.producer.sender"):
            await producer.start()
    except UnknownError:  # the embedded broker's answer
        await producer.stop()
        producer = _producer(settings, largest_batch, idempotent=False)
        await producer.start()
    except BaseException:
        await producer.stop()
        raise
    return producer


def _producer(settings: Settings, largest_batch: int, *, idempotent: bool) -> Any:
    from aiokafka import AIOKafkaProducer

    return AIOKafkaProducer(
        **client_options(settings),
        acks="all",
        enable_idempotence=idempotent,
        max_batch_size=largest_batch,
        max_request_size=largest_batch + _MIB,
        request_timeout_ms=60_000,  # brokers may change hands meanwhile
    )
