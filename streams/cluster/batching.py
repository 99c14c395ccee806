"""Records to batches, one open batch per partition, in the order in which they come."""

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

BATCH_BYTES = 256 * 1024
"""So large a batch becomes before it is sent."""

_OVERHEAD_BYTES = 256
"""More than a batch and a record need beside key and value; the exact size is asked only near the limit."""


class Batch(Protocol):
    """What aiokafka's batch builder can do."""

    def append(self, *, timestamp: int | None, key: bytes | None, value: bytes | None) -> object | None:
        """Take a record; None where the batch is full."""

    def size(self) -> int:
        """Bytes so far."""

    def record_count(self) -> int:
        """Records so far."""

    def close(self) -> None:
        """Take no more."""


class Producer(Protocol):
    """What aiokafka's producer can do with batches."""

    def create_batch(self) -> Batch:
        """A new batch."""

    async def send_batch(self, batch: Batch, topic: str, *, partition: int) -> "asyncio.Future[Any]":
        """Queue a batch; waits while an earlier one of the partition is still queued."""


class Batches:
    """Puts records into batches and sends the full ones; records of a partition stay in order."""

    def __init__(self, producer: Producer, limits: Mapping[str, int]) -> None:
        """`limits`: the largest batch that each topic takes, in bytes."""
        self._producer = producer
        self.limits = limits
        self._open: dict[tuple[str, int], Batch] = {}
        self._sent: set[asyncio.Future[Any]] = set()
        self._failed: BaseException | None = None

    async def add(self, topic: str, partition: int, key: bytes | None, value: bytes | None) -> int | None:
        """Take one record. Where its topic would refuse it for its size nothing happens, and the size is returned."""
        length = len(value or b"") + len(key or b"")
        if length + _OVERHEAD_BYTES > self.limits[topic] and (size := self._alone(key, value)) > self.limits[topic]:
            return size
        place = topic, partition
        batch = self._open.get(place)
        if batch is None:
            batch = self._open[place] = self._producer.create_batch()
        if batch.append(timestamp=None, key=key, value=value) is None:
            await self._send(place)
            batch = self._open[place] = self._producer.create_batch()
            batch.append(timestamp=None, key=key, value=value)
        return None

    def _alone(self, key: bytes | None, value: bytes | None) -> int:
        batch = self._producer.create_batch()
        batch.append(timestamp=None, key=key, value=value)
        return batch.size()

    async def _send(self, place: tuple[str, int]) -> None:
        batch = self._open.pop(place)
        batch.close()
        future = await self._producer.send_batch(batch, place[0], partition=place[1])
        self._sent.add(future)
        future.add_done_callback(self._delivered)
        if self._failed is not None:
            raise self._failed

    def _delivered(self, future: "asyncio.Future[Any]") -> None:
        self._sent.discard(future)
        error = None if future.cancelled() else future.exception()  # asking for it keeps asyncio from complaining
        self._failed = self._failed or error

    async def send_open(self) -> None:
        """Send what is gathered so far, without waiting for its arrival. Raises what an earlier batch failed with."""
        for place in list(self._open):
            await self._send(place)

    async def flush(self) -> None:
        """Send what is gathered so far and wait until every broker that must have it has it."""
        await self.send_open()
        if self._sent:
            await asyncio.wait(self._sent)
        if self._failed is not None:
            raise self._failed


def batch_bytes(limits: Mapping[str, int]) -> int:
    """How large batches may become where topics take so much.

    >>> batch_bytes({"a": 1000, "b": 10_000_000})
    1000
    """
    return min([BATCH_BYTES, *limits.values()])
